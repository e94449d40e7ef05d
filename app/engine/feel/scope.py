"""Where names are looked up while an expression runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


Node = Callable[[Scope], Any]
"""A compiled part of an expression."""
Test = Callable[[Scope, Any], bool | None]
"""A compiled unary test: scope and the value under test."""
