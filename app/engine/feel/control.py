"""The grammar's control forms: `for`, `some`, `every`, `function`, contexts and type names."""

from __future__ import annotations

import re
from abc import abstractmethod

from app.engine.feel.cursor import Cursor
from app.engine.feel.errors import FeelLimitError
from app.engine.feel.limits import MAX_DEPTH
from app.engine.feel.nodes.calls import define
from app.engine.feel.nodes.loops import Iteration, for_each, quantified
from app.engine.feel.nodes.plain import constant, context_of
from app.engine.feel.scope import Node
from app.engine.feel.types import SPACED_NAMES, Type, type_named

_ANGLED = {name: re.compile(name + r"\s*<") for name in ("list", "range", "context", "function")}


class ControlForms(Cursor):
    """Forms that declare names; `scopes` holds the names declared around the position."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        super().__init__(text, names)
        self.scopes: list[set[str]] = []
        self.nodes = 0
        self.depth = 0

    @abstractmethod
    def expression(self) -> Node:
        """Any expression."""

    def deeper(self) -> None:
        """One level further in; FeelLimitError beyond the limit."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FeelLimitError(
                f"表达式嵌套过深（最多 {MAX_DEPTH} 层）。",
                f"The expression is nested too deeply (at most {MAX_DEPTH} levels).",
                self.at,
            )

    def name_tables(self) -> list[frozenset[str]]:
        """All sets of names that may be read here."""
        return [self.known, *(frozenset(scope) for scope in self.scopes)]

    def _iterations(self) -> list[Iteration]:
        steps: list[Iteration] = []
        scope: set[str] = set()
        self.scopes.append(scope)
        while True:
            position = self.at
            name = self.new_name(r"\bin\b")
            self.require_word("in")
            source = self.expression()
            end = self.expression() if self.accept("..") else None
            steps.append(Iteration(name, source, end, position))
            scope.add(name)
            if not self.accept(","):
                return steps

    def for_form(self) -> Node:
        """`for a in x, b in y return …`."""
        self.require_word("for")
        steps = self._iterations()
        self.require_word("return")
        self.scopes[-1].add("partial")
        before = self.nodes
        body = self.expression()
        self.scopes.pop()
        return for_each(steps, body, 1 + self.nodes - before)

    def quantified_form(self) -> Node:
        """`some a in x satisfies …`, `every …`."""
        every = self.accept_word("every")
        if not every:
            self.require_word("some")
        steps = self._iterations()
        self.require_word("satisfies")
        before = self.nodes
        body = self.expression()
        self.scopes.pop()
        return quantified(steps, body, 1 + self.nodes - before, every)

    def function_form(self) -> Node:
        """`function(a, b: number) …`; external functions are never called, they answer null."""
        self.require_word("function")
        self.require("(")
        params: list[str] = []
        types: list[Type | None] = []
        while not self.sees(")"):
            params.append(self.new_name(r"[,):]"))
            types.append(self.type_name() if self.accept(":") else None)
            if not self.accept(","):
                break
        self.require(")")
        if self.accept_word("external"):
            self.expression()
            return define(params, types, constant(None), 1)
        self.scopes.append(set(params))
        before = self.nodes
        body = self.expression()
        self.scopes.pop()
        return define(params, types, body, 1 + self.nodes - before)

    def context_form(self) -> Node:
        """`{a: 1, b: a + 1}`; an entry twice makes the whole null."""
        self.require("{")
        entries: list[tuple[str, Node]] = []
        scope: set[str] = set()
        self.scopes.append(scope)
        while not self.sees("}"):
            name = self.new_name(":")
            self.require(":")
            entries.append((name, self.expression()))
            scope.add(name)
            self.known |= {name}
            if not self.accept(","):
                break
        self.require("}")
        self.scopes.pop()
        if len(scope) != len(entries):
            return constant(None)
        return context_of(entries)

    def type_name(self) -> Type:
        """A type: a name, or `list<…>`, `range<…>`, `context<…>`, `function<…>->…`."""
        self.deeper()
        found = self._type()
        self.depth -= 1
        return found

    def _type(self) -> Type:
        for generic in ("list", "range"):
            if self.follows(_ANGLED[generic]):
                self._open(generic)
                element = self.type_name()
                self.require(">")
                return Type(generic, element=element)
        if self.follows(_ANGLED["context"]):
            return self._context_type()
        if self.follows(_ANGLED["function"]):
            return self._function_type()
        name = self.known_name([SPACED_NAMES, self.known])
        while self.accept("."):
            name += "." + self.known_name([self.known])
        return type_named(name)

    def _open(self, generic: str) -> None:
        self.require_word(generic)
        self.require("<")

    def _context_type(self) -> Type:
        self._open("context")
        entries: list[tuple[str, Type]] = []
        while not self.sees(">"):
            name = self.new_name(":")
            self.require(":")
            entries.append((name, self.type_name()))
            if not self.accept(","):
                break
        self.require(">")
        return Type("context", entries=tuple(entries))

    def _function_type(self) -> Type:
        self._open("function")
        arity = 0
        while not self.sees(">"):
            self.type_name()
            arity += 1
            if not self.accept(","):
                break
        self.require(">")
        self.require("->")
        self.type_name()
        return Type("function", arity=arity)
