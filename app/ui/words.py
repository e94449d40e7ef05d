"""Times, deadlines, spans and identifiers as the product says them. Pure functions; the zone is the product's own.

`now` is always the installation's now (aware). Sources of the wording: the product's style rules, one example a
line in tests/ui/test_words.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.clock import ZONE

Language = Literal["zh", "en"]
DueKind = Literal["late", "soon", "ok", "hold"]
WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
SOON = timedelta(hours=2)
WEEK_AHEAD = 6


@dataclass(frozen=True)
class Due:
    """A deadline in words: `kind` chooses icon and colour, `text` is what is read."""

    kind: DueKind
    text: str


def due_words(due: datetime, now: datetime, language: Language, *, paused: bool = False) -> Due:
    """How a deadline stands: late in the largest unit, minutes below two hours, the hour today, else the day."""
    zh = language == "zh"
    if paused:
        return Due("hold", "时钟已暂停" if zh else "Clock paused")
    left = (due - now).total_seconds()
    if left < 0:
        span = _late_span(-left, zh)
        return Due("late", f"逾期 {span}" if zh else f"{span} late")
    if left < SOON.total_seconds():
        minutes = max(1, math.ceil(left / MINUTE))
        return Due("soon", f"剩 {minutes} 分" if zh else f"{minutes} min left")
    there = due.astimezone(ZONE)
    if there.date() == now.astimezone(ZONE).date():
        return Due("soon", f"{there:%H:%M} 前" if zh else f"by {there:%H:%M}")
    return Due("ok", moment_words(due, now, language))


def _late_span(seconds: float, zh: bool) -> str:
    if seconds < HOUR:
        minutes = max(1, int(seconds // MINUTE))
        return f"{minutes} 分" if zh else f"{minutes} min"
    if seconds < DAY:
        hours = int(seconds // HOUR)
        return f"{hours} 小时" if zh else f"{hours} h"
    days = int(seconds // DAY)
    return f"{days} 天" if zh else f"{days} day{'s' if days > 1 else ''}"


def day_words(when: datetime | date, now: datetime, language: Language) -> str:
    """今天, 昨天, 明天, 周四 within the next six days, 11-24 in this year, else 2027-01-31."""
    day = when.astimezone(ZONE).date() if isinstance(when, datetime) else when
    today = now.astimezone(ZONE).date()
    near = {0: ("今天", "Today"), 1: ("明天", "Tomorrow"), -1: ("昨天", "Yesterday")}
    apart = (day - today).days
    if apart in near:
        return near[apart][0 if language == "zh" else 1]
    if 1 < apart <= WEEK_AHEAD:
        name = WEEKDAYS[language][day.weekday()]
        return f"周{name}" if language == "zh" else name
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def moment_words(when: datetime, now: datetime, language: Language) -> str:
    """Day and time: 明天 10:00, 11-24 14:32."""
    return f"{day_words(when, now, language)} {when.astimezone(ZONE):%H:%M}"


def recent_words(when: datetime, now: datetime, language: Language) -> str:
    """The time alone when it was today, else day and time: for rows of a history."""
    there = when.astimezone(ZONE)
    if there.date() == now.astimezone(ZONE).date():
        return f"{there:%H:%M}"
    return moment_words(when, now, language)


def exact_words(when: datetime) -> str:
    """Date and time to the second, for audit and titles: 2026-11-24 14:32:08."""
    return f"{when.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def span_words(span: timedelta, language: Language) -> str:
    """A length in its two largest units: 38 分, 1 小时 09 分, 3 天 2 小时."""
    zh = language == "zh"
    minutes = max(0, int(span.total_seconds() // MINUTE))
    if minutes < MINUTE:
        return f"{minutes} 分" if zh else f"{minutes} min"
    hours, rest = divmod(minutes, MINUTE)
    if minutes < DAY // MINUTE:
        return f"{hours} 小时 {rest:02d} 分" if zh else f"{hours} h {rest:02d} min"
    days, hours = divmod(hours, 24)
    return f"{days} 天 {hours} 小时" if zh else f"{days} d {hours} h"


def masked(identifier: str) -> str:
    """An identifier with its middle hidden: 3599**********1216; a phone keeps three before: 138****6621; of a short
    one, such as a passport's number, only the last two characters are shown."""
    if len(identifier) < 11:
        return "*" * max(0, len(identifier) - 2) + identifier[-2:]
    ahead = 3 if len(identifier) == 11 else 4
    return identifier[:ahead] + "*" * (len(identifier) - ahead - 4) + identifier[-4:]


def initial(name: str) -> str:
    """What stands in a person's round mark: the Chinese surname, or the first letters of two words."""
    words = name.split()
    if not words:
        return "?"
    if words[0][0].isascii():
        return "".join(word[0] for word in words[:2]).upper()
    return words[0][0]
