"""The one policy of who may see a case: the same rule for lists, counts, search and single reads.

The tables of cases belong to `app.cases`; they are named here, not imported, for foundation lies below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    Table,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.db import Base
from app.errors import NotFound
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor


@dataclass(frozen=True)
class Sight:
    """How much of a case an actor sees: everything, or (`until`) its content as it was when their part ended and,
    of what came later, only the state."""

    case: UUID
    until: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether something that happened at that moment is within sight."""
        return self.until is None or at <= self.until


def visible_cases(actor: Actor) -> ColumnElement[bool]:
    """A condition on `case_file` for any query that reads it."""
    case_file = _table("case_file").c
    if _sees_city(actor):
        return true()
    if right_of(actor.role).cases == "by_hand":
        return and_(case_file.by_hand.is_(True), case_file.started_by == actor.person)
    return case_file.id.in_(_cases_within(actor))


def visible_case_ids(actor: Actor) -> Select[tuple[UUID]]:
    """The ids of all cases in sight, for conditions on other tables."""
    return select(_table("case_file").c.id).where(visible_cases(actor))


def sight(session: Session, actor: Actor, case: UUID) -> Sight:
    """How much the actor sees of one case, in one statement; raises `NotFound` when it is nothing."""
    found = sights(session, actor, [case])
    if case not in found:
        raise NotFound
    return found[case]


def sights(session: Session, actor: Actor, cases: Iterable[UUID]) -> dict[UUID, Sight]:
    """How much the actor sees of each of these cases, in one statement; those out of sight are left out.

    Full while a party row of the actor's institution is open (for a department-bound post: of its department, or
    work of this case is theirs); otherwise until the latest one ended.
    """
    parties, case_file = _table("case_party").c, _table("case_file").c
    ours = and_(parties.case_id == case_file.id, parties.institution == actor.institution, _is_ours(actor))
    still = select(literal(1)).where(ours, or_(parties.to_at.is_(None), parties.sees == "all")).exists()
    left = select(func.max(parties.to_at)).where(ours).scalar_subquery()
    rows = session.execute(
        select(
            case_file.id,
            still.label("still"),
            left.label("left"),
            _has_open_work(actor, case_file.id).label("work"),
        ).where(case_file.id.in_(set(cases)), visible_cases(actor))
    )
    return {row.id: Sight(row.id, _until(actor, row)) for row in rows}


def may_see(session: Session, actor: Actor, case: UUID) -> bool:
    """Whether the case is in sight at all."""
    found = session.execute(select(literal(1)).where(_table("case_file").c.id == case, visible_cases(actor)))
    return found.first() is not None


def which_are_visible(session: Session, actor: Actor, cases: Iterable[UUID]) -> set[UUID]:
    """Of these cases, those in sight."""
    case_file = _table("case_file").c
    rows = session.execute(select(case_file.id).where(case_file.id.in_(set(cases)), visible_cases(actor)))
    return set(rows.scalars())


def _until(actor: Actor, row: Any) -> datetime | None:
    whole = row.still or row.work or row.left is None or _sees_city(actor)
    return None if whole else row.left


def _sees_city(actor: Actor) -> bool:
    return right_of(actor.role).cases == "city" and actor.scope == "city"


def _is_ours(actor: Actor) -> ColumnElement[bool]:
    """The institution's party rows that speak for this post: a department-bound one leaves with its department."""
    parties = _table("case_party").c
    if right_of(actor.role).cases != "department":
        return true()
    return or_(parties.department.is_(None), parties.department == actor.department)


def _cases_within(actor: Actor) -> CompoundSelect[tuple[UUID]]:
    """Ids from the party rows and from work; a union, so that each branch uses its own index."""
    parties, items = _table("case_party").c, _table("work_item").c
    house = parties.institution == actor.institution
    branches: list[Select[tuple[UUID]]] = [
        select(items.case_id).where(items.closed_at.is_(None), _is_candidate(actor)),
        select(items.case_id).where(items.closed_at.is_(None), _is_holder(actor)),
    ]
    if right_of(actor.role).cases != "department":
        return union(select(parties.case_id).where(house), *branches)
    case_file = _table("case_file").c
    mine = parties.department == actor.department if actor.department is not None else false()
    # What the person did or began counts while acting for an institution that takes part.
    done = select(items.case_id).where(items.closed_by == actor.person, items.closed_at.is_not(None))
    begun = select(case_file.id).where(
        case_file.started_by == actor.person, case_file.started_institution == actor.institution
    )
    return union(select(parties.case_id).where(house, or_(mine, parties.case_id.in_(done))), begun, *branches)


def _has_open_work(actor: Actor, case_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    items = _table("work_item").c
    theirs = or_(_is_holder(actor), _is_candidate(actor))
    return select(literal(1)).where(items.case_id == case_id, items.closed_at.is_(None), theirs).exists()


def _is_holder(actor: Actor) -> ColumnElement[bool]:
    """Holds it in this institution; what was given to the person before they took it has no post yet."""
    items = _table("work_item").c
    here = or_(items.holder_institution.is_(None), items.holder_institution == actor.institution)
    return and_(items.holder == actor.person, here)


def _is_candidate(actor: Actor) -> ColumnElement[bool]:
    groups = cast(sorted(actor.groups), ARRAY(Text))
    return _table("work_item").c.groups.op("&&")(groups)


@cache
def _table(name: str) -> Table:
    return Base.metadata.tables[name]
