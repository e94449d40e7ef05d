"""Rules of a UNIQUE table that overlap.

Every literal of a column, and values just beside it, are tried in the column's cells. Two rules overlap when in
every column some value passes both. Cells that read other names are compared by their text alone, so an overlap
that is reported is one, but not every overlap is found.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from app.engine.feel.errors import FeelError
from app.engine.feel.expression import Expression
from app.engine.feel.temporal_text import parse_temporal

_MAX_RULES = 100
_MAX_VALUES = 60
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|(?<![\w.])(\d+(?:\.\d+)?)')
_BESIDE = Decimal("0.001")
Cell = Expression | None


def overlapping(allowed: Sequence[Cell], rules: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, int]]:
    """Pairs of rule numbers (from 1); tables of more than 100 rules are not compared.

    allowed: for each column the test of its allowed values, or None.
    """
    if len(rules) > _MAX_RULES or any(len(rule) != len(allowed) for rule in rules):
        return
    passing = [_column(test, [rule[place] for rule in rules]) for place, test in enumerate(allowed)]
    for first in range(len(rules)):
        for second in range(first + 1, len(rules)):
            cells = zip(rules[first], rules[second], passing, strict=True)
            if all(_meet(left, right, column[first] & column[second]) for left, right, column in cells):
                yield first + 1, second + 1


def _meet(left: Cell, right: Cell, common: frozenset[int]) -> bool:
    if left is None or right is None:
        return False
    first, second = left.text.strip(), right.text.strip()
    return bool(common) or first == second or first == "-" or second == "-"


def _column(allowed: Cell, cells: Sequence[Cell]) -> list[frozenset[int]]:
    """For each cell the numbers of the column's values that pass it."""
    values = [value for value in _values(cells) if allowed is None or _passes(allowed, value)]
    return [
        frozenset(number for number, value in enumerate(values) if _passes(cell, value))
        if cell is not None and not cell.names
        else frozenset()
        for cell in cells
    ]


def _passes(test: Expression, value: Any) -> bool:
    try:
        return test.test(value, {}) is True
    except FeelError:
        return False


def _values(cells: Sequence[Cell]) -> list[Any]:
    found: list[Any] = [True, False]
    for cell in cells:
        for text, number in _LITERAL.findall(cell.text) if cell is not None else ():
            found += _numbers(Decimal(number)) if number else _texts(text)
    distinct = {(type(value), value): value for value in found}  # True and 1 are equal to Python
    return list(distinct.values())[:_MAX_VALUES]


def _numbers(value: Decimal) -> list[Any]:
    sides = [value - _BESIDE, value, value + _BESIDE]
    return [*sides, *(-side for side in sides)]


def _texts(text: str) -> list[Any]:
    """The text, something else, and the date or duration that the text may be."""
    try:
        value = parse_temporal(text)
    except (ValueError, OverflowError):
        return [text, f"{text}?"]
    if isinstance(value, dt.date):
        return [text, value - dt.timedelta(days=1), value, value + dt.timedelta(days=1)]
    return [text, value]
