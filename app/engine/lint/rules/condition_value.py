"""A condition decides between true and not: anything else is an incident when the case gets there."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.constants import NOT_CONSTANT, constant
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("condition_value", ERROR, zh="条件的值不是真假", en="A condition whose value is neither true nor false")
def check(package: Package) -> Iterator[Found]:
    """Only where it reads nothing, so that its value is known now."""
    for spot in package.spots:
        for read in package.expressions(spot):
            value = constant(read) if read.said.place == "condition" else NOT_CONSTANT
            if value is not NOT_CONSTANT and not isinstance(value, bool):
                yield Found(
                    spot.file,
                    read.said.element,
                    f'条件 ={read.said.text[:80]} 不是真假；请写成比较，如 =decision = "accept"。',
                    f'={read.said.text[:80]} is neither true nor false; compare, as in =decision = "accept".',
                    read.said.line,
                )
