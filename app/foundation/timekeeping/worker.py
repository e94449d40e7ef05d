"""A worker: beats, sweeps, and now and then tidies up, until it is told to stop."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import structlog
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.clock import host_now
from app.db import Database
from app.foundation.timekeeping.models import WorkerHeartbeat
from app.foundation.timekeeping.sweeper import sweep

log = structlog.get_logger()
POLL_SECONDS = 0.5
BEAT_EVERY_SECONDS = 5.0
TIDY_EVERY_SECONDS = 3600.0
GONE_AFTER = timedelta(minutes=10)
ALIVE_WITHIN = timedelta(seconds=30)

Tidying = Callable[[Session], object]


def run_worker(
    database: Database, stop: threading.Event, *, tidy: Sequence[Tidying] = (), poll: float = POLL_SECONDS
) -> None:
    """Sweep until `stop` is set; a database that cannot be reached is waited for."""
    name = f"{platform.node()}:{os.getpid()}"
    next_beat = next_tidy = 0.0
    while not stop.is_set():
        fired = 0
        try:
            if time.monotonic() >= next_beat:
                beat(database, name)
                next_beat = time.monotonic() + BEAT_EVERY_SECONDS
            if time.monotonic() >= next_tidy:
                _tidy(database, tidy)
                next_tidy = time.monotonic() + TIDY_EVERY_SECONDS
            fired = sweep(database)
        except OperationalError as error:
            log.warning("worker_waits_for_database", error=type(error.orig).__name__)
            stop.wait(BEAT_EVERY_SECONDS)
        if not fired:
            stop.wait(poll)
    leave(database, name)


def beat(database: Database, name: str) -> None:
    """Say that this worker lives; those that have not for long are forgotten."""
    moment = host_now()
    with database.transaction() as session:
        mine = insert(WorkerHeartbeat).values(worker=name, beat_at=moment)
        session.execute(mine.on_conflict_do_update(index_elements=["worker"], set_={"beat_at": moment}))
        session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.beat_at < moment - GONE_AFTER))


def leave(database: Database, name: str) -> None:
    """This worker stops in good order."""
    try:
        with database.transaction() as session:
            session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.worker == name))
    except OperationalError as error:
        log.warning("worker_left_without_farewell", error=type(error.orig).__name__)


def anybody_alive(session: Session) -> bool:
    """Whether a worker has beaten lately; `/readyz` asks."""
    lately = host_now() - ALIVE_WITHIN
    return session.query(WorkerHeartbeat.worker).where(WorkerHeartbeat.beat_at >= lately).first() is not None


def _tidy(database: Database, tidy: Sequence[Tidying]) -> None:
    for task in tidy:
        with database.transaction() as session:
            task(session)
