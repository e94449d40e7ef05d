"""Write down that something is due, and take it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete, select, text, update
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


# What goes and what comes in one statement. Nothing may be in both lists.
CHANGE = text(
    """
    WITH gone AS (
        DELETE FROM due d
        USING jsonb_to_recordset(CAST(:gone AS jsonb)) AS g(kind text, subject uuid, reference text)
        WHERE d.kind = g.kind AND d.subject = g.subject AND d.reference = g.reference
    )
    INSERT INTO due (id, kind, subject, reference, due_at, try_at, payload, attempts)
    SELECT id, kind, subject, reference, due_at, due_at, payload, 0
    FROM jsonb_to_recordset(CAST(:coming AS jsonb))
        AS c(id uuid, kind text, subject uuid, reference text, due_at timestamptz, payload jsonb)
    ON CONFLICT (kind, subject, reference) DO UPDATE
    SET due_at = excluded.due_at, try_at = excluded.due_at, payload = excluded.payload, attempts = 0,
        parked_at = NULL, last_error = NULL
    """
)


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
    change(session, (), things)


def change(session: Session, gone: Iterable[tuple[str, UUID, str]], coming: Iterable[ToDo]) -> None:
    """Take back some (kind, subject, reference) and schedule others, in one statement or none at all.

    What is in both is only scheduled anew.
    """
    rows = [_row(thing) for thing in coming]
    kept = {(row["kind"], row["subject"], row["reference"]) for row in rows}
    names = ("kind", "subject", "reference")
    left = [dict(zip(names, one, strict=True)) for one in gone if one not in kept]
    if rows or left:
        session.execute(CHANGE, {"gone": orjson.dumps(left).decode(), "coming": orjson.dumps(rows).decode()})


def unschedule(session: Session, kind: str, subject: UUID, *references: str) -> None:
    """Take back: the named ones, or all of that kind and subject."""
    gone = delete(Due).where(Due.kind == kind, Due.subject == subject)
    session.execute(gone.where(Due.reference.in_(references)) if references else gone)


@dataclass(frozen=True)
class Pending:
    """Something that will happen to a subject."""

    reference: str
    due_at: datetime
    payload: Mapping[str, Any]


def pending(session: Session, kind: str, subject: UUID) -> list[Pending]:
    """What of a kind is due for a subject, earliest first."""
    rows = session.execute(
        select(Due.reference, Due.due_at, Due.payload)
        .where(Due.kind == kind, Due.subject == subject)
        .order_by(Due.due_at, Due.id)
    )
    return [Pending(*row) for row in rows]


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
        "payload": dict(thing.payload),
    }
