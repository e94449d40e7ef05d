"""Who takes part in a case: worked out from the manifest after every hop, kept with from and to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.cases.definitions.manifest import Manifest
from app.cases.models import CaseFile, CaseParty
from app.clock import now
from app.db import new_id
from app.engine.feel import parse
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor

SEES_ALL = "all"
SEES_UNTIL_END = "until_end"

# {capacity: [[institution, department or None], …]}
Parties = Mapping[str, Sequence[Sequence[str | None]]]


def worked_out(manifest: Manifest, names: Mapping[str, Any]) -> dict[str, list[list[str | None]]]:
    """The parties that the manifest's expressions give; what is null is left out.

    They read the case's variables, its business `state`, and `clocks` (when each began, by name).
    """
    return {
        capacity: found
        for capacity, expression in manifest.parties.items()
        if (found := list(_institutions(parse(expression).evaluate(names))))
    }


def subject_of(manifest: Manifest, names: Mapping[str, Any]) -> UUID | None:
    """The patient that the case is about."""
    return _id(parse(manifest.subject).evaluate(names)) if manifest.subject else None


def follow(session: Session, case: CaseFile, parties: Parties) -> None:
    """Close the parties that are none any more and open new ones; nothing is written when nothing changed."""
    before = {(capacity, *one) for capacity, several in case.parties.items() for one in several}
    after = {(capacity, *one) for capacity, several in parties.items() for one in several}
    if before == after:
        return
    moment = now(session)
    for capacity, institution, department in sorted(before - after, key=str):
        session.execute(
            update(CaseParty)
            .where(
                CaseParty.case_id == case.id,
                CaseParty.capacity == capacity,
                CaseParty.institution == _id(institution),
                CaseParty.department.is_not_distinct_from(_id(department)),
                CaseParty.to_at.is_(None),
            )
            .values(to_at=moment, sees=SEES_UNTIL_END)
        )
    session.add_all(_party(case.id, one, moment) for one in sorted(after - before, key=str))
    session.flush()


def capacities(case: CaseFile, actor: Actor) -> set[str]:
    """In what capacities the actor's institution takes part now; a department-bound post through its own alone."""
    own = str(actor.institution)
    bound = right_of(actor.role).cases == "department"
    return {
        capacity
        for capacity, several in case.parties.items()
        if any(
            institution == own and (not bound or department in (None, str(actor.department)))
            for institution, department in several
        )
    }


def institutions(parties: Parties) -> set[UUID]:
    """Every institution that takes part."""
    found = (_id(institution) for several in parties.values() for institution, _department in several)
    return {one for one in found if one}


def _party(case_id: UUID, one: tuple[Any, ...], moment: datetime) -> CaseParty:
    capacity, institution, department = one
    return CaseParty(
        id=new_id(),
        case_id=case_id,
        institution=_id(institution),
        department=_id(department),
        capacity=capacity,
        from_at=moment,
        sees=SEES_ALL,
    )


def _institutions(found: Any) -> Iterator[list[str | None]]:
    if isinstance(found, list):
        for one in found:
            yield from _institutions(one)
    elif isinstance(found, Mapping):
        institution, department = _id(found.get("institution")), _id(found.get("department"))
        if institution:
            yield [str(institution), str(department) if department else None]
    elif institution := _id(found):
        yield [str(institution), None]


def _id(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None
