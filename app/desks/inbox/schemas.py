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


class AnswersBody(Schema):
    """Answers to the task's form, by key: an absent key leaves its value, null clears it."""

    answers = fields.Dict(keys=fields.String(), required=True)


class DelegateBody(Schema):
    """To a colleague, or to a role at the own institution (perhaps of a department)."""

    person = fields.UUID(load_default=None, allow_none=True)
    role = fields.String(load_default=None, allow_none=True)
    department = fields.UUID(load_default=None, allow_none=True)


class CommentBody(Schema):
    """A remark."""

    text = fields.String(required=True)
