"""Working time, and due times that do not depend on the host's zone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from app.clock import ZONE
from app.db import Database
from app.foundation.timekeeping.calendars import add_time, seed
from app.foundation.timekeeping.models import CalendarDay


@pytest.fixture(params=["UTC", "America/New_York"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The host's zone, set for the length of a test."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (local(2026, 11, 24, 9, 0), 2, local(2026, 11, 24, 11, 0)),
        (local(2026, 11, 24, 11, 0), 2, local(2026, 11, 24, 15, 0)),
        (local(2026, 11, 24, 17, 0), 2, local(2026, 11, 25, 9, 0)),
        (local(2026, 11, 27, 17, 0), 2, local(2026, 11, 30, 9, 0)),
        (local(2026, 11, 28, 12, 0), 8, local(2026, 11, 30, 18, 0)),
        (local(2026, 9, 30, 17, 0), 2, local(2026, 10, 8, 9, 0)),
        (local(2026, 10, 9, 17, 0), 2, local(2026, 10, 10, 9, 0)),
        (local(2026, 12, 31, 17, 0), 2, local(2027, 1, 4, 9, 0)),
        (local(2027, 2, 4, 17, 0), 2, local(2027, 2, 9, 9, 0)),
    ],
)
def test_working_time_skips_nights_noons_weekends_and_holidays(
    database: Database, zone: str, start: datetime, hours: int, end: datetime
) -> None:
    with database.transaction() as session:
        seed(session)
        assert add_time(session, start.astimezone(UTC), timedelta(hours=hours), True) == end
        assert add_time(session, start, timedelta(hours=hours), False) == start + timedelta(hours=hours)


def test_installation_may_declare_a_day_off_and_keeps_it(database: Database) -> None:
    with database.transaction() as session:
        session.add(CalendarDay(day=date(2026, 11, 25), working=False, name="院庆", name_en="Anniversary"))
        session.flush()
        seed(session)
        due = add_time(session, local(2026, 11, 24, 17, 0), timedelta(hours=2), True)
        assert due == local(2026, 11, 26, 9, 0)
