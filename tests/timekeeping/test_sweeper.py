"""The sweeper with real workers on a real database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.db import Database, new_id
from app.foundation.timekeeping import registry, service
from app.foundation.timekeeping.models import Due
from app.foundation.timekeeping.sweeper import sweep, sweep_until_quiet
from app.foundation.timekeeping.worker import anybody_alive, run_worker

PAST = timedelta(minutes=-1)


@pytest.fixture
def fired() -> Iterator[list[str]]:
    """A kind `test` that notes what was fired; references that begin with `bad` fail."""
    done: list[str] = []

    def fire(_session: Session, due: registry.DueThing, _locked: Any) -> None:
        if due.reference.startswith("bad"):
            raise RuntimeError("poison")
        done.append(due.reference)

    registry.due_kind("test")(fire)
    yield done
    del registry._kinds["test"]


def put(database: Database, *references: str, subject: UUID | None = None, offset: timedelta = PAST) -> None:
    with database.transaction() as session:
        for reference in references:
            at = now(session) + offset
            service.schedule(session, "test", subject or new_id(), at, reference=reference)


def test_four_workers_fire_each_of_many_rows_exactly_once(database: Database, fired: list[str]) -> None:
    put(database, *(f"r{n}" for n in range(60)))
    stop = threading.Event()
    workers = [threading.Thread(target=run_worker, args=(database, stop), kwargs={"poll": 0.01}) for _ in range(4)]
    for worker in workers:
        worker.start()
    with database.reading() as session:
        assert anybody_alive(session)
    for _ in range(200):
        if len(fired) >= 60:
            break
        stop.wait(0.05)
    stop.set()
    for worker in workers:
        worker.join()
    assert Counter(fired) == Counter(f"r{n}" for n in range(60))


def test_what_was_taken_back_is_never_fired(database: Database, fired: list[str]) -> None:
    subject = new_id()
    put(database, "keep", "drop", subject=subject)
    with database.transaction() as session:
        service.unschedule(session, "test", subject, "drop")
    sweep_until_quiet(database)
    assert fired == ["keep"]


def test_future_rows_stay_where_they_are(database: Database, fired: list[str]) -> None:
    put(database, "later", offset=timedelta(hours=1))
    assert (sweep(database), fired) == (0, [])


def test_poisoned_row_waits_longer_each_time_is_parked_and_stops_nobody(
    database: Database, fired: list[str]
) -> None:
    put(database, "bad")
    put(database, "good")
    told: list[str] = []
    kind = registry._kinds["test"]
    registry._kinds["test"] = registry.DueKind(
        "test", kind.fire, None, lambda _s, _d, message: told.append(message)
    )
    assert sweep(database) == 1
    assert fired == ["good"]
    for attempt in range(2, 6):
        with database.transaction() as session:
            row = session.execute(select(Due)).scalar_one()
            assert (row.attempts, row.parked_at) == (attempt - 1, None)
            assert row.try_at > now(session)
            row.try_at = now(session)
        assert sweep(database) == 0
    with database.transaction() as session:
        row = session.execute(select(Due)).scalar_one()
        assert row.parked_at is not None
        assert told == ["RuntimeError: poison"]
        assert service.try_again(session, row.id)
    assert sweep(database) == 0
    assert fired == ["good"]


def test_rows_of_one_subject_fire_in_the_order_of_their_times(database: Database, fired: list[str]) -> None:
    subject = new_id()
    put(database, "second", subject=subject, offset=timedelta(minutes=-1))
    put(database, "first", subject=subject, offset=timedelta(minutes=-2))
    sweep_until_quiet(database)
    assert fired == ["first", "second"]


def test_failed_firing_leaves_nothing_behind(database: Database, fired: list[str]) -> None:
    def fire(session: Session, _due: registry.DueThing, _locked: Any) -> None:
        service.schedule(session, "test", new_id(), now(session), reference="child")
        raise RuntimeError("after writing")

    registry._kinds["test"] = registry.DueKind("test", fire)
    put(database, "parent")
    sweep(database)
    with database.reading() as session:
        assert [row.reference for row in session.execute(select(Due)).scalars()] == ["parent"]
