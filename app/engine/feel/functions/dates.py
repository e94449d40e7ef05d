"""Functions that make and read dates, times and durations (DMN 10.3.4.1, 10.3.4.8)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from app.engine.feel.functions.registry import builtin, integer, need, number, overloaded, wrong
from app.engine.feel.temporal_text import named_zone, parse_date, parse_date_time, parse_duration, parse_time
from app.engine.feel.values import YearMonthDuration
from app.engine.feel.wide import WideDateTime, combine, date_part, make_date, split

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _is_moment(value: Any) -> bool:
    return isinstance(value, dt.datetime | WideDateTime)


@overloaded("date", ("from",), ("year", "month", "day"))
def date(*arguments: Any) -> Any:
    """A date from text, from a date and time, or from year, month, day."""
    if len(arguments) == 3:
        return make_date(*(integer(argument) for argument in arguments))
    value = need(arguments[0], "string", "date", "date and time")
    if isinstance(value, str):
        return parse_date(value)
    return date_part(value) if _is_moment(value) else value


def _second(value: Any) -> tuple[int, int]:
    second = number(value)
    return int(second), int(second % 1 * 1_000_000)


def _zone(value: Any) -> dt.tzinfo | None:
    if value is None:
        return None
    if isinstance(value, str):
        return named_zone(value)
    return dt.timezone(need(value, "days and time duration"))


@overloaded("time", ("from",), ("hour", "minute", "second"), ("hour", "minute", "second", "offset"))
def time(*arguments: Any) -> dt.time:
    """A time from text, from a date and time, or from hour, minute, second and offset."""
    if len(arguments) > 1:
        hour, minute = integer(arguments[0]), integer(arguments[1])
        offset = arguments[3] if len(arguments) == 4 else None
        zone = None if offset is None else _zone(need(offset, "days and time duration"))
        return dt.time(hour, minute, *_second(arguments[2]), zone)
    value = need(arguments[0], "string", "time", "date and time", "date")
    if isinstance(value, str):
        return parse_time(value)
    if _is_moment(value):
        inner: dt.datetime = split(value)[1]
        return inner.timetz()
    if isinstance(value, dt.time):
        return value
    return dt.time(tzinfo=dt.UTC)


@overloaded(
    "date and time",
    ("from",),
    ("date", "time"),
    ("date", "timezone"),
    ("year", "month", "day", "hour", "minute", "second"),
    ("year", "month", "day", "hour", "minute", "second", "offset"),
)
def date_and_time(*arguments: Any) -> Any:
    """A date and time from text, from date and time, or from numbers and a zone."""
    if len(arguments) > 2:
        day = make_date(*(integer(argument) for argument in arguments[:3]))
        hour, minute = integer(arguments[3]), integer(arguments[4])
        zone = _zone(arguments[6]) if len(arguments) == 7 else None
        return combine(day, dt.time(hour, minute, *_second(arguments[5]), zone))
    if len(arguments) == 2:
        return _date_with(need(arguments[0], "date", "date and time"), arguments[1])
    value = need(arguments[0], "string", "date and time", "date")
    if isinstance(value, str):
        return parse_date_time(value)
    return value if _is_moment(value) else combine(value, dt.time(tzinfo=dt.UTC))


def _date_with(value: Any, second: Any) -> Any:
    if isinstance(second, str):
        if not isinstance(value, dt.datetime):
            raise wrong(value, "date and time")
        return value.astimezone(named_zone(second))
    clock = need(second, "time")
    return combine(date_part(value) if _is_moment(value) else value, clock)


@builtin("duration", "from")
def duration(value: Any) -> Any:
    """A duration from text."""
    found = need(value, "string", "days and time duration", "years and months duration")
    return parse_duration(found) if isinstance(found, str) else found


@builtin("years and months duration", "from", "to")
def years_and_months_duration(first: Any, last: Any) -> YearMonthDuration:
    """Whole months between two dates."""
    start, end = need(first, "date", "date and time"), need(last, "date", "date and time")
    start_day, end_day = split(start)[1].day, split(end)[1].day
    months: int = (end.year - start.year) * 12 + split(end)[1].month - split(start)[1].month
    if months > 0 and end_day < start_day:
        months -= 1
    elif months < 0 and end_day > start_day:
        months += 1
    return YearMonthDuration(months)


def _day(value: Any) -> Any:
    """A day of the years 2000-2399 with the same place in its year and week (they repeat every 400 years)."""
    return split(need(value, "date", "date and time"))[1]


@builtin("day of year", "date")
def day_of_year(value: Any) -> Decimal:
    """1 to 366."""
    return Decimal(_day(value).timetuple().tm_yday)


@builtin("day of week", "date")
def day_of_week(value: Any) -> str:
    """English name, as the specification wants."""
    return _WEEKDAYS[_day(value).weekday()]


@builtin("month of year", "date")
def month_of_year(value: Any) -> str:
    """English name, as the specification wants."""
    return _MONTHS[_day(value).month - 1]


@builtin("week of year", "date")
def week_of_year(value: Any) -> Decimal:
    """ISO 8601 week."""
    return Decimal(_day(value).isocalendar()[1])
