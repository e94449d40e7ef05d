"""Regular expressions of XPath, run by Python's engine within an estimated cost.

Python's engine tries again from every place, so a pattern may take time that grows with a power of the text's
length, or, with repetition inside repetition, doubles with every character. The estimate is read from the
parsed pattern before it runs; what could take more than about a second is refused.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from app.engine.feel.errors import FeelLimitError
from app.engine.feel.functions.registry import invalid
from app.engine.feel.functions.xpath_regex import to_python
from app.engine.feel.limits import MAX_PATTERN, MAX_REGEX_COST

_FLAGS = {"s": re.DOTALL, "m": re.MULTILINE, "i": re.IGNORECASE, "x": re.NOFLAG, "q": re.NOFLAG}
_REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT})


@dataclass(frozen=True, slots=True)
class Regex:
    """A compiled pattern; loops counts its repetitions, choices its optional parts and branches."""

    pattern: re.Pattern[str]
    loops: int
    choices: int
    nested: bool


@dataclass(slots=True)
class _Shape:
    loops: int = 0
    choices: int = 0
    nested: bool = False


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str) -> Regex:
    """A pattern ready to run; FeelError for one that is not of XPath, FeelLimitError for one too long."""
    if len(pattern) > MAX_PATTERN:
        raise FeelLimitError("正则表达式过长。", "The regular expression is too long.")
    options = re.NOFLAG
    for flag in flags:
        if flag not in _FLAGS:
            raise invalid(f"未知的标志“{flag}”。", f'Unknown flag "{flag}".')
        options |= _FLAGS[flag]
    try:
        source = _source(pattern, flags)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ready = re.compile(source, options)
            shape = _Shape()
            _measure(parser.parse(source, options), shape, False)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise invalid("正则表达式无效。", "The regular expression is invalid.") from error
    return Regex(ready, shape.loops, shape.choices, shape.nested)


def _source(pattern: str, flags: str) -> str:
    if "q" in flags:
        return re.escape(pattern)
    return to_python(pattern, ignore_blanks="x" in flags, dot_all="s" in flags, multi_line="m" in flags)


def _measure(parsed: Any, shape: _Shape, repeated: bool) -> None:
    for code, argument in parsed:
        if code in _REPEATS:
            _measure_repeat(argument, shape, repeated)
        elif code is codes.BRANCH:
            shape.choices += len(argument[1]) - 1
            shape.nested |= repeated
            for branch in argument[1]:
                _measure(branch, shape, repeated)
        elif isinstance(argument, tuple):
            for part in argument:
                if isinstance(part, parser.SubPattern):
                    _measure(part, shape, repeated)


def _measure_repeat(argument: Any, shape: _Shape, repeated: bool) -> None:
    least, most, body = argument
    if most == 1:
        shape.choices += 1
        shape.nested |= repeated
        _measure(body, shape, repeated)
        return
    if least != most:
        shape.loops += 1
        shape.nested |= repeated
    _measure(body, shape, True)


def guard(regex: Regex, text: str) -> None:
    """Raise FeelLimitError when the pattern could take too long over the text."""
    size = max(len(text), 2)
    power = size ** min(regex.loops + 1, 30)
    doubling = size * 2 ** min(size, 64)
    work = doubling if regex.nested else power
    if work * 2 ** min(regex.choices, 64) > MAX_REGEX_COST:
        raise FeelLimitError(
            "正则表达式对此文本可能耗时过长，请简化它。",
            "The regular expression could take too long over this text; simplify it.",
        )
