"""The page of one referral: the five answers, the patient, the diagram, what was written, done and said."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.care.booking import service as booking
from app.care.referrals import actions, endings, queries, service
from app.care.referrals.pages import chain, content, standing
from app.care.referrals.pages.words import ending_words, holder_words, said
from app.cases import CaseFile, narrative, position, within
from app.cases import queries as cases
from app.cases.definitions import queries as definitions
from app.cases.definitions.queries import Version
from app.clock import now
from app.errors import Problem
from app.foundation.access.policy import Sight
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.ui.view import t
from app.ui.words import recent_words
from app.web import database, language, path_id


def show(which: str) -> AnyResponse:
    """`GET /referrals/<id>`: a case in sight; one's own draft goes to its form."""
    actor = current_actor()
    with database().reading() as session:
        if service.draft(session, actor, path_id(which)) is not None:
            return redirect(f"/referrals/{which}/edit", 303)
        return make_response(page(session, actor, path_id(which)))


def page(session: Session, actor: Actor, which: UUID, *, problem: Problem | None = None, remark: str = "") -> str:
    """The whole page; `problem` says what was refused just now, `remark` is the comment that was typed."""
    case, seen, row = queries.one(session, actor, which)
    version = definitions.version(session, case.version)
    rows = within.history(session, seen)
    items = cases.open_items(session, [case.id]).get(case.id, []) if seen.until is None else []
    marked = position.marks(rows, _now_at(case, seen, items))
    moment = now(session)
    return render_template(
        "referral_pages/case.html.j2",
        case=case,
        row=row,
        until=seen.until,
        process=said(version.manifest.name, version.manifest.name_en, language()),
        patient=content.patient(session, case) if case.subject else None,
        may_unmask=right_of(actor.role).unmask,
        five=standing.five(session, case, row, items, moment),
        tasks=standing.tasks(session, actor, items),
        actions=actions.available(session, actor, case.id, language()),
        pictures=position.pictures(version.definition, marked, language()),
        facts=content.present(session, actor, case, version) if seen.until is None else (),
        sent=content.submissions(session, actor, case, version, seen),
        links=chain.links(session, actor, case.id) if seen.until is None else [],
        entries=_entries(session, version, rows, items, moment),
        whole="all" in request.args,
        count=len(rows),
        comments=within.comments(session, actor, seen),
        may_comment=standing.place_to_comment(session, actor, case.id) is not None,
        me=actor.person,
        now=moment,
        problem=problem,
        remark=remark,
        **_of_the_present(session, case, seen),
    )


def _of_the_present(session: Session, case: CaseFile, seen: Sight) -> dict[str, Any]:
    """The appointment and the ending: not for those who left before."""
    if seen.until is not None:
        return {"appointment": None, "ending": None, "ending_reason": None}
    ending, reason = endings.of_case(session, case.id)
    return {
        "appointment": booking.in_force(session, case.id),
        "ending": ending_words(ending),
        "ending_reason": reason,
    }


def _now_at(case: CaseFile, seen: Sight, items: list[Any]) -> set[str]:
    """The elements where the case is; of an ended one its end."""
    ended = {case.end_element} if case.ended_at and case.end_element and seen.until is None else set()
    return {item.element for item in items} | ended


def _entries(
    session: Session, version: Version, rows: list[dict[str, Any]], items: list[Any], moment: datetime
) -> list[dict[str, str]]:
    """The timeline, newest first, open tasks on top; the main points unless all is asked for."""
    told = narrative.told(session, version.definition, rows, language())
    shown = [one for one in told if one.main or "all" in request.args]
    waiting = [_waiting(item, moment) for item in items]
    return waiting + [_entry(one, moment) for one in reversed(shown)]


def _waiting(item: Any, moment: datetime) -> dict[str, str]:
    return {
        "kind": "now",
        "title": said(item.name, item.name_en, language()),
        "who": holder_words(item),
        "at": t("case.since", at=recent_words(item.opened_at, moment, language())),
        "exact": item.opened_at.isoformat(),
        "note": "",
    }


def _entry(one: narrative.Told, moment: datetime) -> dict[str, str]:
    return {
        "kind": one.sort,
        "title": one.title,
        "who": " ".join(part for part in (one.post, one.who) if part),
        "at": recent_words(one.at, moment, language()),
        "exact": one.at.isoformat(),
        "note": t("list_comma").join(part for part in (one.reason, one.note) if part),
    }
