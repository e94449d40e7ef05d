"""Rules of a UNIQUE table that obviously overlap: every pair of cells is equal, or one of them takes anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.engine.feel.expression import Expression

_MAX_RULES = 200
Cells = Sequence[Expression | None]


def overlapping(rules: Sequence[Cells]) -> Iterator[tuple[int, int]]:
    """Pairs of rule numbers (from 1); tables of more than 200 rules are not compared."""
    if len(rules) > _MAX_RULES:
        return
    for place, first in enumerate(rules):
        for other in range(place + 1, len(rules)):
            if all(_meet(left, right) for left, right in zip(first, rules[other], strict=False)):
                yield place + 1, other + 1


def _meet(left: Expression | None, right: Expression | None) -> bool:
    if left is None or right is None:
        return False
    first, second = left.text.strip(), right.text.strip()
    return first == "-" or second == "-" or first == second
