"""Reading referrals: cases in sight and one's own drafts, by one policy, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, false, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.care.referrals import showing
from app.care.referrals.models import Referral
from app.cases import CaseFile, search, within
from app.cases import queries as cases
from app.cases.search import CaseSearch
from app.foundation.access import policy
from app.foundation.identity.actor import Actor

DRAFT = "draft"
CONTENT = "referral"
MOST_MATCHING_PATIENTS = 200
CAPACITIES = {"sent": "sender", "received": "receiver"}


@dataclass(frozen=True)
class Search:
    """Which referrals; what is None does not narrow. `q` is a number, or a patient by name, sound or identifier."""

    state: str | None = None
    process: str | None = None
    patient: UUID | None = None
    direction: str | None = None
    overdue: bool = False
    q: str = ""


@dataclass(frozen=True)
class Page:
    """Rows as shown, the true number of all, and the place of the last when there are more."""

    rows: list[dict[str, Any]]
    total: int
    following: tuple[datetime, UUID] | None


def listed(
    session: Session, actor: Actor, wanted: Search, most: int, after: tuple[datetime, UUID] | None = None
) -> Page:
    """One page, newest first: the cases that the actor may see, and the actor's own drafts."""
    found = union_all(_cases(session, actor, wanted), _drafts(session, actor, wanted)).subquery()
    total = session.execute(select(func.count()).select_from(found)).scalar_one()
    query = select(found.c.id, found.c.created_at).order_by(found.c.created_at.desc(), found.c.id.desc())
    if after is not None:
        query = query.where(tuple_(found.c.created_at, found.c.id) < tuple_(literal(after[0]), literal(after[1])))
    rows = session.execute(query.limit(most + 1)).all()
    more = len(rows) > most
    ids = [row.id for row in rows[:most]]
    following = (rows[most - 1].created_at, rows[most - 1].id) if more else None
    return Page(_rows(session, actor, ids), total, following)


def one(session: Session, actor: Actor, which: UUID) -> tuple[CaseFile, policy.Sight, dict[str, Any]]:
    """A case, how much of it this actor sees, and what that is; raises `NotFound` when it is nothing."""
    seen = policy.sight(session, actor, which)
    case = cases.find(session, which)
    summary = cases.summary(session, case)
    names = showing.surroundings(session, [case], [])
    return case, seen, showing.case_row(case, summary, names, seen)


def draft_row(session: Session, draft: Referral) -> dict[str, Any]:
    """A draft as its author reads it, with the answers so far."""
    return {**showing.draft_row(draft, showing.surroundings(session, [], [draft])), "answers": draft.answers}


def content(session: Session, sight: policy.Sight) -> Mapping[str, Any]:
    """The clinical content of a case, by field; for a former party as its forms had it when its part ended."""
    if sight.until is not None:
        return within.bound(session, sight, CONTENT)
    case_id = sight.case
    found = session.execute(select(Referral.content).where(Referral.id == case_id)).scalar_one_or_none()
    return found or {}


def reasons(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Why each of these cases was referred, in the sender's words; for lists whose cases are in sight."""
    why = Referral.content["reason"].astext
    rows = session.execute(select(Referral.id, why).where(Referral.id.in_(set(ids)), why.is_not(None)))
    return {row[0]: row[1] for row in rows}


def _cases(session: Session, actor: Actor, wanted: Search) -> Select[UUID, datetime]:
    return search.matching(
        session,
        actor,
        CaseSearch(
            state=wanted.state,
            process=wanted.process,
            subject=wanted.patient,
            capacity=CAPACITIES[wanted.direction] if wanted.direction else None,
            overdue=wanted.overdue,
            text=wanted.q,
            subjects=_patients(session, actor, wanted.q) if wanted.q else (),
        ),
    )


def _drafts(session: Session, actor: Actor, wanted: Search) -> Select[UUID, datetime]:
    conditions = [
        Referral.author == actor.person,
        Referral.author_institution == actor.institution,
        Referral.sent_at.is_(None),
        Referral.discarded_at.is_(None),
    ]
    if wanted.state not in (None, DRAFT) or wanted.direction == "received" or wanted.overdue:
        conditions.append(false())
    if wanted.process:
        conditions.append(Referral.process == wanted.process)
    if wanted.patient:
        conditions.append(Referral.patient == wanted.patient)
    if wanted.q:
        conditions.append(Referral.patient.in_(_patients(session, actor, wanted.q)))
    return select(Referral.id, Referral.created_at).where(and_(*conditions))


def _patients(session: Session, actor: Actor, text: str) -> list[UUID]:
    found = patients.find(session, actor, text.strip(), MOST_MATCHING_PATIENTS)
    return [row["id"] for row in found.items]


def _rows(session: Session, actor: Actor, ids: list[UUID]) -> list[dict[str, Any]]:
    files = search.found(session, ids)
    left = [which for which in ids if which not in files]
    drafts = {row.id: row for row in session.execute(select(Referral).where(Referral.id.in_(left))).scalars()}
    summaries = dict(zip(files, cases.summaries(session, list(files.values())), strict=True))
    sights = policy.sights(session, actor, files)
    names = showing.surroundings(session, files.values(), drafts.values())
    return [
        showing.case_row(files[which], summaries[which], names, sights[which])
        if which in files
        else showing.draft_row(drafts[which], names)
        for which in ids
    ]
