"""Bodies of the designers' desk."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate


class VersionBody(Schema):
    """A package: file name → text."""

    class Meta:
        unknown = EXCLUDE

    files = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    note = fields.String(load_default="", validate=validate.Length(max=2000))


class LintBody(Schema):
    """A package to look at."""

    class Meta:
        unknown = EXCLUDE

    files = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class CaseBody(Schema):
    """A process to start by hand."""

    process = fields.String(required=True)
    variables = fields.Dict(keys=fields.String(), load_default=dict)


class MessageBody(Schema):
    """A message to a case; without `key` its number is meant."""

    name = fields.String(required=True, validate=validate.Length(min=1, max=100))
    key = fields.String(load_default=None, allow_none=True)
    payload = fields.Dict(keys=fields.String(), load_default=dict)
