"""The cases that belong together: earlier and later referrals of one story, as far as they are in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.referrals import showing
from app.care.referrals.pages.words import named, process_names
from app.cases import queries as cases
from app.cases import search
from app.foundation.access import policy
from app.foundation.identity.actor import Actor

# A chain is short; what is longer is shown to this length.
LONGEST = 30


@dataclass(frozen=True)
class Linked:
    """One case of the chain. Out of sight it has no address, and nothing but its place in the chain is told."""

    url: str
    current: bool
    title: str = ""
    note: str = ""
    number: str = ""
    state: str = ""
    began: datetime | None = None


def links(session: Session, actor: Actor, case_id: UUID) -> list[Linked]:
    """The chain around a case, oldest first; empty when the case stands alone."""
    ids = _connected(session, case_id)
    if len(ids) < 2:
        return []
    visible = policy.which_are_visible(session, actor, ids)
    files = search.found(session, ids)
    around = showing.surroundings(session, files.values(), [])
    names = process_names(session)
    ordered = sorted(files.values(), key=lambda one: (one.created_at, one.number))
    return [_linked(showing.heading(one, around), one, one.id in visible, case_id, names) for one in ordered]


def _connected(session: Session, case_id: UUID) -> list[UUID]:
    found, edge = [case_id], [case_id]
    while edge and len(found) < LONGEST:
        links = cases.links_of(session, edge)
        ends = {link[end] for rows in links.values() for link in rows for end in ("from", "to")}
        edge = sorted(ends - set(found))
        found += edge
    return found[:LONGEST]


def _linked(row: Mapping[str, Any], case: Any, visible: bool, here: UUID, names: Mapping[str, str]) -> Linked:
    if not visible:
        return Linked("", current=False)
    return Linked(
        url=f"/referrals/{case.id}",
        current=case.id == here,
        title=names.get(case.process, case.process),
        note=named(row["receiver"]),
        number=case.number,
        state=case.state or "",
        began=case.created_at,
    )
