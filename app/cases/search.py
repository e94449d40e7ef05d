"""Looking for cases: one set of conditions for lists, counts and searches, always within sight."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.cases.models import CaseFile, CaseParty, WorkItem
from app.clock import now
from app.foundation.access import policy
from app.foundation.identity.actor import Actor


@dataclass(frozen=True)
class CaseSearch:
    """Which cases; what is None does not narrow.

    `capacity`: in which the actor's institution takes part; `text`: the beginning of a number, or any of the
    `subjects` that the caller found for it; `overdue`: by an open task's own time, not by the age of the case.
    """

    state: str | None = None
    process: str | None = None
    subject: UUID | None = None
    capacity: str | None = None
    overdue: bool = False
    text: str = ""
    subjects: Collection[UUID] = ()


def matching(session: Session, actor: Actor, search: CaseSearch) -> Select[UUID, datetime]:
    """Id and beginning of every case in sight that fits; those started by hand to try a diagram are left out."""
    conditions = [policy.visible_cases(actor), CaseFile.by_hand.is_(False)]
    if search.state:
        conditions.append(CaseFile.state == search.state)
    if search.process:
        conditions.append(CaseFile.process == search.process)
    if search.subject:
        conditions.append(CaseFile.subject == search.subject)
    if search.capacity:
        conditions.append(_takes_part(actor, search.capacity))
    if search.overdue:
        conditions.append(_overdue(now(session)))
    if search.text:
        numbered = CaseFile.number.startswith(search.text.upper(), autoescape=True)
        conditions.append(or_(numbered, CaseFile.subject.in_(search.subjects)))
    return select(CaseFile.id, CaseFile.created_at).where(and_(*conditions))


def found(session: Session, ids: Collection[UUID]) -> dict[UUID, CaseFile]:
    """The cases of these ids, those that are none left out. Access is the caller's to judge first."""
    return {case.id: case for case in session.execute(select(CaseFile).where(CaseFile.id.in_(ids))).scalars()}


def _takes_part(actor: Actor, capacity: str) -> ColumnElement[bool]:
    return exists().where(
        CaseParty.case_id == CaseFile.id,
        CaseParty.institution == actor.institution,
        CaseParty.capacity == capacity,
    )


def _overdue(moment: datetime) -> ColumnElement[bool]:
    return exists().where(WorkItem.case_id == CaseFile.id, WorkItem.closed_at.is_(None), WorkItem.due_at < moment)
