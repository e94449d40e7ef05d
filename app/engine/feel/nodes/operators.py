"""Arithmetic, comparison, logic, `between`, `in`, `instance of`, and unary tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.engine.feel.arithmetic import OPERATIONS, negate
from app.engine.feel.compare import compare, equal, matches
from app.engine.feel.limits import Run
from app.engine.feel.scope import Node, Scope, Test
from app.engine.feel.types import Type, is_instance
from app.engine.feel.values import KIND_ZH, kind

Rest = Sequence[tuple[str, Node, int]]
"""Operator, right operand, position of the operator."""


def arithmetic(first: Node, rest: Rest) -> Node:
    """Operators of one rank, from left to right."""

    def node(scope: Scope) -> Any:
        value = first(scope)
        for operator, operand, position in rest:
            value = _combine(scope.run, operator, value, operand(scope), position)
        return value

    return node


def _combine(run: Run, operator: str, left: Any, right: Any, position: int) -> Any:
    left_kind, right_kind = kind(left), kind(right)
    operation = OPERATIONS[operator].get((left_kind, right_kind))
    if operation is None:
        return None if left is None or right is None else _mismatch(run, operator, left, right, position)
    try:
        return operation(left, right)
    except (ArithmeticError, ValueError):
        return run.fail(
            position,
            f"“{operator}”对这两个值没有结果（如除以零或超出范围）。",
            f'"{operator}" has no result for these values (division by zero, out of range).',
        )


def _mismatch(run: Run, operator: str, left: Any, right: Any, position: int) -> None:
    left_kind, right_kind = kind(left), kind(right)
    run.fail(
        position,
        f"“{operator}”不能用于{KIND_ZH[left_kind]}和{KIND_ZH[right_kind]}。",
        f'"{operator}" does not work on {left_kind} and {right_kind}.',
    )


def negative(operand: Node, position: int) -> Node:
    """`-x`."""

    def node(scope: Scope) -> Any:
        value = operand(scope)
        if value is None:
            return None
        try:
            return negate(value)
        except TypeError:
            found = kind(value)
            return scope.run.fail(position, f"“-”不能用于{KIND_ZH[found]}。", f'"-" does not work on {found}.')

    return node


def _ordered(test: Callable[[int], bool]) -> Callable[[Any, Any], bool | None]:
    def operation(left: Any, right: Any) -> bool | None:
        order = compare(left, right)
        return None if order is None else test(order)

    return operation


def _unequal(left: Any, right: Any) -> bool | None:
    same = equal(left, right)
    return None if same is None else not same


_COMPARISONS: dict[str, Callable[[Any, Any], bool | None]] = {
    "=": equal,
    "!=": _unequal,
    "<": _ordered(lambda order: order < 0),
    "<=": _ordered(lambda order: order <= 0),
    ">": _ordered(lambda order: order > 0),
    ">=": _ordered(lambda order: order >= 0),
}


def compare_values(run: Run, operator: str, left: Any, right: Any, position: int) -> bool | None:
    """One comparison; values that cannot be compared are null, in strict use an error."""
    result = _COMPARISONS[operator](left, right)
    if result is None and left is not None and right is not None:
        _mismatch(run, operator, left, right, position)
    return result


def comparison(first: Node, operator: str, second: Node, position: int) -> Node:
    """`a < b` and its kin."""
    return lambda scope: compare_values(scope.run, operator, first(scope), second(scope), position)


def logic(parts: Sequence[Node], decisive: bool, position: int) -> Node:
    """`and` (decided by false) and `or` (decided by true) in three values."""

    def node(scope: Scope) -> bool | None:
        result: bool | None = not decisive
        for part in parts:
            value = part(scope)
            if type(value) is bool and value is decisive:
                return value
            if type(value) is not bool:
                result = None
                if value is not None:
                    _mismatch(scope.run, "or" if decisive else "and", value, value, position)
        return result

    return node


def between(value: Node, low: Node, high: Node, position: int) -> Node:
    """`x between a and b`, both ends included."""

    def node(scope: Scope) -> bool | None:
        found = value(scope)
        above = compare_values(scope.run, ">=", found, low(scope), position)
        below = compare_values(scope.run, "<=", found, high(scope), position)
        return None if above is None or below is None else above and below

    return node


def instance_of(value: Node, wanted: Type, position: int) -> Node:
    """`x instance of T`."""

    def node(scope: Scope) -> bool | None:
        result = is_instance(value(scope), wanted, scope.run.types)
        if result is None:
            scope.run.fail(position, f"未知类型“{wanted.name}”。", f'Unknown type "{wanted.name}".')
        return result

    return node


def comparing_test(operator: str, operand: Node, position: int) -> Test:
    """A unary test such as `< 5`."""
    return lambda scope, value: compare_values(scope.run, operator, value, operand(scope), position)


def matching_test(expression: Node, uses_value: bool, position: int) -> Test:
    """A unary test given by an expression; one that reads `?` decides itself."""

    def test(scope: Scope, value: Any) -> bool | None:
        found = expression(scope)
        if uses_value and (found is None or isinstance(found, bool)):
            return found
        result = matches(value, found)
        if result is None and value is not None and found is not None:
            _mismatch(scope.run, "=", value, found, position)
        return result

    return test


def any_test(tests: Sequence[Test]) -> Test:
    """Tests separated by commas: one must pass."""

    def test(scope: Scope, value: Any) -> bool | None:
        result: bool | None = False
        for part in tests:
            found = part(scope, value)
            if found is True:
                return True
            if found is None:
                result = None
        return result

    return test


def no_test(tests: Sequence[Test]) -> Test:
    """`not(…)`: none may pass."""
    positive = any_test(tests)

    def test(scope: Scope, value: Any) -> bool | None:
        found = positive(scope, value)
        return None if found is None else not found

    return test


def is_in(value: Node, test: Test) -> Node:
    """`x in test`; inside, `?` is the value."""

    def node(scope: Scope) -> bool | None:
        found = value(scope)
        return test(scope.inner({"?": found}), found)

    return node
