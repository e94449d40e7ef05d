"""Boxed conditionals, filters and iterators (DMN 1.4, 10.2.2.7-10.2.2.9).

Unlike their textual forms, boxed filters and quantifiers are null as a whole when a condition is no boolean.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.engine.decisions.errors import Place
from app.engine.decisions.xml import Element, local, normal
from app.engine.feel.nodes import loops, plain
from app.engine.feel.scope import Node, Scope

if TYPE_CHECKING:
    from app.engine.decisions.boxed import Compiler, Names


def conditional(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    """Boxed `if`, `then`, `else`."""
    condition, yes, no = (compiler.inner(item, part, place, known) for part in ("if", "then", "else"))
    return plain.choose(condition, yes, no, 0)


def filter_list(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    """Boxed filter: `in` and `match`."""
    source = compiler.inner(item, "in", place, known)
    match = compiler.inner(item, "match", place, known | {"item"} | compiler.entries)
    return _all_boolean(loops.filtered(source, _boolean(match, (bool, Decimal)), _cost(item)))


def iterator(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    """Boxed `for`, `some` and `every`."""
    kind, name = local(item), normal(item.get("iteratorVariable"))
    source = compiler.inner(item, "in", place, known)
    body = compiler.inner(item, "return" if kind == "for" else "satisfies", place, known | {name, "partial"})
    steps = [loops.Iteration(name, source, None, 0)]
    if kind == "for":
        return loops.for_each(steps, body, _cost(item))
    return _all_boolean(loops.quantified(steps, _boolean(body, (bool,)), _cost(item), kind == "every"))


class _NotBoolean(Exception):
    """A boxed condition gave something else than a boolean."""


def _boolean(condition: Node, allowed: tuple[type, ...]) -> Node:
    def node(scope: Scope) -> Any:
        value = condition(scope)
        if value is not None and not isinstance(value, allowed):
            scope.run.fail(0, "条件应为布尔值。", "The condition should be a boolean.")
            raise _NotBoolean
        return value

    return node


def _all_boolean(whole: Node) -> Node:
    def node(scope: Scope) -> Any:
        try:
            return whole(scope)
        except _NotBoolean:
            return None

    return node


def _cost(item: Element) -> int:
    return sum(1 for _ in item.iter())
