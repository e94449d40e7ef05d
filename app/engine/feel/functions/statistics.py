"""Functions that make one value of a list (DMN 10.3.4.4)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from functools import reduce
from typing import Any

from app.engine.feel.compare import compare
from app.engine.feel.functions.registry import builtin, invalid, items, spread, wrong
from app.engine.feel.values import DECIMAL128, YearMonthDuration


def _extreme(values: list[Any], sign: int) -> Any:
    if not values:
        return None
    best = values[0]
    for value in values:
        order = compare(value, best)
        if order is None:
            raise invalid("这些值无法比较大小。", "These values have no order.")
        if order * sign > 0:
            best = value
    return best


@builtin("count", "list")
def count(values: Any) -> Decimal:
    """Number of items."""
    return Decimal(len(items(values)))


@builtin("min", "list*")
def minimum(*values: Any) -> Any:
    """The least; null of an empty list."""
    return _extreme(spread(values), -1)


@builtin("max", "list*")
def maximum(*values: Any) -> Any:
    """The greatest; null of an empty list."""
    return _extreme(spread(values), 1)


def _numbers(arguments: tuple[Any, ...]) -> list[Decimal]:
    values = spread(arguments)
    for value in values:
        if type(value) is not Decimal:
            raise wrong(value, "number")
    return values


def _total(values: list[Decimal]) -> Decimal:
    return reduce(DECIMAL128.add, values, Decimal(0))


@builtin("sum", "list*")
def total(*arguments: Any) -> Any:
    """The sum of numbers or durations; null of an empty list."""
    values = spread(arguments)
    if not values:
        return None
    if all(type(value) is dt.timedelta for value in values):
        return sum(values, dt.timedelta())
    if all(type(value) is YearMonthDuration for value in values):
        return YearMonthDuration(sum(value.months for value in values))
    return _total(_numbers(arguments))


@builtin("mean", "list*")
def mean(*arguments: Any) -> Decimal | None:
    """The average; null of an empty list."""
    values = _numbers(arguments)
    return _mean(values) if values else None


def _mean(values: list[Decimal]) -> Decimal:
    return DECIMAL128.divide(_total(values), Decimal(len(values)))


@builtin("product", "list*")
def product(*arguments: Any) -> Decimal | None:
    """All numbers multiplied; null of an empty list."""
    values = _numbers(arguments)
    return reduce(DECIMAL128.multiply, values, Decimal(1)) if values else None


@builtin("median", "list*")
def median(*arguments: Any) -> Decimal | None:
    """The number in the middle; null of an empty list."""
    values = sorted(_numbers(arguments))
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else _mean(values[middle - 1 : middle + 1])


@builtin("stddev", "list*")
def standard_deviation(*arguments: Any) -> Decimal:
    """The sample's standard deviation, of two numbers at least."""
    values = _numbers(arguments)
    if len(values) < 2:
        raise invalid("至少需要两个数。", "At least two numbers are needed.")
    middle = _mean(values)
    squares = [DECIMAL128.power(DECIMAL128.subtract(value, middle), Decimal(2)) for value in values]
    return DECIMAL128.sqrt(DECIMAL128.divide(_total(squares), Decimal(len(values) - 1)))


@builtin("mode", "list*")
def mode(*arguments: Any) -> list[Decimal]:
    """The most frequent numbers, ascending."""
    counts = Counter(_numbers(arguments))
    most = max(counts.values(), default=0)
    return sorted(value for value, times in counts.items() if times == most)


def _logic(arguments: tuple[Any, ...], decisive: bool) -> bool | None:
    values = spread(arguments)
    if any(value is decisive for value in values):
        return decisive
    for value in values:
        if value is not None and type(value) is not bool:
            raise wrong(value, "boolean")
    return None if any(value is None for value in values) else not decisive


@builtin("all", "list*")
def every(*arguments: Any) -> bool | None:
    """false if one is false, else null if one is null, else true."""
    return _logic(arguments, False)


@builtin("any", "list*")
def some(*arguments: Any) -> bool | None:
    """true if one is true, else null if one is null, else false."""
    return _logic(arguments, True)
