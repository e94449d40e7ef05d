"""Conversion functions and `not` (DMN 10.3.4.1, 10.3.4.2)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.engine.feel.compare import equal
from app.engine.feel.functions.registry import builtin, invalid, string, wrong
from app.engine.feel.text import to_text
from app.engine.feel.values import DECIMAL128, kind

_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,6})?", re.ASCII)


@builtin("not", "negand")
def negation(negand: Any) -> bool | None:
    """The opposite of a boolean; null of null."""
    if negand is None:
        return None
    if type(negand) is not bool:
        raise wrong(negand, "boolean")
    return not negand


@builtin("string", "from")
def string_of(value: Any) -> str | None:
    """A value as text; null stays null."""
    return None if value is None else to_text(value)


@builtin("number", "from", "grouping separator?", "decimal separator?")
def number_from(text: Any, *separators: Any) -> Decimal:
    """A number from text with the given separators."""
    plain = string(text)
    if len(separators) == 1:
        raise invalid("应同时给出两个分隔符。", "Give both separators.")
    if separators:
        plain = _without_separators(plain, *separators)
    if _NUMBER.fullmatch(plain) is None:
        raise invalid(f"“{plain[:40]}”不是数字。", f'"{plain[:40]}" is no number.')
    return DECIMAL128.create_decimal(plain)


def _without_separators(text: str, grouping: Any, decimal: Any) -> str:
    fits = grouping in (None, " ", ",", ".") and decimal in (None, ",", ".")
    if not fits or (grouping is not None and grouping == decimal):
        raise invalid("分隔符无效。", "The separators are invalid.")
    if grouping:
        text = text.replace(grouping, "")
    return text.replace(decimal, ".") if decimal else text


@builtin("is", "value1", "value2")
def same(left: Any, right: Any) -> bool:
    """The very same value: kind, zone and all."""
    if kind(left) != kind(right):
        return False
    if kind(left) in ("time", "date and time"):
        return to_text(left) == to_text(right)
    return equal(left, right) is True
