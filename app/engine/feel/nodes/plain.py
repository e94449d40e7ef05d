"""Literals, names, lists, contexts, ranges, `if`, paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engine.feel.compare import compare
from app.engine.feel.functions.registry import BUILTINS
from app.engine.feel.jsonio import admit
from app.engine.feel.limits import Run
from app.engine.feel.properties import UnknownPart, part_of
from app.engine.feel.scope import Node, Scope
from app.engine.feel.values import KIND_ZH, Range, kind

_NO_RANGE = frozenset({"boolean", "list", "context", "function", "range"})


def constant(value: Any) -> Node:
    """A literal."""
    return lambda _scope: value


def variable(name: str, position: int) -> Node:
    """A name: looked up outwards, then in the caller's context, then among the built-in functions."""
    builtin = BUILTINS.get(name)

    def node(scope: Scope) -> Any:
        inner: Scope | None = scope
        while inner is not None:
            if name in inner.names:
                return inner.names[name]
            inner = inner.outer
        run = scope.run
        if name in run.admitted:
            return run.admitted[name]
        if name in run.outside:
            run.admitted[name] = value = admit(run.outside[name])
            return value
        if builtin is not None:
            return builtin
        return run.fail(position, f"未知名称“{name}”。", f'Unknown name "{name}".')

    return node


def list_of(parts: Sequence[Node]) -> Node:
    """A list literal."""
    return lambda scope: [part(scope) for part in parts]


def context_of(entries: Sequence[tuple[str, Node]]) -> Node:
    """A context literal; an entry may use those before it."""

    def node(scope: Scope) -> dict[str, Any]:
        values: dict[str, Any] = {}
        inner = scope.inner(values)
        for name, part in entries:
            values[name] = part(inner)
        return values

    return node


def choose(condition: Node, yes: Node, no: Node, position: int) -> Node:
    """`if … then … else …`; anything but true goes to else."""

    def node(scope: Scope) -> Any:
        found = condition(scope)
        if found is not None and type(found) is not bool:
            scope.run.fail(position, "if 的条件应为布尔值。", "The condition of if should be a boolean.")
        return yes(scope) if found is True else no(scope)

    return node


def make_range(run: Run, low: Any, high: Any, closed: tuple[bool, bool], position: int) -> Range | None:
    """A range between two ends of one kind, the lower first."""
    if low is None and high is None:
        return None
    kinds = {kind(end) for end in (low, high) if end is not None}
    if len(kinds) > 1 or kinds & _NO_RANGE:
        run.fail(position, "区间两端的类型不符。", "The ends of the range do not fit together.")
        return None
    order = None if low is None or high is None else compare(low, high)
    if order is not None and order > 0:
        run.fail(position, "区间的下限大于上限。", "The range ends before it begins.")
        return None
    return Range(low, high, *closed)


def range_of(low: Node, high: Node, closed: tuple[bool, bool], position: int) -> Node:
    """`[low..high]` and its open forms."""
    return lambda scope: make_range(scope.run, low(scope), high(scope), closed, position)


def half_range(operator: str, end: Node) -> Node:
    """`(< end)`, `(>= end)`, `(= end)`, `(!= end)` as a range."""

    def node(scope: Scope) -> Range:
        value = end(scope)
        if operator in ("<", "<="):
            return Range(None, value, False, operator == "<=")
        if operator in (">", ">="):
            return Range(value, None, operator == ">=", False)
        return Range(value, value, True, True)

    return node


def path(source: Node, name: str, position: int) -> Node:
    """`source.name`."""

    def node(scope: Scope) -> Any:
        value = source(scope)
        try:
            return part_of(value, name)
        except UnknownPart:
            found = kind(value)
            return scope.run.fail(
                position, f"{KIND_ZH[found]}中没有“{name}”。", f'There is no "{name}" in the {found}.'
            )

    return node
