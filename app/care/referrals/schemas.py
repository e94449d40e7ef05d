"""Bodies and queries of the referrals API."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

STATES = (
    *("draft", "awaiting_review", "awaiting_triage", "in_transit"),
    *("completed", "rejected", "withdrawn", "closed"),
)


class ReferralQuery(Schema):
    """Which referrals to list."""

    class Meta:
        unknown = EXCLUDE

    state = fields.String(load_default=None, validate=validate.OneOf(STATES))
    process = fields.String(load_default=None)
    patient = fields.UUID(load_default=None)
    direction = fields.String(load_default=None, validate=validate.OneOf(["sent", "received"]))
    overdue = fields.Boolean(load_default=False)
    q = fields.String(load_default="", validate=validate.Length(max=100))


class ReferralBody(Schema):
    """A new referral: `send` false keeps a draft, in which nothing is required yet."""

    process = fields.String(required=True)
    patient = fields.UUID(required=True)
    answers = fields.Dict(keys=fields.String(), required=True)
    send = fields.Boolean(load_default=True)


class DraftBody(Schema):
    """What was typed since."""

    patient = fields.UUID(load_default=None, allow_none=True)
    answers = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)


class ActionBody(Schema):
    """Why, and what the action's own form asks, if it has one."""

    reason_code = fields.String(load_default=None, allow_none=True)
    note = fields.String(load_default=None, allow_none=True)
    answers = fields.Dict(keys=fields.String(), load_default=None, allow_none=True)
