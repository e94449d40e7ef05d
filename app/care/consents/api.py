"""Consents over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate
from sqlalchemy.orm import Session

from app.care.consents import service
from app.care.consents.models import Consent
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.web import answered, change, database, if_match, listed, path_id

blueprint = Blueprint("consents", __name__, url_prefix="/api/v1", description="Consents")


class WithdrawBody(Schema):
    """Why, if the patient says so."""

    reason = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))


@blueprint.get("/patients/<patient>/consents")
def list_consents(patient: str) -> Response:
    """Consents of one patient, newest first."""
    actor = current_actor()
    with database().reading() as session:
        rows = [_described(one) for one in service.of_patient(session, actor, path_id(patient))]
    return answered(Answer(listed(rows, len(rows))))


@blueprint.get("/consents/<which>")
def read_consent(which: str) -> Response:
    """One consent."""
    actor = current_actor()
    with database().reading() as session:
        found = service.readable(session, actor, path_id(which))
    return answered(Answer(_described(found), etag=service.etag(found)))


@blueprint.post("/consents/<which>/withdraw")
@blueprint.arguments(WithdrawBody)
def withdraw(body: Mapping[str, Any], which: str) -> Response:
    """Take a consent back; needs `If-Match`."""
    actor = current_actor()

    def work(session: Session) -> Answer:
        found = service.withdraw(session, actor, path_id(which), if_match(), body["reason"])
        return Answer(_described(found), etag=service.etag(found))

    return change(actor.person, work)


@blueprint.get("/consent-texts")
def read_texts() -> Response:
    """The texts in force, by scope, in both languages."""
    current_actor()
    return answered(Answer(dict(service.TEXTS)))


def _described(one: Consent) -> dict[str, Any]:
    ids = ("id", "patient", "case_id", "recipient")
    plain = ("scope", "limited", "purpose", "text_version", "risks", "decision", "signer", "relation")
    moments = ("signed_at", "recorded_at", "withdrawn_at")
    return {
        **{name: (value := getattr(one, name)) and str(value) for name in ids},
        **{name: getattr(one, name) for name in plain},
        **{name: (value := getattr(one, name)) and value.isoformat() for name in moments},
    }
