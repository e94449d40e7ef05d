"""Reading a patient's identifier and telephone in full: asks why, and the answer is kept."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.care.patients import service
from app.care.patients.identifiers import KINDS
from app.care.patients.schemas import RevealBody
from app.care.referrals import queries
from app.cases import CaseFile
from app.errors import FieldProblem, Invalid, NotFound
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.web import database, path_id


def ask(which: str) -> Response:
    """`GET /referrals/<id>/unmask`: the question why."""
    actor = current_actor()
    with database().reading() as session:
        return _page(session, _case(session, actor, path_id(which)))


def reveal(which: str) -> Response:
    """`POST …`: shown once, on this page, and written into the history."""
    actor, reason = current_actor(), request.form.get("reason", "").strip()
    with database().transaction() as session:
        case = _case(session, actor, path_id(which))
        if RevealBody().validate({"reason": reason}):
            return _page(session, case, problem=_no_reason(), reason=reason)
        return _page(session, case, full=service.reveal(session, actor, _subject(case), reason), reason=reason)


def _page(
    session: Session,
    case: CaseFile,
    *,
    full: object = None,
    problem: Invalid | None = None,
    reason: str = "",
) -> Response:
    subject = patients.strips(session, [_subject(case)])[_subject(case)]
    body = render_template(
        "referral_pages/unmask.html.j2",
        case=case,
        subject=subject,
        full=full,
        problem=problem,
        reason=reason,
        kinds=KINDS,
    )
    return make_response(body, problem.status if problem else 200)


def _case(session: Session, actor: Actor, which: UUID) -> CaseFile:
    """A case in sight that has a patient in sight."""
    case, _seen, _row = queries.one(session, actor, which)
    patients.visible(session, actor, _subject(case))
    return case


def _subject(case: CaseFile) -> UUID:
    if case.subject is None:
        raise NotFound
    return case.subject


def _no_reason() -> Invalid:
    zh, en = "写明为什么要看，至少 2 个字", "Say why, in 2 characters or more"
    return Invalid("reason_required", zh, en, fields=[FieldProblem("reason", "reason_required", zh, en)])
