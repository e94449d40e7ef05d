"""Going on with one's own draft, sending it, throwing it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import jsonify, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.care.patients import queries as patients
from app.care.referrals import service
from app.care.referrals.models import Referral
from app.care.referrals.pages import sheet
from app.care.referrals.pages.sheet import SEND, Writing
from app.care.referrals.pages.writing import kept
from app.cases.incidents import noting
from app.errors import FieldProblem, NotFound, Problem, Stale
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.web import database, form_change, path_id

NOBODY = UUID(int=0)


def show(which: str) -> AnyResponse:
    """`GET /referrals/<id>/edit`: the form as far as it is filled."""
    actor = current_actor()
    with database().reading() as session:
        draft = _own(session, actor, path_id(which))
        return sheet.page(session, actor, _writing(draft, draft.answers))


def take(which: str) -> AnyResponse:
    """`POST /referrals/<id>/edit`: save, send, or come back with more rows."""
    actor, etag = current_actor(), request.form.get("etag")
    with database().reading() as session:
        draft = _own(session, actor, path_id(which))
    posted = sheet.posted(actor, draft.process or "", draft.patient or NOBODY)
    writing = _writing(draft, {**draft.answers, **posted.answers})
    sending = request.form.get("do") == SEND
    with database().reading() as session:
        if posted.more or posted.faults:
            again = _writing(draft, writing.typed, posted.faults, posted.more)
            return sheet.page(session, actor, again, 422 if posted.faults else 200)

    def work(session: Session) -> Answer:
        if sending:
            sheet.check_hints(session, writing)
        saved = service.change_draft(session, actor, draft.id, etag, {"answers": posted.answers})
        if sending:
            service.send_draft(session, actor, draft.id, service.draft_etag(saved))
        return Answer({"id": str(draft.id)})

    try:
        noting(database(), lambda: form_change(actor.person, work))
    except sheet.Hinted:
        return sheet.hinted(actor, writing)
    except Stale as problem:
        with database().reading() as session:
            fresh = _own(session, actor, draft.id)
        return sheet.refused(actor, replace(writing, draft=fresh, etag=service.draft_etag(fresh)), problem)
    except Problem as problem:
        return sheet.refused(actor, writing, problem)
    return redirect(f"/referrals/{draft.id}" + ("?done=sent" if sending else "/edit?done=saved"), 303)


def keep_by_itself(which: str) -> AnyResponse:
    """`POST /referrals/<id>/draft`: what a script saves while the writer types."""
    actor, etag = current_actor(), request.form.get("etag")
    with database().reading() as session:
        draft = _own(session, actor, path_id(which))
    given = sheet.posted(actor, draft.process or "", draft.patient or NOBODY).answers

    def work(session: Session) -> Answer:
        return Answer(kept(service.change_draft(session, actor, draft.id, etag, {"answers": given})))

    return jsonify(form_change(actor.person, work).body)


def ask_to_discard(which: str) -> str:
    """`GET /referrals/<id>/discard`: the question, for nobody can bring a draft back."""
    actor = current_actor()
    with database().reading() as session:
        draft = _own(session, actor, path_id(which))
        subject = patients.strips(session, [draft.patient] if draft.patient else [])
        return render_template(
            "referral_pages/discard.html.j2",
            draft=draft,
            etag=service.draft_etag(draft),
            subject=subject.get(draft.patient) if draft.patient else None,
        )


def discard(which: str) -> AnyResponse:
    """`POST /referrals/<id>/discard`: throw it away."""
    actor, etag = current_actor(), request.form.get("etag")

    def work(session: Session) -> Answer:
        service.discard_draft(session, actor, path_id(which), etag)
        return Answer(None, 204)

    form_change(actor.person, work)
    return redirect("/referrals?tab=drafts&done=discarded", 303)


def _own(session: Session, actor: Actor, which: UUID) -> Referral:
    draft = service.draft(session, actor, which)
    if draft is None:
        raise NotFound
    return draft


def _writing(
    draft: Referral,
    typed: Mapping[str, Any],
    faults: tuple[FieldProblem, ...] = (),
    more: str = "",
) -> Writing:
    return Writing(
        process=draft.process or "",
        patient=draft.patient or NOBODY,
        typed=typed,
        faults=faults,
        more=more,
        draft=draft,
        etag=request.form.get("etag") or service.draft_etag(draft),
    )
