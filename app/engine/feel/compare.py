"""Equality, order and membership in three values: True, False, None (cannot be said)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.engine.feel.limits import charge
from app.engine.feel.text import offset_of
from app.engine.feel.values import Range, kind
from app.engine.feel.wide import WideDateTime, difference, split


def equal(left: Any, right: Any) -> bool | None:
    """FEEL's `=`: null equals only null, values of different kinds cannot be compared."""
    if left is None or right is None:
        return left is right
    charge(3)
    found = kind(left)
    return _equal_of_kind(found, left, right) if found == kind(right) else None


def _equal_of_kind(found: str, left: Any, right: Any) -> bool | None:
    if found == "list":
        return len(left) == len(right) and _all_equal(zip(left, right, strict=True))
    if found == "context":
        return left.keys() == right.keys() and _all_equal((left[name], right[name]) for name in left)
    if found == "range":
        return _same_range(left, right)
    if found == "function":
        return True if left is right else None
    if found in _ORDERED:
        return _ORDERED[found](left, right) == 0
    return bool(left == right)


def _all_equal(pairs: Any) -> bool | None:
    for left, right in pairs:
        same = equal(left, right)
        if same is not True:
            return same
    return True


def _same_range(left: Range, right: Range) -> bool:
    if (left.low_closed, left.high_closed) != (right.low_closed, right.high_closed):
        return False
    return equal(left.low, right.low) is True and equal(left.high, right.high) is True


def compare(left: Any, right: Any) -> int | None:
    """-1, 0, 1, or None for values that have no order among each other."""
    charge(1)
    found = kind(left)
    if found != kind(right):
        return None
    order = _ORDERED.get(found)
    return None if order is None else order(left, right)


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


def _compare_dates(left: Any, right: Any) -> int:
    return _sign(split(left), split(right))


def _aware(value: Any) -> Any:
    if isinstance(value, WideDateTime):
        return WideDateTime(value.cycles, _aware(value.inner))
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value


def _compare_date_times(left: Any, right: Any) -> int:
    """A date and time without zone counts as UTC."""
    if abs(left.year - right.year) > 2:
        return _sign(left.year, right.year)
    return _sign(difference(_aware(left), _aware(right)), dt.timedelta())


def since_midnight(value: dt.time) -> dt.timedelta:
    """A time as duration since midnight UTC (without zone: as it is)."""
    passed = dt.timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )
    return passed - (offset_of(value) or dt.timedelta())


_ORDERED: dict[str, Callable[[Any, Any], int]] = {
    "number": _sign,
    "string": _sign,
    "date": _compare_dates,
    "time": lambda left, right: _sign(since_midnight(left), since_midnight(right)),
    "date and time": _compare_date_times,
    "days and time duration": _sign,
    "years and months duration": lambda left, right: _sign(left.months, right.months),
}


def within(value: Any, limits: Range) -> bool | None:
    """Is the value in the range?"""
    inside = True
    if limits.low is not None:
        order = compare(value, limits.low)
        if order is None:
            return None
        inside = order > 0 or (order == 0 and limits.low_closed)
    if limits.high is not None:
        order = compare(value, limits.high)
        if order is None:
            return None
        inside = inside and (order < 0 or (order == 0 and limits.high_closed))
    return inside


def _matches_item(value: Any, item: Any) -> bool | None:
    if type(item) is Range and type(value) is not Range:
        return within(value, item)
    return equal(value, item)


def matches(value: Any, test: Any) -> bool | None:
    """Does the value pass a positive unary test whose expression gave `test` (DMN table 55)?"""
    if type(test) is list:
        if type(value) is list and equal(value, test) is True:
            return True
        return any(_matches_item(value, item) is True for item in test)
    if type(value) is list:
        return equal(value, test) is True or (len(value) == 1 and _matches_item(value[0], test) is True)
    return _matches_item(value, test)


def distinct(items: list[Any]) -> list[Any]:
    """The items without repetition, in order of first appearance."""
    kept: list[Any] = []
    for item in items:
        if not any(equal(item, other) is True for other in kept):
            kept.append(item)
    return kept
