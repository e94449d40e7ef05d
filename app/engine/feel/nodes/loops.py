"""`for`, `some`, `every` and filters."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.engine.feel.compare import compare
from app.engine.feel.errors import FeelError, FeelStop
from app.engine.feel.limits import MAX_LIST, charge, too_long
from app.engine.feel.scope import Node, Scope
from app.engine.feel.values import Range, kind
from app.engine.feel.wide import add_days, difference


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in source` or `name in source..end`."""

    name: str
    source: Node
    end: Node | None
    position: int


def _no_iteration(position: int | None = None) -> FeelError:
    return FeelError("此值不能逐项处理。", "This value cannot be iterated.", position)


def _steps(low: Any, high: Any) -> list[Any]:
    """Whole numbers or days from one end to the other, either way."""
    kinds = (kind(low), kind(high))
    if kinds == ("number", "number"):
        if abs(high - low) > MAX_LIST:
            raise too_long()
        first, last = int(low), int(high)
        charge(abs(last - first))
        way = 1 if first <= last else -1
        return [Decimal(value) for value in range(first, last + way, way)]
    if kinds == ("date", "date"):
        days = difference(high, low).days
        if abs(days) > MAX_LIST:
            raise too_long()
        charge(abs(days))
        way = 1 if days >= 0 else -1
        return [add_days(low, dt.timedelta(days=way * step)) for step in range(abs(days) + 1)]
    raise _no_iteration()


def _range_items(limits: Range) -> list[Any]:
    low, high = limits.low, limits.high
    if (kind(low), kind(high)) == ("number", "number"):
        if abs(high - low) > MAX_LIST:
            raise too_long()
        low, high = Decimal(math.ceil(low)), Decimal(math.floor(high))
        if low > high:
            return []
    found = _steps(low, high)
    if found and not limits.low_closed and compare(found[0], limits.low) == 0:
        found = found[1:]
    if found and not limits.high_closed and compare(found[-1], limits.high) == 0:
        found = found[:-1]
    return found


def iterate(value: Any) -> list[Any]:
    """The items of a list or range; a single value is a list of one. FeelError for null."""
    if value is None:
        raise _no_iteration()
    if isinstance(value, Range):
        return _range_items(value)
    return value if isinstance(value, list) else [value]


def _domain(step: Iteration, scope: Scope) -> list[Any]:
    source = step.source(scope)
    try:
        return iterate(source) if step.end is None else _steps(source, step.end(scope))
    except FeelError as error:
        error.position = step.position if error.position is None else error.position
        raise


def _turns(steps: Sequence[Iteration], scope: Scope, cost: int, depth: int = 0) -> Iterator[Scope]:
    if depth == len(steps):
        scope.run.charge(cost)
        yield scope
        return
    step = steps[depth]
    for item in _domain(step, scope):
        scope.run.charge(1)
        yield from _turns(steps, scope.inner({step.name: item}), cost, depth + 1)


def for_each(steps: Sequence[Iteration], body: Node, cost: int) -> Node:
    """`for … return …`; `partial` is the list made so far."""

    def node(scope: Scope) -> list[Any] | None:
        made: list[Any] = []
        try:
            for turn in _turns(steps, scope.inner({"partial": made}), cost):
                made.append(body(turn))
                if len(made) > MAX_LIST:
                    raise too_long()
        except FeelError as error:
            _refuse(scope, error)
            return None
        return list(made)

    return node


def _refuse(scope: Scope, error: FeelError) -> None:
    """A list that cannot be iterated is null in lenient use; limits always stop."""
    if scope.run.strict or isinstance(error, FeelStop):
        raise error


def quantified(steps: Sequence[Iteration], body: Node, cost: int, every: bool) -> Node:
    """`every … satisfies …` and `some … satisfies …` in three values."""
    decisive = not every

    def node(scope: Scope) -> bool | None:
        result: bool | None = every
        try:
            for turn in _turns(steps, scope, cost):
                found = body(turn)
                if type(found) is bool and found is decisive:
                    return found
                if type(found) is not bool:
                    result = None
        except FeelError as error:
            _refuse(scope, error)
            return None
        return result

    return node


def _item_scope(scope: Scope, item: Any) -> Scope:
    inner = scope.inner({"item": item})
    return inner.inner(item) if isinstance(item, dict) else inner


def filter_list(values: list[Any], condition: Node, scope: Scope, cost: int) -> Any:
    """Items that pass, or the item at an index (1 is the first, -1 the last)."""
    kept: list[Any] = []
    for place, item in enumerate(values):
        scope.run.charge(cost)
        found = condition(_item_scope(scope, item))
        if place == 0 and isinstance(found, Decimal):
            return item_at(values, found)
        if found is True:
            kept.append(item)
    return kept


def item_at(values: list[Any], index: Decimal) -> Any:
    """The item at a FEEL index; null outside."""
    if index != index.to_integral_value() or not 0 < abs(index) <= len(values):
        return None
    place = int(index)
    return values[place - 1] if place > 0 else values[place]


def _empty_result(condition: Node, scope: Scope) -> list[Any] | None:
    """What a filter makes of an empty list: nothing to find by index, nothing to keep by condition."""
    strict, scope.run.strict = scope.run.strict, False
    try:
        found = condition(scope)
    finally:
        scope.run.strict = strict
    return None if isinstance(found, Decimal) else []


def filtered(source: Node, condition: Node, cost: int) -> Node:
    """`source[condition]`."""

    def node(scope: Scope) -> Any:
        value = source(scope)
        if value is None:
            return None
        values = value if isinstance(value, list) else [value]
        if not values:
            return _empty_result(condition, scope)
        return filter_list(values, condition, scope, cost)

    return node
