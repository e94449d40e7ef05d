"""Function calls and function definitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engine.feel.invoke import invoke
from app.engine.feel.scope import Node, Scope
from app.engine.feel.types import Type
from app.engine.feel.values import Function


def call(target: Node, arguments: Sequence[Node], names: Sequence[str] | None, position: int) -> Node:
    """`f(a, b)` or, with names, `f(x: a, y: b)`."""

    def node(scope: Scope) -> Any:
        function = target(scope)
        if type(function) is not Function:
            return scope.run.fail(position, "这不是函数，不能调用。", "This is no function and cannot be called.")
        values = [argument(scope) for argument in arguments]
        given: list[Any] | dict[str, Any] = values if names is None else dict(zip(names, values, strict=True))
        return invoke(scope.run, function, given, position)

    return node


def define(params: Sequence[str], types: Sequence[Type | None], body: Node, cost: int) -> Node:
    """`function(x, y: number) body`."""

    def node(scope: Scope) -> Function:
        def run_body(*arguments: Any) -> Any:
            scope.run.charge(cost)
            return body(scope.inner(dict(zip(params, arguments, strict=True))))

        return Function(tuple(params), run_body, param_types=tuple(types))

    return node
