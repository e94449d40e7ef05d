"""Bodies of the patients API."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.care.patients.identifiers import KINDS

SEXES = ("0", "1", "2", "9")  # GB/T 2261.1: unknown, male, female, not stated


class IdentifierBody(Schema):
    """One typed identifier; `mother` is the mother's patient id, for newborns."""

    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    value = fields.String(required=True, validate=validate.Length(1, 64))
    mother = fields.UUID(load_default=None, allow_none=True)


class PatientBody(Schema):
    """A new patient."""

    name = fields.String(required=True, validate=validate.Length(1, 100))
    sex = fields.String(required=True, validate=validate.OneOf(SEXES))
    birth_date = fields.Date(load_default=None, allow_none=True)
    phone = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"\+?[0-9 -]{5,20}$"))
    address = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=300))
    district = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    allergies = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=2000))
    identifiers = fields.List(fields.Nested(IdentifierBody), load_default=list, validate=validate.Length(max=10))
    confirm_new = fields.Boolean(load_default=False)


class PatientChange(Schema):
    """What may be changed of a patient; absent keys stay."""

    name = fields.String(validate=validate.Length(1, 100))
    sex = fields.String(validate=validate.OneOf(SEXES))
    birth_date = fields.Date(allow_none=True)
    phone = fields.String(allow_none=True, validate=validate.Regexp(r"\+?[0-9 -]{5,20}$"))
    address = fields.String(allow_none=True, validate=validate.Length(max=300))
    district = fields.String(allow_none=True, validate=validate.Length(max=60))
    allergies = fields.String(allow_none=True, validate=validate.Length(max=2000))


class RevealBody(Schema):
    """Why the identifiers are read in full."""

    reason = fields.String(required=True, validate=validate.Length(2, 500))


class PatientQuery(Schema):
    """Text to look for."""

    q = fields.String(load_default="")
