"""What stands behind a dot: entries of contexts, parts of dates, times, durations and ranges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.engine.feel.limits import charge
from app.engine.feel.text import offset_of
from app.engine.feel.values import YearMonthDuration, kind
from app.engine.feel.wide import WideDate, WideDateTime

Part = Callable[[Any], Any]
SPACED_PARTS = frozenset({"time offset", "start included", "end included"})


class UnknownPart(Exception):
    """The value has nothing of that name."""


def part_of(value: Any, name: str) -> Any:
    """The part called `name`; a list answers the list of its items' parts. UnknownPart when there is none."""
    found = kind(value)
    if found == "null":
        return None
    if found == "context":
        if name not in value:
            raise UnknownPart(name)
        return value[name]
    if found == "list":
        charge(len(value))
        return [_part_or_null(item, name) for item in value]
    reader = _PARTS.get(found, {}).get(name)
    if reader is None:
        raise UnknownPart(name)
    return reader(value)


def _part_or_null(item: Any, name: str) -> Any:
    try:
        return part_of(item, name)
    except UnknownPart:
        return None


def _inner(value: Any) -> Any:
    return value.inner if isinstance(value, WideDate | WideDateTime) else value


def _second(value: Any) -> Decimal:
    moment = _inner(value)
    return Decimal(moment.second) + (Decimal(moment.microsecond) / 1_000_000 if moment.microsecond else 0)


def _zone_name(value: Any) -> str | None:
    zone = _inner(value).tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else None


def _signed_months(value: YearMonthDuration, number: int) -> Decimal:
    return Decimal(-number if value.months < 0 else number)


def _signed_days(value: dt.timedelta, number: Decimal | int) -> Decimal:
    return Decimal(-number if value < dt.timedelta() else number)


_DAY: dict[str, Part] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(_inner(value).month),
    "day": lambda value: Decimal(_inner(value).day),
    "weekday": lambda value: Decimal(_inner(value).isoweekday()),
}
_CLOCK: dict[str, Part] = {
    "hour": lambda value: Decimal(_inner(value).hour),
    "minute": lambda value: Decimal(_inner(value).minute),
    "second": _second,
    "time offset": lambda value: offset_of(_inner(value)),
    "timezone": _zone_name,
}
_PARTS: dict[str, dict[str, Part]] = {
    "date": _DAY | dict.fromkeys(("hour", "minute", "second"), lambda _value: Decimal(0)),
    "time": _CLOCK,
    "date and time": _DAY | _CLOCK,
    "years and months duration": {
        "years": lambda value: _signed_months(value, abs(value.months) // 12),
        "months": lambda value: _signed_months(value, abs(value.months) % 12),
    },
    "days and time duration": {
        "days": lambda value: _signed_days(value, abs(value).days),
        "hours": lambda value: _signed_days(value, abs(value).seconds // 3600),
        "minutes": lambda value: _signed_days(value, abs(value).seconds // 60 % 60),
        "seconds": lambda value: _signed_days(
            value, abs(value).seconds % 60 + Decimal(abs(value).microseconds) / 1_000_000
        ),
    },
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_closed,
        "end included": lambda value: value.high_closed,
    },
}
