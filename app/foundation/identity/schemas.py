"""Bodies of the session API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class SignInBody(Schema):
    """Name and password, and the post to act in when there are several."""

    username = fields.String(required=True, validate=validate.Length(1, 100))
    password = fields.String(required=True, validate=validate.Length(1, 200))
    post = fields.UUID(load_default=None, allow_none=True)


class SwitchBody(Schema):
    """The post to act in from now on."""

    post = fields.UUID(required=True)


class PasswordBody(Schema):
    """The present password and the new one."""

    current = fields.String(required=True, validate=validate.Length(1, 200))
    new = fields.String(required=True, validate=validate.Length(1, 200))


class DoctorQuery(Schema):
    """What the picker of doctors narrows by; `institution=own` is the institution one acts in."""

    q = fields.String(load_default="")
    institution = fields.String(load_default="")
    department = fields.String(load_default="")
