"""What the linter says."""

from __future__ import annotations

from dataclasses import dataclass

ERROR = "error"
WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One finding: where (`element` is an id, key or place, empty for the file as a whole), which rule, how bad,
    and what to do, in Chinese and English. An `error` blocks publishing, a `warning` does not."""

    file: str
    element: str
    rule: str
    severity: str
    zh: str
    en: str
    line: int | None = None


@dataclass(frozen=True)
class Found:
    """One finding of a rule, which adds its name, and its severity unless the finding has one of its own."""

    file: str
    element: str
    zh: str
    en: str
    line: int | None = None
    severity: str | None = None
