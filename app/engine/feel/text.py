"""Values as text: what FEEL's `string()` answers."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.engine.feel.limits import charge
from app.engine.feel.values import Range, YearMonthDuration, kind
from app.engine.feel.wide import WideDate, WideDateTime

_PLAIN_NAME = re.compile(r"[\w ]+")


def to_text(value: Any, quoted: bool = False) -> str:
    """The FEEL text of a value; strings inside lists and contexts are quoted."""
    charge(3)
    found = kind(value)
    if found == "string":
        return _quote(value) if quoted else str(value)
    if found == "list":
        return "[" + ", ".join(to_text(item, True) for item in value) + "]"
    if found == "context":
        return "{" + ", ".join(f"{_entry_name(key)}: {to_text(item, True)}" for key, item in value.items()) + "}"
    if found == "range":
        return _range_text(value)
    return str(_SCALARS[found](value))


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _entry_name(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else '"' + name.replace('"', '\\"') + '"'


def _range_text(value: Range) -> str:
    low = "" if value.low is None else to_text(value.low, True)
    high = "" if value.high is None else to_text(value.high, True)
    return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"


def number_text(value: Decimal) -> str:
    """A number without exponent and without trailing zeros behind the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def date_text(value: dt.date | WideDate) -> str:
    """`2026-01-31`; years beyond four digits as they are."""
    if isinstance(value, WideDate):
        sign = "-" if value.year < 0 else ""
        return f"{sign}{abs(value.year):04d}-{value.inner.month:02d}-{value.inner.day:02d}"
    return value.isoformat()


def time_text(value: dt.time | dt.datetime) -> str:
    """`07:30:00` with fraction and zone."""
    fraction = _fraction(value.microsecond)
    return f"{value.hour:02d}:{value.minute:02d}:{value.second:02d}{fraction}{_zone_text(value)}"


def date_time_text(value: dt.datetime | WideDateTime) -> str:
    """`2026-01-31T07:30:00+08:00`."""
    if isinstance(value, WideDateTime):
        return f"{date_text(WideDate(value.cycles, value.inner.date()))}T{time_text(value.inner)}"
    return f"{date_text(value.date())}T{time_text(value)}"


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06d}".rstrip("0") if microseconds else ""


def offset_of(value: dt.time | dt.datetime) -> dt.timedelta | None:
    """The offset from UTC; a time in a named zone takes the winter day 2020-01-01."""
    if value.tzinfo is None:
        return None
    found = value.utcoffset()
    if found is None and isinstance(value, dt.time):
        found = dt.datetime.combine(dt.date(2020, 1, 1), value).utcoffset()
    return found


def _zone_text(value: dt.time | dt.datetime) -> str:
    if isinstance(value.tzinfo, ZoneInfo):
        return f"@{value.tzinfo.key}"
    offset = offset_of(value)
    if offset is None:
        return ""
    seconds = int(offset.total_seconds())
    if seconds == 0:
        return "Z"
    sign, seconds = ("-" if seconds < 0 else "+"), abs(seconds)
    tail = f":{seconds % 60:02d}" if seconds % 60 else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}{tail}"


def months_text(value: YearMonthDuration) -> str:
    """`P1Y2M`."""
    years, months = divmod(abs(value.months), 12)
    body = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{body or '0M'}"


def days_text(value: dt.timedelta) -> str:
    """`P3DT4H`."""
    if not value:
        return "PT0S"
    size = abs(value)
    hours, rest = divmod(size.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    time = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if seconds or size.microseconds:
        time += f"{seconds}{_fraction(size.microseconds)}S"
    days = f"{size.days}D" if size.days else ""
    return f"{'-' if value < dt.timedelta() else ''}P{days}{'T' + time if time else ''}"


_SCALARS: dict[str, Any] = {
    "null": lambda _value: "null",
    "boolean": lambda value: "true" if value else "false",
    "number": number_text,
    "date": date_text,
    "time": time_text,
    "date and time": date_time_text,
    "days and time duration": days_text,
    "years and months duration": months_text,
    "function": lambda _value: "function",
}


def whole_text(text: str) -> str:
    """The text with a replacement character for every half of a surrogate pair (JSON's escapes allow them)."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
