"""The one sweeper: takes what is due and has its kind carry it out, each in a transaction of its own.

Any number may run at once. Order of locks: the subject first (SKIP LOCKED), then the due row, which is deleted
in the same transaction: what is fired is gone, what fails is back. Of one subject the earliest goes first.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, cast
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import delete, exists, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, aliased

from app.clock import now
from app.db import Database
from app.foundation.timekeeping.models import Due
from app.foundation.timekeeping.registry import DueKind, DueThing, kind_of, kinds

log = structlog.get_logger()
MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=30)
PAUSE_GROWTH = 4
LONGEST_ERROR = 2000
CANDIDATES = 100
QUIET_WITHIN = timedelta(seconds=100)
BUSY_PAUSE_SECONDS = 0.05


class Outcome(Enum):
    """What became of one candidate."""

    FIRED = "fired"
    GONE = "gone"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True)
class Candidate:
    """A row that looked due; it may be gone by now."""

    id: UUID
    kind: str
    subject: UUID


def sweep(database: Database, limit: int = CANDIDATES) -> int:
    """One pass over what is due now, earliest first; returns how many were fired."""
    fired = 0
    passed_over: set[UUID] = set()
    for candidate in candidates(database, limit):
        if candidate.subject in passed_over:
            continue
        outcome = carry_out(database, candidate)
        fired += outcome is Outcome.FIRED
        if outcome is not Outcome.FIRED:
            passed_over.add(candidate.subject)
    return fired


def sweep_until_quiet(database: Database, within: timedelta = QUIET_WITHIN) -> int:
    """Fire all that is due in order of its time, and what becomes due by that, until nothing is; returns how many.

    Stops early when others keep a subject locked for longer than `within`.
    """
    fired = 0
    give_up = time.monotonic() + within.total_seconds()
    while time.monotonic() < give_up:
        waiting = candidates(database, CANDIDATES)
        if not waiting:
            break
        outcome = _first_possible(database, waiting)
        fired += outcome is Outcome.FIRED
        if outcome is Outcome.BUSY:
            time.sleep(BUSY_PAUSE_SECONDS)
    return fired


def candidates(database: Database, limit: int) -> list[Candidate]:
    """What is due now, earliest first."""
    with database.reading() as session:
        moment = now(session)
        due = (
            select(Due.id, Due.kind, Due.subject)
            .where(Due.parked_at.is_(None), Due.try_at <= moment, Due.kind.in_(kinds()))
            .order_by(Due.try_at, Due.due_at, Due.id)
            .limit(limit)
        )
        return [Candidate(*row) for row in session.execute(due)]


def carry_out(database: Database, candidate: Candidate) -> Outcome:
    """Fire one candidate if it is still due and its subject is free."""
    kind = cast(DueKind, kind_of(candidate.kind))
    try:
        with database.transaction() as session:
            return _fire(session, kind, candidate)
    except OperationalError as error:
        if isinstance(error.orig, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
            return Outcome.BUSY
        raise
    except Exception as error:  # one bad row must not stop the others: it is noted, tried later, then parked
        log.error("due_failed", kind=kind.name, due=str(candidate.id), error=type(error).__name__, exc_info=error)
        _failed(database, kind, candidate, f"{type(error).__name__}: {error}")
        return Outcome.FAILED


def _first_possible(database: Database, waiting: list[Candidate]) -> Outcome:
    outcome = Outcome.GONE
    for candidate in waiting:
        outcome = carry_out(database, candidate)
        if outcome is not Outcome.BUSY:
            break
    return outcome


def _fire(session: Session, kind: DueKind, candidate: Candidate) -> Outcome:
    locked: Any = None
    if kind.lock is not None:
        locked = kind.lock(session, candidate.subject)
        if locked is None:
            return Outcome.BUSY
    thing = _take(session, candidate)
    if thing is None:
        return Outcome.GONE
    kind.fire(session, thing, locked)
    return Outcome.FIRED


def _take(session: Session, candidate: Candidate) -> DueThing | None:
    """Delete the row, unless it is gone, no longer due, or the same subject has an earlier one."""
    moment = now(session)
    earlier = aliased(Due)
    first = ~exists().where(
        earlier.subject == Due.subject,
        earlier.kind.in_(kinds()),
        earlier.due_at < Due.due_at,
        earlier.parked_at.is_(None),
        earlier.attempts == 0,
    )
    taken = session.execute(
        delete(Due)
        .where(Due.id == candidate.id, Due.parked_at.is_(None), Due.try_at <= moment, first)
        .returning(Due.kind, Due.subject, Due.reference, Due.due_at, Due.payload, Due.attempts)
    ).first()
    return None if taken is None else DueThing(candidate.id, *taken)


def _failed(database: Database, kind: DueKind, candidate: Candidate, message: str) -> None:
    message = message[:LONGEST_ERROR]
    with database.transaction() as session:
        due = session.execute(
            select(Due).where(Due.id == candidate.id).with_for_update(skip_locked=True)
        ).scalar_one_or_none()
        if due is None:
            return
        attempts, moment = due.attempts + 1, now(session)
        parked_at = moment if attempts >= MOST_ATTEMPTS else None
        session.execute(
            update(Due)
            .where(Due.id == due.id)
            .values(attempts=attempts, last_error=message, try_at=_next_try(moment, attempts), parked_at=parked_at)
        )
        if parked_at and kind.parked:
            thing = DueThing(due.id, due.kind, due.subject, due.reference, due.due_at, due.payload, attempts)
            kind.parked(session, thing, message)


def _next_try(moment: datetime, attempts: int) -> datetime:
    return moment + FIRST_PAUSE * int(PAUSE_GROWTH ** (attempts - 1))
