"""Referrals over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.care.booking import service as booking
from app.care.referrals import actions, endings, queries, service
from app.care.referrals.models import Referral
from app.care.referrals.schemas import ActionBody, DraftBody, ReferralBody, ReferralQuery
from app.cases import CaseFile, within
from app.cases.incidents import noting
from app.cases.locks import case_etag
from app.errors import Forbidden
from app.foundation.access import policy
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.web import (
    answered,
    change,
    database,
    if_match,
    language,
    listed,
    page_size,
    path_id,
    place_in_time,
    write_cursor,
)

blueprint = Blueprint("referrals", __name__, url_prefix="/api/v1/referrals", description="Referrals")


@blueprint.get("")
@blueprint.arguments(ReferralQuery, location="query")
def list_referrals(query: Mapping[str, Any]) -> Response:
    """The referrals in sight and one's own drafts, newest first."""
    actor = current_actor()
    after = place_in_time()
    with database().reading() as session:
        page = queries.listed(session, actor, queries.Search(**query), page_size(), after)
    return answered(Answer(listed(page.rows, page.total, write_cursor(page.following) if page.following else None)))


@blueprint.post("")
@blueprint.arguments(ReferralBody)
def create_referral(body: Mapping[str, Any]) -> Response:
    """Refer a patient (201), or keep a draft with `send: false`; needs `Idempotency-Key`."""
    actor = current_actor()
    wanted = service.Wanted(body["process"], body["patient"], body["answers"])

    def work(session: Session) -> Answer:
        if body["send"]:
            return _case_answer(session, actor, service.send(session, actor, wanted), 201)
        return _draft_answer(session, service.keep_draft(session, actor, wanted), 201)

    return noting(database(), lambda: change(actor.person, work, key_required=True))


@blueprint.get("/<which>")
def read_referral(which: str) -> Response:
    """One referral, or one's own draft."""
    actor = current_actor()
    with database().reading() as session:
        draft = service.draft(session, actor, path_id(which))
        answer = _draft_answer(session, draft) if draft else _read(session, actor, path_id(which))
    return answered(answer)


@blueprint.patch("/<which>")
@blueprint.arguments(DraftBody)
def change_draft(body: Mapping[str, Any], which: str) -> Response:
    """Go on with one's own draft; needs `If-Match`."""
    actor = current_actor()
    etag = if_match()

    def work(session: Session) -> Answer:
        return _draft_answer(session, service.change_draft(session, actor, path_id(which), etag, body))

    return change(actor.person, work)


@blueprint.delete("/<which>")
def discard_draft(which: str) -> Response:
    """Throw one's own draft away; needs `If-Match`."""
    actor = current_actor()
    etag = if_match()

    def work(session: Session) -> Answer:
        service.discard_draft(session, actor, path_id(which), etag)
        return Answer(None, 204)

    return change(actor.person, work)


@blueprint.get("/<which>/actions")
def list_actions(which: str) -> Response:
    """What this person may do with the referral now."""
    actor = current_actor()
    with database().reading() as session:
        found = actions.available(session, actor, path_id(which), language())
    return answered(Answer(listed(found, len(found))))


@blueprint.post("/<which>/actions/<name>")
@blueprint.arguments(ActionBody)
def act(body: Mapping[str, Any], which: str, name: str) -> Response:
    """Do something with the referral; needs `If-Match` and `Idempotency-Key`."""
    actor = current_actor()
    etag = if_match()

    def work(session: Session) -> Answer:
        return _case_answer(session, actor, actions.act(session, actor, path_id(which), name, body, etag))

    return noting(database(), lambda: change(actor.person, work, key_required=True))


@blueprint.get("/<which>/history")
def read_history(which: str) -> Response:
    """Everything that was done in the case, as far as this actor's part in it reaches, oldest first."""
    actor = current_actor()
    with database().reading() as session:
        seen = policy.sight(session, actor, path_id(which))
        rows = within.history(session, seen)
    return answered(Answer(listed(rows, len(rows))))


@blueprint.get("/<which>/variables")
def read_variables(which: str) -> Response:
    """The raw variables of the case, for auditors."""
    actor = current_actor()
    with database().reading() as session:
        case, _seen, _row = queries.one(session, actor, path_id(which))
        if not right_of(actor.role).variables:
            raise Forbidden(
                "role_required", "只有审计可以查看流程变量。", "Only an auditor may read the variables."
            )
        return answered(Answer({"variables": case.variables}))


def _read(session: Session, actor: Actor, which: UUID) -> Answer:
    case, seen, row = queries.one(session, actor, which)
    ending, reason = endings.of_case(session, which)
    row |= {"content": queries.content(session, seen), "ending": ending}
    if seen.until is None:
        row |= {"appointment": booking.in_force(session, which), "ending_reason": reason}
    return Answer(row, etag=case_etag(case))


def _case_answer(session: Session, actor: Actor, case: CaseFile, status: int = 200) -> Answer:
    """The case after a change; the acting post may just have left it, and then reads what former parties read."""
    _case, _seen, row = queries.one(session, actor, case.id)
    return Answer(row, status, etag=case_etag(case))


def _draft_answer(session: Session, draft: Referral, status: int = 200) -> Answer:
    return Answer(queries.draft_row(session, draft), status, etag=service.draft_etag(draft))
