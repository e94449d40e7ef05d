"""Dates in years that Python's datetime cannot hold (FEEL goes from -999999999 to 999999999).

The Gregorian calendar repeats every 400 years (146,097 days). A far date is kept as a date of the years
2000-2399 and a count of such cycles, so that all arithmetic stays Python's own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, TypeVar

CYCLE_YEARS = 400
CYCLE_DAYS = 146_097
MAX_YEAR = 999_999_999
_FIRST = 2000

_Day = TypeVar("_Day", dt.date, dt.datetime)


@dataclass(frozen=True, slots=True)
class WideDate:
    """A date outside the years 1-9999."""

    cycles: int
    inner: dt.date

    @property
    def year(self) -> int:
        """The year, negative before the common era (year 0 exists, as in ISO 8601)."""
        return self.inner.year + CYCLE_YEARS * self.cycles


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time outside the years 1-9999."""

    cycles: int
    inner: dt.datetime

    @property
    def year(self) -> int:
        """The year, as in WideDate."""
        return self.inner.year + CYCLE_YEARS * self.cycles


AnyDate = dt.date | WideDate
AnyDateTime = dt.datetime | WideDateTime


def year_split(year: int) -> tuple[int, int]:
    """Cycles and the year inside them."""
    cycles, rest = divmod(year - _FIRST, CYCLE_YEARS)
    return cycles, rest + _FIRST


def split(value: Any) -> tuple[int, Any]:
    """Cycles and the date (or date and time) of the years 2000-2399."""
    if isinstance(value, WideDate | WideDateTime):
        return value.cycles, value.inner
    cycles, year = year_split(value.year)
    return cycles, value.replace(year=year)


def join(cycles: int, inner: _Day) -> Any:
    """The plain Python value where its year fits, else a wide one; OverflowError beyond FEEL's years."""
    extra, year = year_split(inner.year)
    inner = inner.replace(year=year)
    cycles += extra
    whole = inner.year + CYCLE_YEARS * cycles
    if dt.MINYEAR <= whole <= dt.MAXYEAR:
        return inner.replace(year=whole)
    if abs(whole) > MAX_YEAR:
        raise OverflowError("year out of range")
    if isinstance(inner, dt.datetime):
        return WideDateTime(cycles, inner)
    return WideDate(cycles, inner)


def make_date(year: int, month: int, day: int) -> AnyDate:
    """A date of any year; ValueError when the calendar has no such day."""
    if dt.MINYEAR <= year <= dt.MAXYEAR:
        return dt.date(year, month, day)
    if abs(year) > MAX_YEAR:
        raise ValueError("year out of range")
    cycles, inner_year = year_split(year)
    return WideDate(cycles, dt.date(inner_year, month, day))


def combine(date: AnyDate, time: dt.time) -> AnyDateTime:
    """Date and time together."""
    if isinstance(date, WideDate):
        return WideDateTime(date.cycles, dt.datetime.combine(date.inner, time))
    return dt.datetime.combine(date, time)


def date_part(value: AnyDateTime) -> AnyDate:
    """The date of a date and time."""
    if isinstance(value, WideDateTime):
        return WideDate(value.cycles, value.inner.date())
    return value.date()


def add_days(value: Any, step: dt.timedelta) -> Any:
    """A date or date and time moved by a duration; OverflowError beyond FEEL's years."""
    if not isinstance(value, WideDate | WideDateTime):
        try:
            return value + step
        except OverflowError:
            pass  # the result needs a wide date
    cycles, inner = split(value)
    turns, days = divmod(step.days, CYCLE_DAYS)
    rest = dt.timedelta(days=days, seconds=step.seconds, microseconds=step.microseconds)
    return join(cycles + turns, inner + rest)


def difference(left: Any, right: Any) -> dt.timedelta:
    """left - right of two dates or two dates and times; OverflowError when it is too long."""
    if not isinstance(left, WideDate | WideDateTime) and not isinstance(right, WideDate | WideDateTime):
        gap: dt.timedelta = left - right
        return gap
    left_cycles, left_inner = split(left)
    right_cycles, right_inner = split(right)
    inner_gap: dt.timedelta = left_inner - right_inner
    return inner_gap + dt.timedelta(days=CYCLE_DAYS * (left_cycles - right_cycles))
