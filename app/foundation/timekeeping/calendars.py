"""Working time: which hours of which days count when a limit is in working hours. Asia/Shanghai throughout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import ZONE
from app.foundation.timekeeping.holidays import HOLIDAYS, HOURS, WEEKDAYS
from app.foundation.timekeeping.models import CalendarDay, WorkingHours

KEPT = "liandong.calendar"
FARTHEST = timedelta(days=3660)


@dataclass(frozen=True)
class Calendar:
    """Special days by date (worked or not) and spans of work by weekday; a worked weekend day has Monday's."""

    days: dict[date, bool]
    hours: dict[int, list[tuple[time, time]]]

    def spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans of work from `start` on, in order, for ten years."""
        local = start.astimezone(ZONE)
        for offset in range(FARTHEST.days):
            day = local.date() + timedelta(days=offset)
            for begins, ends in self._of(day):
                first = max(datetime.combine(day, begins, ZONE), local)
                last = datetime.combine(day, ends, ZONE)
                if first < last:
                    yield first, last

    def _of(self, day: date) -> list[tuple[time, time]]:
        worked = self.days.get(day)
        if worked is None:
            return self.hours.get(day.weekday(), [])
        return (self.hours.get(day.weekday()) or self.hours.get(0, [])) if worked else []


def calendar(session: Session) -> Calendar:
    """The installation's calendar, read once per transaction."""
    if KEPT not in session.info:
        days = {row.day: row.working for row in session.execute(select(CalendarDay.day, CalendarDay.working))}
        hours: dict[int, list[tuple[time, time]]] = {}
        for row in session.execute(select(WorkingHours).order_by(WorkingHours.starts)).scalars():
            hours.setdefault(row.weekday, []).append((row.starts, row.ends))
        session.info[KEPT] = Calendar(days, hours or _usual_hours())
    return cast(Calendar, session.info[KEPT])


def add_time(session: Session, start: datetime, length: timedelta, working: bool) -> datetime:
    """The moment `length` after `start`: on the plain clock, or counting only working time."""
    if not working:
        return start + length
    left = length
    for first, last in calendar(session).spans(start):
        if left <= last - first:
            return first + left
        left -= last - first
    raise ValueError(f"the working calendar has no {length} within ten years of {start}")


def seed(session: Session) -> None:
    """The public holidays that ship and ordinary office hours; what an installation has entered stays."""
    days = [{"day": day, "working": working, "name": zh, "name_en": en} for day, working, zh, en in HOLIDAYS]
    session.execute(insert(CalendarDay).values(days).on_conflict_do_nothing())
    spans = [{"weekday": day, "starts": start, "ends": end} for day in WEEKDAYS for start, end in HOURS]
    if session.execute(select(WorkingHours.weekday).limit(1)).first() is None:
        session.execute(insert(WorkingHours).values(spans))


def _usual_hours() -> dict[int, list[tuple[time, time]]]:
    return {weekday: list(HOURS) for weekday in WEEKDAYS}
