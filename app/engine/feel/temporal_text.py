"""Dates, times and durations from their ISO 8601 text (FEEL's literals, XML Schema's values)."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.engine.feel.values import YearMonthDuration
from app.engine.feel.wide import AnyDate, AnyDateTime, add_days, combine, make_date

Temporal = AnyDate | AnyDateTime | dt.time | dt.timedelta | YearMonthDuration

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(r"T?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(Z|[+-]\d\d:\d\d(?::\d\d)?|@[\w/+-]{1,60})?", re.ASCII)
_MONTHS = re.compile(r"(-)?P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?", re.ASCII)
_DAYS = re.compile(
    r"(-)?P(?:(\d{1,12})D)?(?:T(?=\d)(?:(\d{1,12})H)?(?:(\d{1,12})M)?(?:(\d{1,12})(?:\.(\d{1,30}))?S)?)?",
    re.ASCII,
)
_MAX_OFFSET_HOURS = 18


def parse_date(text: str) -> AnyDate:
    """`2026-01-31`; ValueError when it is no date."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign, year, month, day = found.groups()
    return make_date(int(sign + year), int(month), int(day))


def parse_zone(text: str | None) -> dt.tzinfo | None:
    """`Z`, `+08:00` or `@Asia/Shanghai`; ValueError when there is no such zone."""
    if not text:
        return None
    if text == "Z":
        return dt.UTC
    if text.startswith("@"):
        return named_zone(text[1:])
    parts = [int(part) for part in text[1:].split(":")]
    if parts[0] > _MAX_OFFSET_HOURS or max(parts[1:]) > 59:
        raise ValueError(text)
    offset = dt.timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0)
    return dt.timezone(-offset if text[0] == "-" else offset)


def named_zone(name: str) -> ZoneInfo:
    """A zone of the IANA database; ValueError when it has no such name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(name) from error


def _microseconds(digits: str | None) -> int:
    return int((digits or "0")[:6].ljust(6, "0"))


def parse_time(text: str) -> dt.time:
    """`07:30:00`, with fraction and zone; ValueError when it is no time."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(text)
    hour, minute, second, fraction, zone = found.groups()
    return dt.time(int(hour), int(minute), int(second), _microseconds(fraction), parse_zone(zone))


def parse_date_time(text: str) -> AnyDateTime:
    """`2026-01-31T07:30:00+08:00`, or a date alone for its midnight; ValueError otherwise."""
    date, separator, time = text.partition("T")
    if not separator:
        return combine(parse_date(date), dt.time())
    if time.startswith("24:00:00"):
        midnight = combine(parse_date(date), parse_time("00" + time[2:]))
        next_day: AnyDateTime = add_days(midnight, dt.timedelta(days=1))
        return next_day
    return combine(parse_date(date), parse_time(time))


def parse_duration(text: str) -> dt.timedelta | YearMonthDuration:
    """`P1Y2M` or `P3DT4H`; ValueError otherwise, OverflowError beyond the limits."""
    found = _MONTHS.fullmatch(text)
    if found is not None and (found[2] or found[3]):
        months = int(found[2] or 0) * 12 + int(found[3] or 0)
        return YearMonthDuration(-months if found[1] else months)
    found = _DAYS.fullmatch(text)
    if found is None or text.endswith("P"):
        raise ValueError(text)
    duration = dt.timedelta(
        days=int(found[2] or 0),
        hours=int(found[3] or 0),
        minutes=int(found[4] or 0),
        seconds=int(found[5] or 0),
        microseconds=_microseconds(found[6]),
    )
    return -duration if found[1] else duration


def parse_temporal(text: str) -> Temporal:
    """Any of them, as in FEEL's `@"…"`; ValueError when it is none."""
    if "P" in text[:2]:
        return parse_duration(text)
    if "T" in text[1:]:
        return parse_date_time(text)
    if ":" in text:
        return parse_time(text)
    return parse_date(text)
