"""Expressions parsed once, evaluated often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from app.engine.feel.cursor import is_simple
from app.engine.feel.errors import FeelError
from app.engine.feel.jsonio import admit
from app.engine.feel.limits import MAX_DATA_DEPTH, Run, guarded, too_deep
from app.engine.feel.parser import Parser
from app.engine.feel.scope import Node, Scope, Test
from app.engine.feel.types import Types

_MAX_KEPT = 1_000
"""Longer texts are parsed anew: they are rare, and their closures are large."""


class Expression:
    """A parsed expression or a parsed list of unary tests.

    `text` is its source; `names` are the names it reads from its context (built-in functions, names it
    declares itself and names inside filters, which may be entries of the items, are left out).
    """

    def __init__(self, text: str, names: frozenset[str], node: Node | None, test: Test | None) -> None:
        self.text = text
        self.names = names
        self._node = node
        self._test = test

    def evaluate(self, context: Mapping[str, Any], *, strict: bool = False, types: Types | None = None) -> Any:
        """The value in a context of names.

        strict: unknown names and wrong types raise FeelError with their position instead of giving null.
        types: item definitions for `instance of`. Raises FeelLimitError when it takes too much.
        """
        run = Run(strict, types, context)
        return guarded(run, lambda: self.in_scope(Scope({}, None, run)))

    def test(
        self, value: Any, context: Mapping[str, Any], *, strict: bool = False, types: Types | None = None
    ) -> bool | None:
        """Does the value pass the unary tests? None when that cannot be said."""
        run = Run(strict, types, context)
        scope = Scope({}, None, run)
        result: bool | None = guarded(run, lambda: self.test_in_scope(admit(value), scope))
        return result

    def in_scope(self, scope: Scope) -> Any:
        """The value in a scope, within a run that the caller has begun."""
        if self._node is None:
            raise FeelError("这是单元测试，不是表达式。", "These are unary tests, not an expression.")
        return self._node(scope)

    def test_in_scope(self, value: Any, scope: Scope) -> bool | None:
        """The unary tests in a scope, within a run that the caller has begun."""
        if self._test is None:
            raise FeelError("这是表达式，不是单元测试。", "This is an expression, not unary tests.")
        return self._test(scope.inner({"?": value}), value)


def _compound(names: Iterable[str]) -> frozenset[str]:
    """Only names that one word cannot hold change how a text is read."""
    return frozenset(name for name in names if not is_simple(name))


def parse(text: str, names: Iterable[str] = ()) -> Expression:
    """Parse an expression (without a leading `=`); `names` are known names, needed where they have spaces.

    Raises FeelSyntaxError, or FeelLimitError for texts that are too long or too deep.
    """
    known = _compound(names)
    return _kept(text, known) if len(text) <= _MAX_KEPT else _read(text, known)


def parse_unary(text: str, names: Iterable[str] = ()) -> Expression:
    """Parse unary tests such as `< 5`, `"a", "b"`, `not(null)`, `-`; errors as in `parse`."""
    known = _compound(names)
    return _kept_unary(text, known) if len(text) <= _MAX_KEPT else _read_unary(text, known)


def _read(text: str, names: frozenset[str]) -> Expression:
    parser = Parser(text, names)
    try:
        node = parser.whole()
    except RecursionError:
        raise too_deep() from None
    return Expression(text, frozenset(parser.free), node, None)


def _read_unary(text: str, names: frozenset[str]) -> Expression:
    parser = Parser(text, names)
    try:
        test = parser.tests()
    except RecursionError:
        raise too_deep() from None
    return Expression(text, frozenset(parser.free), None, test)


_kept = lru_cache(maxsize=2048)(_read)
_kept_unary = lru_cache(maxsize=2048)(_read_unary)


def evaluate(text: str, context: Mapping[str, Any], *, strict: bool = False) -> Any:
    """Parse and evaluate; the names of the context and of contexts in it may have spaces."""
    return parse(text, _names_in(context)).evaluate(context, strict=strict)


def _names_in(value: Any, depth: int = 0) -> set[str]:
    names: set[str] = set()
    if depth > MAX_DATA_DEPTH:
        return names
    if isinstance(value, Mapping):
        names.update(name for name in value if isinstance(name, str))
        for item in value.values():
            names |= _names_in(item, depth + 1)
    elif isinstance(value, list) and value:
        names |= _names_in(value[0], depth + 1)
    return names
