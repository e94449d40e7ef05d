"""The small languages inside `zeebe:property` values: inputs, takeover, clocks, lists of words.

Each reader raises `ValueError` with an English sentence when the text is not of its form; expressions are
returned as text, without leading `=`.
"""

from __future__ import annotations

import re

_OPEN, _CLOSE = "([{", ")]}"
_NAME = re.compile(r"[^\W\d][\w:.-]*")
TEMPORAL = ("date", "time", "date and time", "days and time duration", "years and months duration")
INPUT_TYPES = ("string", "number", "boolean", *TEMPORAL, "list", "context", "any")


def split_outside(text: str, separator: str, limit: int = 0) -> list[str]:
    """Split where the separator stands outside quotes and brackets; at most `limit` times when it is given."""
    parts: list[str] = []
    start, depth, quoted, position = 0, 0, False, 0
    while position < len(text):
        char = text[position]
        if quoted and char == "\\":
            position += 1
        elif char == '"':
            quoted = not quoted
        elif not quoted and char in _OPEN:
            depth += 1
        elif not quoted and char in _CLOSE:
            depth -= 1
        elif not quoted and depth == 0 and char == separator and not (limit and len(parts) >= limit):
            parts.append(text[start:position])
            start = position + 1
        position += 1
    return [*parts, text[start:]]


def entries(text: str) -> list[str]:
    """The non-empty parts between `;`."""
    return [part.strip() for part in split_outside(text, ";") if part.strip()]


def expression_text(text: str) -> str:
    """FEEL without its leading `=`, which is optional where only FEEL can stand."""
    return text.strip().removeprefix("=").strip()


def inputs(text: str) -> dict[str, str]:
    """`urgency: number; hold: days and time duration` → name → FEEL type."""
    found: dict[str, str] = {}
    for entry in entries(text):
        name, _, kind = (part.strip() for part in entry.partition(":"))
        kind = kind or "any"
        if not name or kind not in INPUT_TYPES:
            raise ValueError(f"{entry!r} is not `name: type`; types are {', '.join(INPUT_TYPES)}")
        if name in found:
            raise ValueError(f"{name!r} is declared twice")
        found[name] = kind
    return found


def takeover(text: str) -> tuple[tuple[str, str], ...]:
    """`PT2H: [receiver + ":office"]; sla.late: [...]` → (length, groups), in the order given."""
    found = []
    for entry in entries(text):
        parts = split_outside(entry, ":", limit=1)
        if len(parts) != 2 or not parts[0].strip() or not parts[1].strip():
            raise ValueError(f"{entry!r} is not `length: groups`")
        found.append((expression_text(parts[0]), expression_text(parts[1])))
    return tuple(found)


def clock_starts(text: str) -> tuple[tuple[str, str], ...]:
    """`triage = sla.triage; reply = PT72H` → (clock, length)."""
    found = []
    for entry in entries(text):
        name, equals, length = (part.strip() for part in entry.partition("="))
        if not equals or not length or not _NAME.fullmatch(name):
            raise ValueError(f"{entry!r} is not `clock = length`")
        found.append((name, expression_text(length)))
    return tuple(found)


def words(text: str) -> tuple[str, ...]:
    """Names between commas or semicolons: `clock:pause`, `roles`, `reasons`."""
    return tuple(word for word in (part.strip() for part in re.split(r"[,;]", text)) if word)
