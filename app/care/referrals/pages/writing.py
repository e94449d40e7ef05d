"""A new referral: which process, which patient, then the start form, kept as a draft or sent at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import jsonify, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.care.patients import queries as patients
from app.care.referrals import service
from app.care.referrals.pages import sheet
from app.care.referrals.pages.sheet import SEND, Writing
from app.care.referrals.pages.words import said
from app.care.referrals.service import Wanted
from app.cases.definitions import queries as definitions
from app.cases.definitions.queries import Version
from app.cases.incidents import noting
from app.errors import NotFound, Problem
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.web import database, form_change, language, path_id

MOST_PATIENTS = 20
LONGEST_SEARCH = 100


def show() -> AnyResponse | str:
    """`GET /referrals/new?process=…&patient=…&q=…`: what is not chosen yet is asked first."""
    actor = current_actor()
    process, patient = request.args.get("process", ""), request.args.get("patient", "")
    with database().reading() as session:
        startable = _startable(session, actor)
        if len(startable) == 1 and not process:
            (process,) = startable
        if process not in startable:
            process = ""
        if process and patient and "choose" not in request.args:
            return sheet.page(session, actor, Writing(process, path_id(patient)))
        return _choosing(session, actor, startable, process, patient)


def take() -> AnyResponse:
    """`POST /referrals/new`: keep as a draft, send, or come back with more rows."""
    actor = current_actor()
    process, patient = request.form.get("process", ""), path_id(request.form.get("patient", ""))
    posted = sheet.posted(actor, process, patient)
    writing = Writing(process, patient, posted.answers, posted.faults, posted.more)
    sending = request.form.get("do") == SEND
    with database().reading() as session:
        if posted.more or posted.faults:
            return sheet.page(session, actor, writing, 422 if posted.faults else 200)
    wanted = Wanted(process, patient, posted.answers)

    def work(session: Session) -> Answer:
        if sending:
            sheet.check_hints(session, writing)
        done = service.send if sending else service.keep_draft
        return Answer({"id": str(done(session, actor, wanted).id)}, 201)

    try:
        made = noting(database(), lambda: form_change(actor.person, work)).body["id"]
    except sheet.Hinted:
        return sheet.hinted(actor, writing)
    except Problem as problem:
        return sheet.refused(actor, writing, problem)
    return redirect(f"/referrals/{made}?done=sent" if sending else f"/referrals/{made}/edit?done=saved", 303)


def keep_by_itself() -> AnyResponse:
    """`POST /referrals/new/draft`: what a script saves while the writer types; answers where to go on."""
    actor = current_actor()
    process, patient = request.form.get("process", ""), path_id(request.form.get("patient", ""))
    wanted = Wanted(process, patient, sheet.posted(actor, process, patient).answers)

    def work(session: Session) -> Answer:
        return Answer(kept(service.keep_draft(session, actor, wanted)), 201)

    return jsonify(form_change(actor.person, work).body)


def kept(draft: Any) -> dict[str, str]:
    """What the script that saves needs to know of a draft."""
    return {
        "etag": service.draft_etag(draft),
        "saved_at": draft.changed_at.isoformat(),
        "action": f"/referrals/{draft.id}/edit",
        "draft": f"/referrals/{draft.id}/draft",
    }


def _choosing(session: Session, actor: Actor, startable: dict[str, Version], process: str, patient: str) -> str:
    """The page that asks for the process and the patient; no form yet."""
    if not startable:
        raise NotFound
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    found = patients.find(session, actor, text, MOST_PATIENTS)
    chosen = _chosen(session, actor, patient)
    return render_template(
        "referral_pages/choose.html.j2",
        processes=[
            (key, said(one.manifest.name, one.manifest.name_en, language()) or key)
            for key, one in startable.items()
        ],
        process=process,
        patient=chosen,
        found=found,
        q=text,
    )


def _chosen(session: Session, actor: Actor, patient: str) -> dict[str, Any] | None:
    if not patient:
        return None
    which: UUID = patients.visible(session, actor, path_id(patient)).id
    return patients.strips(session, [which])[which]


def _startable(session: Session, actor: Actor) -> dict[str, Version]:
    """The processes that this post may begin by a form, by key."""
    versions = definitions.live_versions(session, [one["key"] for one in definitions.listed(session)])
    return {
        key: one
        for key, one in sorted(versions.items())
        if actor.role in one.manifest.start_roles and one.manifest.start_form
    }
