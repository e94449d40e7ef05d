"""Relations between points and ranges (Allen's algebra, DMN 10.3.4.9), and `range`."""

from __future__ import annotations

from typing import Any

from app.engine.feel.compare import compare
from app.engine.feel.expression import parse
from app.engine.feel.functions.registry import builtin, invalid, need, overloaded, string
from app.engine.feel.limits import current
from app.engine.feel.scope import Scope
from app.engine.feel.values import Range

_TWO_POINTS = ("point1", "point2")
_TWO_RANGES = ("range1", "range2")
_EITHER = (_TWO_POINTS, ("point", "range"), ("range", "point"), _TWO_RANGES)


def _as_range(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(need(value, *_POINTS), value, True, True)


_POINTS = (
    "number", "string", "date", "time", "date and time", "days and time duration", "years and months duration",
)  # fmt: skip


def _range(value: Any) -> Range:
    found: Range = need(value, "range")
    return found


def _order(left: Any, right: Any) -> int:
    found = compare(left, right)
    if found is None:
        raise invalid("这些值无法比较大小。", "These values have no order.")
    return found


@overloaded("before", *_EITHER)
def before(left: Any, right: Any) -> bool:
    """Does the first end before the second begins?"""
    first, second = _as_range(left), _as_range(right)
    order = _order(first.high, second.low)
    return order < 0 or (order == 0 and not (first.high_closed and second.low_closed))


@overloaded("after", *_EITHER)
def after(left: Any, right: Any) -> bool:
    """Does the first begin after the second ends?"""
    return before(right, left)


@builtin("meets", "range1", "range2")
def meets(left: Any, right: Any) -> bool:
    """Does the first end where the second begins?"""
    first, second = _range(left), _range(right)
    return first.high_closed and second.low_closed and _order(first.high, second.low) == 0


@builtin("met by", "range1", "range2")
def met_by(left: Any, right: Any) -> bool:
    """Does the first begin where the second ends?"""
    return meets(right, left)


@builtin("overlaps", "range1", "range2")
def overlaps(left: Any, right: Any) -> bool:
    """Do they share a point?"""
    first, second = _range(left), _range(right)
    return not before(first, second) and not before(second, first)


@builtin("overlaps before", "range1", "range2")
def overlaps_before(left: Any, right: Any) -> bool:
    """Do they overlap, and does the first begin earlier and end no later?"""
    first, second = _range(left), _range(right)
    starts = _order(first.low, second.low)
    ends = _order(first.high, second.high)
    begins_earlier = starts < 0 or (starts == 0 and first.low_closed and not second.low_closed)
    ends_no_later = ends < 0 or (ends == 0 and (not first.high_closed or second.high_closed))
    return begins_earlier and ends_no_later and not before(first, second)


@builtin("overlaps after", "range1", "range2")
def overlaps_after(left: Any, right: Any) -> bool:
    """Do they overlap, and does the first begin later and end no earlier?"""
    return overlaps_before(right, left)


@overloaded("includes", ("range", "point"), _TWO_RANGES)
def includes(outer: Any, inner: Any) -> bool:
    """Is the second wholly inside the first?"""
    first, second = _range(outer), _as_range(inner)
    starts, ends = _order(first.low, second.low), _order(first.high, second.high)
    begins = starts < 0 or (starts == 0 and (first.low_closed or not second.low_closed))
    return begins and (ends > 0 or (ends == 0 and (first.high_closed or not second.high_closed)))


@overloaded("during", ("point", "range"), _TWO_RANGES)
def during(inner: Any, outer: Any) -> bool:
    """Is the first wholly inside the second?"""
    return includes(outer, inner)


@overloaded("finishes", ("point", "range"), _TWO_RANGES)
def finishes(inner: Any, outer: Any) -> bool:
    """Do they end together, the first beginning no earlier?"""
    second = _range(outer)
    if not isinstance(inner, Range):
        return second.high_closed and _order(inner, second.high) == 0
    if inner.high_closed != second.high_closed or _order(inner.high, second.high) != 0:
        return False
    starts = _order(inner.low, second.low)
    return starts > 0 or (starts == 0 and (second.low_closed or not inner.low_closed))


@overloaded("finished by", ("range", "point"), _TWO_RANGES)
def finished_by(outer: Any, inner: Any) -> bool:
    """Does the second finish the first?"""
    return finishes(inner, outer)


@overloaded("starts", ("point", "range"), _TWO_RANGES)
def starts(inner: Any, outer: Any) -> bool:
    """Do they begin together, the first ending no later?"""
    second = _range(outer)
    if not isinstance(inner, Range):
        return second.low_closed and _order(inner, second.low) == 0
    if inner.low_closed != second.low_closed or _order(inner.low, second.low) != 0:
        return False
    ends = _order(inner.high, second.high)
    return ends < 0 or (ends == 0 and (second.high_closed or not inner.high_closed))


@overloaded("started by", ("range", "point"), _TWO_RANGES)
def started_by(outer: Any, inner: Any) -> bool:
    """Does the second start the first?"""
    return starts(inner, outer)


@overloaded("coincides", _TWO_POINTS, _TWO_RANGES)
def coincides(left: Any, right: Any) -> bool:
    """Are they the same point or the same range?"""
    if not isinstance(left, Range):
        return _order(left, right) == 0
    second = _range(right)
    if (left.low_closed, left.high_closed) != (second.low_closed, second.high_closed):
        return False
    return _order(left.low, second.low) == 0 and _order(left.high, second.high) == 0


@builtin("range", "from")
def range_from(text: Any) -> Range:
    """A range from its text, such as `[1..5)`."""
    expression = parse(string(text))
    found = None if expression.names else expression.in_scope(Scope({}, None, current()))
    if not isinstance(found, Range):
        raise invalid("文本不是区间。", "The text is no range.")
    return found
