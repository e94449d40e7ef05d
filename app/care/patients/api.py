"""Patients over HTTP; identifiers always masked except by `reveal`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.care.patients import queries, service
from app.care.patients.schemas import PatientBody, PatientChange, PatientQuery, RevealBody
from app.errors import NotFound
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.web import (
    answered,
    change,
    database,
    if_match,
    listed,
    page_size,
    path_id,
    read_cursor,
    write_cursor,
)

blueprint = Blueprint("patients", __name__, url_prefix="/api/v1", description="Patients")


@blueprint.get("/patients")
@blueprint.arguments(PatientQuery, location="query")
def find_patients(query: Mapping[str, str]) -> Response:
    """Own patients; with `q` also those of visible cases."""
    actor = current_actor()
    cursor = read_cursor(2)
    after = None if cursor is None else (str(cursor[0]), _cursor_id(cursor[1]))
    with database().reading() as session:
        page = queries.find(session, actor, query["q"].strip(), page_size(), after)
    following = write_cursor(page.following) if page.following else None
    return answered(Answer(listed(page.items, page.total, following)))


@blueprint.post("/patients")
@blueprint.arguments(PatientBody)
def register(body: dict[str, Any]) -> Response:
    """Register a patient at one's institution: 201 new, 200 when the same person was known already."""
    actor = current_actor()
    confirmed = body.pop("confirm_new")
    marked = [{**one, "mother": one["mother"] and str(one["mother"])} for one in body.pop("identifiers")]

    def work(session: Session) -> Answer:
        made = service.register(session, actor, service.Given(**body, identifiers=marked), confirmed=confirmed)
        patient = queries.visible(session, actor, made.id)
        return Answer(_plain(queries.detail(session, patient)), 201 if made.new else 200, queries.etag(patient))

    return change(actor.person, work)


@blueprint.get("/patients/<which>")
def read_patient(which: str) -> Response:
    """One patient of the own institution or of a visible case."""
    actor = current_actor()
    with database().reading() as session:
        patient = queries.visible(session, actor, path_id(which))
        return answered(Answer(queries.detail(session, patient), etag=queries.etag(patient)))


@blueprint.patch("/patients/<which>")
@blueprint.arguments(PatientChange)
def change_patient(body: dict[str, Any], which: str) -> Response:
    """Change some of a patient's values; needs `If-Match`."""
    actor = current_actor()

    def work(session: Session) -> Answer:
        patient = service.change(session, actor, path_id(which), if_match(), body)
        return Answer(_plain(queries.detail(session, patient)), etag=queries.etag(patient))

    return change(actor.person, work)


@blueprint.post("/patients/<which>/reveal")
@blueprint.arguments(RevealBody)
def reveal(body: dict[str, Any], which: str) -> Response:
    """Identifiers, phone and address in full; the reason goes into the history. Never kept for a replay."""
    actor = current_actor()
    with database().transaction() as session:
        return answered(Answer(service.reveal(session, actor, path_id(which), body["reason"])))


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """As JSON knows it, for answers are kept beside their idempotency key."""
    return {
        name: value if isinstance(value, (int, str, list, type(None))) else str(value)
        for name, value in body.items()
    }


def _cursor_id(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotFound from None
