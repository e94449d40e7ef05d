"""Write down that something is due, and take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.db import new_id
from app.foundation.timekeeping.models import Due


@dataclass(frozen=True)
class ToDo:
    """A thing to schedule; (kind, subject, reference) is unique, the later word wins."""

    kind: str
    subject: UUID
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""


def schedule(
    session: Session,
    kind: str,
    subject: UUID,
    due_at: datetime,
    payload: Mapping[str, Any] | None = None,
    *,
    reference: str = "",
) -> None:
    """Have the kind's function called for `subject` at `due_at`, once."""
    schedule_all(session, [ToDo(kind, subject, due_at, payload or {}, reference)])


def schedule_all(session: Session, things: Iterable[ToDo]) -> None:
    """Schedule several in one statement."""
    rows = [_row(thing) for thing in things]
    if not rows:
        return
    new = insert(Due).values(rows)
    later_word = {name: new.excluded[name] for name in ("due_at", "try_at", "payload")}
    again = {**later_word, "attempts": 0, "parked_at": None, "last_error": None}
    session.execute(new.on_conflict_do_update(index_elements=["kind", "subject", "reference"], set_=again))


def unschedule(session: Session, kind: str, subject: UUID, *references: str) -> None:
    """Take back: the named ones, or all of that kind and subject."""
    gone = delete(Due).where(Due.kind == kind, Due.subject == subject)
    session.execute(gone.where(Due.reference.in_(references)) if references else gone)


def unschedule_all(session: Session, subject: UUID) -> None:
    """Take back everything that was due for a subject."""
    session.execute(delete(Due).where(Due.subject == subject))


def try_again(session: Session, due: UUID) -> bool:
    """Give a parked thing another chance at once; says whether it was there."""
    again = update(Due).where(Due.id == due).values(parked_at=None, attempts=0, last_error=None, try_at=Due.due_at)
    return session.execute(again.returning(Due.id)).first() is not None


def _row(thing: ToDo) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": thing.kind,
        "subject": thing.subject,
        "reference": thing.reference,
        "due_at": thing.due_at,
        "try_at": thing.due_at,
        "payload": dict(thing.payload),
        "attempts": 0,
    }
