"""Dates and durations as ISO 8601 texts, read strictly; a text without offset is Chinese time.

SpiffWorkflow reads `-PT1H` as one hour and `P` as none, and takes the server's zone: so this is our own.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE = ZoneInfo("Asia/Shanghai")
OFFSET = dt.timezone(dt.timedelta(hours=8))
"""The same as a plain offset: FEEL writes a zone as `@Asia/Shanghai`, which is no ISO 8601."""
_DURATION = re.compile(
    r"(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
    r"(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(\d*)/(.+)")
_LIMIT = dt.timedelta(days=36_525)


@dataclass(frozen=True)
class Length:
    """A length of time: calendar months and an exact rest; `working` counts only working hours."""

    months: int = 0
    rest: dt.timedelta = dt.timedelta()
    working: bool = False

    @property
    def positive(self) -> bool:
        """Whether it leads forward in time."""
        return self.months >= 0 and self.rest >= dt.timedelta() and (self.months > 0 or self.rest > dt.timedelta())


def is_duration(text: str) -> bool:
    """Whether the text is an ISO 8601 duration."""
    return _DURATION.fullmatch(text.strip()) is not None


def duration(text: str) -> Length:
    """`P1M`, `P2W`, `PT4H30M`; raises `ValueError` for anything else and for more than a century."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not an ISO 8601 duration such as PT4H or P2D")
    sign = -1 if match[1] else 1
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[1:7])
    rest = dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=float(match[8] or 0))
    if rest > _LIMIT or years * 12 + months > 1200:
        raise ValueError(f"{text!r} is longer than a century")
    return Length(sign * (years * 12 + months), sign * rest)


def moment(text: str) -> dt.datetime:
    """A date or date-time; without offset in Chinese time, a bare date is its midnight. FEEL's `@zone` is
    understood. `ValueError` otherwise."""
    plain, at, zone = text.strip().partition("@")
    try:
        value = dt.datetime.fromisoformat(plain)
        default = ZoneInfo(zone) if at else ZONE
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"{text!r} is not an ISO 8601 date or date-time") from None
    return value if value.tzinfo else value.replace(tzinfo=default)


def cycle(text: str) -> tuple[int | None, Length]:
    """`R3/PT1H` → (3, one hour); `R/PT1H` → (None, one hour): no end. `ValueError` otherwise."""
    match = _CYCLE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a cycle such as R3/PT1H")
    times = int(match[1]) if match[1] else None
    if times == 0:
        raise ValueError(f"{text!r} repeats no time at all")
    return times, duration(match[2])


def add_months(start: dt.datetime, months: int) -> dt.datetime:
    """Calendar months later in Chinese time; the day is cut to the month's last (31 January + 1 = 28 February)."""
    local = start.astimezone(ZONE)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def later(start: dt.datetime, length: Length) -> dt.datetime:
    """The moment `length` after `start`, on the plain clock (working hours are the caller's affair)."""
    return add_months(start, length.months) + length.rest if length.months else start + length.rest
