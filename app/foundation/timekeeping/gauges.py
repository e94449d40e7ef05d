"""Figures about the sweeper for those who watch the installation."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import host_now, now
from app.foundation.timekeeping.models import Due, WorkerHeartbeat
from app.foundation.timekeeping.worker import ALIVE_WITHIN


@dataclass(frozen=True)
class Backlog:
    """Of one kind: how many are due, how late the oldest is, how many were given up."""

    kind: str
    due: int
    late_seconds: float
    parked: int


def backlog(session: Session) -> list[Backlog]:
    """What is due and not done, by kind; kinds that are up to date are left out."""
    moment = now(session)
    waiting, parked = Due.parked_at.is_(None), Due.parked_at.is_not(None)
    rows = session.execute(
        select(
            Due.kind,
            func.count().filter(waiting),
            func.min(Due.due_at).filter(waiting),
            func.count().filter(parked),
        )
        .where(Due.due_at <= moment)
        .group_by(Due.kind)
        .order_by(Due.kind)
    )
    return [
        Backlog(kind, due, (moment - oldest).total_seconds() if oldest else 0.0, given_up)
        for kind, due, oldest, given_up in rows
    ]


def workers(session: Session) -> int:
    """How many workers have told lately that they live."""
    alive = WorkerHeartbeat.beat_at > host_now() - ALIVE_WITHIN
    return session.execute(select(func.count()).select_from(WorkerHeartbeat).where(alive)).scalar_one()
