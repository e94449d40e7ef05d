"""The grammar's values: literals, names, lists, ranges, and what may follow them (paths, filters, calls)."""

from __future__ import annotations

import re
from abc import abstractmethod
from decimal import Decimal
from typing import Any

from app.engine.feel.control import ControlForms
from app.engine.feel.errors import FeelLimitError, FeelSyntaxError
from app.engine.feel.functions.registry import BUILTINS, CLOCK_NAMES
from app.engine.feel.nodes import plain
from app.engine.feel.nodes.calls import call
from app.engine.feel.nodes.loops import filtered
from app.engine.feel.properties import SPACED_PARTS
from app.engine.feel.scope import Node
from app.engine.feel.temporal_text import parse_temporal
from app.engine.feel.values import DECIMAL128

_KEYWORDS = frozenset(
    {"and", "or", "in", "between", "then", "else", "return", "satisfies", "if", "for", "some", "every"}
    | {"function", "instance", "of", "external"}
)
_LITERALS: dict[str, Any] = {"null": None, "true": True, "false": False}
_SPECIAL = frozenset({"item", "partial", "?"})
_NAMED_ARGUMENT = re.compile(r"\w[\w ']{0,100}?\s*:")
COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")


class Primaries(ControlForms):
    """Reads single values with what follows them."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        super().__init__(text, names | frozenset(BUILTINS) | SPACED_PARTS)
        self.free: set[str] = set()
        self.uses_value = False
        self._filters = 0
        self._no_filter = False

    @abstractmethod
    def operand(self) -> Node:
        """An expression without comparison or logic, as behind `<`."""

    def postfix(self) -> Node:
        """A value with paths, filters and calls behind it."""
        found = self._primary()
        levels = self.depth
        while True:
            position = self.at
            if self.sees(".") and not self.sees(".."):
                self.accept(".")
                found = plain.path(found, self.known_name(self.name_tables()), position)
            elif self.sees("[") and not self._no_filter:
                found = self._filter(found)
            elif self.accept("("):
                found = self._call(found, position)
            else:
                self.depth = levels
                return found
            self.deeper()

    def _filter(self, source: Node) -> Node:
        self.require("[")
        self.scopes.append({"item"})
        self._filters += 1
        before = self.nodes
        condition = self._bracketed()
        self._filters -= 1
        self.scopes.pop()
        self.require("]")
        return filtered(source, condition, 1 + self.nodes - before)

    def _bracketed(self) -> Node:
        """An expression inside brackets, where a filter may follow again."""
        kept, self._no_filter = self._no_filter, False
        found = self.expression()
        self._no_filter = kept
        return found

    def _call(self, target: Node, position: int) -> Node:
        arguments: list[Node] = []
        names: list[str] | None = [] if self.follows(_NAMED_ARGUMENT) else None
        while not self.sees(")"):
            if names is not None:
                names.append(self.new_name(":"))
                self.require(":")
            arguments.append(self._bracketed())
            if not self.accept(","):
                break
        self.require(")")
        return call(target, arguments, names, position)

    def _primary(self) -> Node:
        self._count_node()
        sign = self.peek()
        literal = self._literal(sign)
        if literal is not None:
            return literal
        if sign == "{":
            return self.context_form()
        if sign and sign in "([]":
            return self._brackets(sign)
        if any(self.sees_word(word) for word in ("if", "for", "some", "every", "function")):
            return self.expression()
        return self._variable()

    def _literal(self, sign: str) -> Node | None:
        if sign == '"':
            return plain.constant(self.string())
        if self.accept("@"):
            return plain.constant(self._temporal())
        number = self.number()
        if number is not None:
            return plain.constant(self._decimal(number))
        for word, value in _LITERALS.items():
            if self.accept_word(word):
                return plain.constant(value)
        return None

    def _decimal(self, text: str) -> Decimal:
        try:
            return DECIMAL128.create_decimal(text)
        except ArithmeticError:
            self.fail("数字过大。", "The number is too large.")

    def _count_node(self) -> None:
        self.nodes += 1
        if self.nodes > 4 * len(self.text) + 100:
            raise FeelLimitError("表达式过于复杂。", "The expression is too complex.", self.at)

    def _temporal(self) -> Any:
        position = self.at
        try:
            return parse_temporal(self.string())
        except (ValueError, OverflowError) as error:
            raise FeelSyntaxError("@ 之后不是日期、时间或时长。", "No date, time or duration.", position) from error

    def _variable(self) -> Node:
        position = self.at
        name = self.known_name(self.name_tables())
        if name in _KEYWORDS:
            self.at = position
            self.expected_thing("值", "a value")
        if name == "?":
            self.uses_value = True
        local = name in _SPECIAL or any(name in scope for scope in self.scopes)
        if not local and not self._filters and name not in BUILTINS and name not in CLOCK_NAMES:
            self.free.add(name)
        return plain.variable(name, position)

    def _brackets(self, sign: str) -> Node:
        """A parenthesis, a list or a range."""
        position = self.at
        self.require(sign)
        if sign == "[" and self.accept("]"):
            return plain.list_of(())
        if sign == "(" and self.peek() and self.peek() in "<>=!":
            return self._half_range()
        kept, self._no_filter = self._no_filter, sign == "]"
        first = self.expression()
        if self.accept(".."):
            self._no_filter = True
            last = self.expression()
            self._no_filter = kept
            return plain.range_of(first, last, (sign == "[", self._range_end()), position)
        self._no_filter = kept
        if sign == "(":
            self.require(")")
            return first
        if sign == "]":
            self.expected("..")
        return self._list(first)

    def _half_range(self) -> Node:
        sign = next((sign for sign in COMPARISONS if self.accept(sign)), "")
        end = self.operand()
        self.require(")")
        return plain.half_range(sign, end)

    def _range_end(self) -> bool:
        if self.accept("]"):
            return True
        if not (self.accept(")") or self.accept("[")):
            self.expected("]")
        return False

    def _list(self, first: Node) -> Node:
        parts = [first]
        while self.accept(","):
            parts.append(self._bracketed())
        self.require("]")
        return plain.list_of(parts)
