"""Where names are looked up while an expression runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.engine.feel.limits import Run


class Scope:
    """Names and their values, over an outer scope."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: Mapping[str, Any], outer: Scope | None, run: Run) -> None:
        self.names = names
        self.outer = outer
        self.run = run

    def inner(self, names: Mapping[str, Any]) -> Scope:
        """A scope inside this one."""
        return Scope(names, self, self.run)

    def chain(self) -> Iterator[Mapping[str, Any]]:
        """The names of this scope and of those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope.names
            scope = scope.outer


Node = Callable[[Scope], Any]
"""A compiled part of an expression."""
Test = Callable[[Scope, Any], bool | None]
"""A compiled unary test: scope and the value under test."""
