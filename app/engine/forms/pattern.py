"""Regular expressions that a designer may write: only those that cannot take long over a short text."""

from __future__ import annotations

import importlib
import re
from math import inf
from typing import Any

MAX_PATTERN = 500
"""Characters of a pattern."""
MAX_SUBJECT = 200
"""Characters of an answer that has a pattern, unless the form allows fewer."""
MAX_WAYS = 10_000_000
"""Ways in which a pattern may split one answer; the search tries no more than these."""


class PatternError(Exception):
    """The pattern is no regular expression, or could take too long."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def compile_pattern(text: str, subject_limit: int = MAX_SUBJECT) -> re.Pattern[str]:
    """The pattern, when matching it against `subject_limit` characters is bounded; else PatternError."""
    if len(text) > MAX_PATTERN:
        raise PatternError(f"表达式最多 {MAX_PATTERN} 个字符", f"keep it within {MAX_PATTERN} characters")
    try:
        compiled = re.compile(text)
        parsed = importlib.import_module("re._parser").parse(text)
    except (re.error, RecursionError, OverflowError) as error:
        raise PatternError(f"不是正则表达式：{error}", f"it is not a regular expression: {error}") from error
    anchored = text.startswith(("^", "\\A"))
    ways = _ways(parsed, subject_limit) * (1 if anchored else subject_limit)
    if ways > MAX_WAYS:
        raise PatternError(
            "匹配可能太慢：不要在重复里再用不定次数的重复，也不要用后向引用",
            "matching could take too long: no open repetition inside a repetition, and no back-reference",
        )
    return compiled


def _ways(parsed: Any, limit: int) -> float:
    """An upper bound of how many ways a parsed pattern can match at one place."""
    total = 1.0
    for operator, argument in parsed:
        total *= _ways_of(str(operator), argument, limit)
        if total > MAX_WAYS:
            return inf
    return total


def _ways_of(operator: str, argument: Any, limit: int) -> float:
    if operator in ("LITERAL", "NOT_LITERAL", "IN", "ANY", "AT"):
        return 1
    if operator == "SUBPATTERN":
        return _ways(argument[3], limit)
    if operator == "BRANCH":
        return sum(_ways(branch, limit) for branch in argument[1])
    if operator in ("ASSERT", "ASSERT_NOT"):
        return _ways(argument[1], limit)
    if operator in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeated(argument, limit)
    return inf


def _repeated(argument: Any, limit: int) -> float:
    fewest, most, body = argument[0], min(int(argument[1]), limit), argument[2]
    once = _ways(body, limit)
    if once == 1:
        return max(1, most - int(fewest) + 1)
    total, power = 0.0, 1.0
    for times in range(most + 1):
        total += power if times >= int(fewest) else 0
        power *= once
        if max(total, power) > MAX_WAYS:
            return inf if times < most else total
    return total
