"""Pages of the history: looking for a case, and everything that was done in it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.cases import CaseFile, narrative, queries, search, within
from app.cases.definitions import queries as definitions
from app.cases.search import CaseSearch
from app.cases.wiring import wired
from app.clock import now
from app.foundation.access import policy
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.foundation.ledger.service import Chain
from app.foundation.ledger.verifying import Verified, verify_chain
from app.ui.states import STATES
from app.web import database, language, listed, page_size, path_id, place_in_time, write_cursor

blueprint = Blueprint("history_pages", __name__, template_folder="templates")
MOST_MATCHING_PATIENTS = 200
LONGEST_SEARCH = 100


@blueprint.get("/history")
def find() -> str:
    """Cases in sight, newest first, by number, patient, process and state."""
    actor = current_actor()
    asked = {name: request.args.get(name, "").strip()[:LONGEST_SEARCH] for name in ("q", "process", "state")}
    with database().reading() as session:
        found = _page(session, actor, asked)
        processes = definitions.listed(session)
        moment = now(session)
    return render_template(
        "history_pages/list.html.j2",
        found=found,
        asked=asked,
        processes=processes,
        states=tuple(STATES),
        now=moment,
    )


@blueprint.get("/history/<which>")
def read(which: str) -> str:
    """What was done in a case as far as it is in sight, oldest first; for auditors also whether it is proved."""
    actor = current_actor()
    with database().reading() as session:
        sight = policy.sight(session, actor, path_id(which))
        case = queries.find(session, sight.case)
        version = definitions.version(session, case.version)
        rows = within.history(session, sight)
        told = narrative.told(session, version.definition, rows, language())
        return render_template(
            "history_pages/case.html.j2",
            case=case,
            process=version.manifest,
            subject=_subjects(session, [case]).get(case.id),
            rows=told,
            until=sight.until,
            proof=_proof(session, case) if actor.role == "auditor" else None,
            now=now(session),
        )


def _page(session: Session, actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """The envelope of a list: rows with case and patient, the total, where the next page begins."""
    wanted = CaseSearch(
        state=asked["state"] or None,
        process=asked["process"] or None,
        text=asked["q"],
        subjects=_patients(session, actor, asked["q"]) if asked["q"] else (),
    )
    matching = search.matching(session, actor, wanted).subquery()
    total = session.execute(select(func.count()).select_from(matching)).scalar_one()
    query = select(matching.c.id, matching.c.created_at).order_by(
        matching.c.created_at.desc(), matching.c.id.desc()
    )
    after = place_in_time()
    if after is not None:
        query = query.where(tuple_(matching.c.created_at, matching.c.id) < tuple_(*map(literal, after)))
    rows = session.execute(query.limit(page_size() + 1)).all()
    shown = rows[: page_size()]
    files = search.found(session, [row.id for row in shown])
    cases = [files[row.id] for row in shown]
    subjects = _subjects(session, cases)
    following = write_cursor([shown[-1].created_at, shown[-1].id]) if len(rows) > len(shown) else None
    return listed([(case, subjects.get(case.id)) for case in cases], total, following)


def _patients(session: Session, actor: Actor, text: str) -> list[UUID]:
    return [one["id"] for one in patients.find(session, actor, text, MOST_MATCHING_PATIENTS).items]


def _subjects(session: Session, cases: list[CaseFile]) -> dict[UUID, Mapping[str, Any]]:
    """The masked strip of each case's patient, by case."""
    strips = wired().subjects(session, {case.subject for case in cases if case.subject})
    return {case.id: strips[case.subject] for case in cases if case.subject and case.subject in strips}


def _proof(session: Session, case: CaseFile) -> Verified:
    return verify_chain(session, Chain(case.id, case.ledger_count, case.ledger_digest))
