"""What may be done with a referral beside its tasks: an action with its reason, note and form; a remark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.care.referrals import actions, queries
from app.care.referrals.pages import reading, standing
from app.cases import items, sheets
from app.cases.incidents import noting
from app.cases.locks import case_etag
from app.cases.sheets import Posted, Sheet
from app.errors import FieldProblem, Invalid, NotFound, Problem
from app.foundation.access import policy
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.web import database, form_change, language, path_id

OWN = ("reason_code", "note")


@dataclass(frozen=True)
class Asked:
    """What was typed into the question and what is wrong with it."""

    reason: str = ""
    note: str = ""
    posted: Posted = field(default_factory=lambda: Posted({}))
    problem: Problem | None = None

    @property
    def faults(self) -> tuple[FieldProblem, ...]:
        """Every wrong field, of the question itself and of the action's form."""
        return (*(self.problem.fields if self.problem else ()), *self.posted.faults)


def ask(which: str, name: str) -> Response:
    """`GET /referrals/<id>/actions/<name>`: the question with its consequence."""
    actor = current_actor()
    with database().reading() as session:
        return _page(session, actor, path_id(which), name, Asked())


def act(which: str, name: str) -> AnyResponse:
    """`POST …`: do it; whatever is refused comes back with everything typed."""
    actor, etag = current_actor(), request.form.get("etag")
    case_id = path_id(which)
    asked = _asked(actor, case_id, name)
    if asked.posted.more or asked.faults:
        return _again(actor, case_id, name, asked, 422 if asked.faults else 200)
    body = {
        "reason_code": asked.reason or None,
        "note": asked.note or None,
        "answers": asked.posted.answers or None,
    }

    def work(session: Session) -> Answer:
        actions.act(session, actor, case_id, name, body, etag)
        return Answer({"id": which, "seen": policy.may_see(session, actor, case_id)})

    try:
        done = noting(database(), lambda: form_change(actor.person, work))
    except NotFound:
        raise
    except Problem as problem:
        return _again(actor, case_id, name, replace(asked, problem=problem), problem.status)
    return redirect(f"/referrals/{which}?done=acted" if done.body["seen"] else "/referrals?done=acted", 303)


def comment(which: str) -> AnyResponse:
    """`POST /referrals/<id>/comments`: leave a remark at one's task of the case."""
    actor, case_id = current_actor(), path_id(which)
    text = request.form.get("text", "")

    def work(session: Session) -> Answer:
        policy.sight(session, actor, case_id)
        place = standing.place_to_comment(session, actor, case_id)
        if place is None:
            raise NotFound
        return Answer({"id": str(items.comment(session, actor, place, text).id)}, 201)

    try:
        form_change(actor.person, work)
    except Invalid as problem:
        with database().reading() as session:
            return make_response(
                reading.page(session, actor, case_id, problem=problem, remark=text), problem.status
            )
    return redirect(f"/referrals/{which}#remarks", 303)


def _asked(actor: Actor, case_id: UUID, name: str) -> Asked:
    """Read the question; without a reason nothing is done."""
    with database().reading() as session:
        sheet = _sheet(session, actor, case_id, _found(session, actor, case_id, name))
    posted = sheets.read(database(), actor, sheet, request.form, request.files) if sheet else Posted({})
    asked = Asked(request.form.get("reason_code", ""), request.form.get("note", ""), posted)
    return asked if asked.reason else replace(asked, problem=_no_reason())


def _again(actor: Actor, case_id: UUID, name: str, asked: Asked, status: int) -> Response:
    with database().reading() as session:
        return _page(session, actor, case_id, name, asked, status)


def _page(session: Session, actor: Actor, case_id: UUID, name: str, asked: Asked, status: int = 200) -> Response:
    """The question. When the case does not allow the action any more, what became of it."""
    case, _seen, row = queries.one(session, actor, case_id)
    action = _found(session, actor, case_id, name)
    sheet = _sheet(session, actor, case_id, action)
    own = {one.path: one for one in asked.faults if one.path in OWN}
    faults = [one for one in asked.faults if one.path not in own]
    view = None
    if sheet is not None:
        view = sheets.draw(
            session, actor, sheet, language(), typed=asked.posted.answers, faults=faults, more=asked.posted.more
        )
    body = render_template(
        "referral_pages/action.html.j2",
        case=case,
        row=row,
        name=name,
        action=action,
        view=view,
        asked=asked,
        own=own,
        etag=case_etag(case),
    )
    return make_response(body, status)


def _found(session: Session, actor: Actor, case_id: UUID, name: str) -> Mapping[str, Any] | None:
    """The action as it is open to this actor now; None when it is not. Raises `NotFound` out of sight."""
    return next(
        (one for one in actions.available(session, actor, case_id, language()) if one["name"] == name), None
    )


def _sheet(session: Session, actor: Actor, case_id: UUID, action: Mapping[str, Any] | None) -> Sheet | None:
    if action is None:
        return None
    case, _seen, _row = queries.one(session, actor, case_id)
    return sheets.of_action(session, case, action["form"])


def _no_reason() -> Invalid:
    zh, en = "请选择原因", "Choose a reason"
    return Invalid("reason_required", zh, en, fields=[FieldProblem("reason_code", "reason_required", zh, en)])
