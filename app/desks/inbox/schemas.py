"""Bodies and queries of the inbox."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate


class TaskQuery(Schema):
    """Which tasks to list."""

    class Meta:
        unknown = EXCLUDE

    status = fields.String(load_default="open", validate=validate.OneOf(["open", "done"]))
    view = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["mine", "groups"]))
    process = fields.String(load_default=None)
    element = fields.String(load_default=None)
    case = fields.UUID(load_default=None)
    overdue = fields.Boolean(load_default=False)


class Lenient(Schema):
    """A body whose content the service judges, for access and state come first."""

    class Meta:
        unknown = EXCLUDE


class AnswersBody(Lenient):
    """Answers to the task's form, by key: an absent key leaves its value, null clears it."""

    answers = fields.Raw(load_default=None, metadata={"type": "object"})


class DelegateBody(Lenient):
    """To a colleague (`person`), or to a `role` at the own institution, perhaps of a `department`."""

    person = fields.Raw(load_default=None, metadata={"type": "string"})
    role = fields.Raw(load_default=None, metadata={"type": "string"})
    department = fields.Raw(load_default=None, metadata={"type": "string"})


class CommentBody(Lenient):
    """A remark."""

    text = fields.Raw(load_default=None, metadata={"type": "string"})
