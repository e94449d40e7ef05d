"""Cases by hand: start any published process and look at it. For designers, in demonstration and test mode only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.cases import CaseFile, Incident, incidents, queries, service, within
from app.cases.incidents import noting
from app.cases.locks import case_etag, lock_case
from app.desks.designer.schemas import CaseBody, MessageBody
from app.errors import Forbidden, NotFound
from app.foundation.access import policy
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor, require_role
from app.idempotency import Answer
from app.web import answered, change, database, path_id, settings

blueprint = Blueprint("cases", __name__, url_prefix="/api/v1/cases", description="Cases by hand")


@blueprint.post("")
@blueprint.arguments(CaseBody)
def start(body: Mapping[str, Any]) -> Response:
    """Start a process with these variables."""
    actor = _designer()

    def work(session: Session) -> Answer:
        beginning = service.Beginning(body["process"], body["variables"], by_hand=True)
        case = service.start(session, actor, beginning)
        return Answer({"id": str(case.id), "number": case.number}, 201, case_etag(case))

    return noting(database(), lambda: change(actor.person, work, key_required=True))


@blueprint.get("/<which>")
def read(which: str) -> Response:
    """Where a case stands: its open tasks and what will happen by itself."""
    actor = current_actor()
    with database().reading() as session:
        seen = policy.sight(session, actor, path_id(which))
        case = queries.find(session, seen.case)
        shown = within.summary(queries.summary(session, case), seen)
        whole = seen.until is None
        found = incidents.open_incidents(session, case.id) if whole else []
        shown |= {
            "ended": case.ended_at is not None,
            "due_timers": queries.due_timers(session, case.id) if whole else [],
            "incidents": [_incident(one) for one in found],
        }
        return answered(Answer(shown, etag=case_etag(case)))


@blueprint.get("/<which>/variables")
def variables(which: str) -> Response:
    """The case's variables: for who started it by hand, and for auditors."""
    actor = current_actor()
    with database().reading() as session:
        case = _seen(session, actor, which)
        if not (case.by_hand and case.started_by == actor.person) and not right_of(actor.role).variables:
            raise Forbidden(
                "variables_for_auditors",
                "流程变量只给发起的设计人员和审计看。",
                "Variables are for the designer who started the case and for auditors.",
            )
        return answered(Answer({"variables": case.variables}))


@blueprint.post("/<which>/messages")
@blueprint.arguments(MessageBody)
def send(body: Mapping[str, Any], which: str) -> Response:
    """Send a message to a case; `delivered` says whether anything waited for it."""
    actor = _designer()

    def work(session: Session) -> Answer:
        _seen(session, actor, which)
        case = lock_case(session, path_id(which))
        taken = service.correlate(session, actor, case, body["name"], body["key"], body["payload"])
        return Answer({"delivered": taken})

    return noting(database(), lambda: change(actor.person, work, key_required=True))


@blueprint.post("/<which>/incidents/<incident>/retry")
def retry(which: str, incident: str) -> Response:
    """Have what failed tried again."""
    actor = require_role("process_designer", "administrator")

    def work(session: Session) -> Answer:
        incidents.retry(session, actor, path_id(which), path_id(incident))
        return Answer({"id": incident, "status": "retried"})

    return change(actor.person, work)


def _designer() -> Actor:
    actor = current_actor()
    if not (settings().demo or settings().mode == "test"):
        raise NotFound
    return require_role("process_designer") if actor.role != "process_designer" else actor


def _seen(session: Session, actor: Actor, which: str) -> CaseFile:
    case_id = path_id(which)
    policy.sight(session, actor, case_id)
    return queries.find(session, case_id)


def _incident(one: Incident) -> dict[str, Any]:
    return {"id": one.id, "element": one.element, "kind": one.kind, "message": one.message, "at": one.raised_at}
