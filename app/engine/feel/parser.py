"""FEEL's grammar (DMN 10.3.1.2), read by recursive descent into closures."""

from __future__ import annotations

import re
from typing import Any

from app.engine.feel.control import ControlForms
from app.engine.feel.cursor import IDENTIFIER
from app.engine.feel.errors import FeelLimitError, FeelSyntaxError
from app.engine.feel.functions.registry import BUILTINS, CLOCK_NAMES
from app.engine.feel.nodes import operators, plain
from app.engine.feel.nodes.calls import call
from app.engine.feel.nodes.loops import filtered
from app.engine.feel.properties import SPACED_PARTS
from app.engine.feel.scope import Node, Test
from app.engine.feel.temporal_text import parse_temporal
from app.engine.feel.values import DECIMAL128

_KEYWORDS = frozenset(
    ["and", "or", "in", "between", "then", "else", "return", "satisfies", "if", "for", "some", "every", "function", "instance", "of", "external"]
)
_LITERALS: dict[str, Any] = {"null": None, "true": True, "false": False}
_SPECIAL = frozenset({"item", "partial", "?"})
_COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")
_NAMED_ARGUMENT = re.compile(r"\w[\w ']{0,100}?\s*:")
_FUNCTION = re.compile(r"function\s*\(")
_NEGATED = re.compile(r"not\s*\(")
_OR, _AND, _COMPARE, _SUM, _PRODUCT, _POWER = range(1, 7)
_SIGNS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
_MAX_RETRIES = 100


class Parser(ControlForms):
    """Reads one expression or one list of unary tests."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        super().__init__(text, names | frozenset(BUILTINS) | SPACED_PARTS)
        self.free: set[str] = set()
        self._filters = 0
        self._no_filter = False
        self._uses_value = False
        self._retries = 0

    # expressions

    def whole(self) -> Node:
        """The text as one expression."""
        found = self.expression()
        self.require_end()
        return found

    def expression(self) -> Node:
        self.deeper()
        found = self._expression()
        self.depth -= 1
        return found

    def _expression(self) -> Node:
        if self.sees_word("for"):
            return self.for_form()
        if self.sees_word("if"):
            return self._if_form()
        if self.sees_word("some") or self.sees_word("every"):
            return self.quantified_form()
        if self.follows(_FUNCTION):
            return self.function_form()
        return self._binary(_OR)

    def _if_form(self) -> Node:
        position = self.at
        self.require_word("if")
        condition = self.expression()
        self.require_word("then")
        yes = self.expression()
        self.require_word("else")
        return plain.choose(condition, yes, self.expression(), position)

    def _binary(self, rank: int) -> Node:
        """Operators of this rank or tighter; those of one rank are gathered into one node."""
        left = self._unary()
        levels = self.depth
        while True:
            found = self._operator_rank()
            if found < rank:
                self.depth = levels
                return left
            self.deeper()
            if found in (_OR, _AND):
                left = self._logic(left, found)
            elif found == _COMPARE:
                left = self._comparison(left)
            else:
                left = self._arithmetic(left, found)

    def _operator_rank(self) -> int:
        """The rank of the operator that stands here; 0 when none does."""
        sign = self.peek()
        if self.sees("**"):
            return _POWER
        if sign in _SIGNS:
            return 0 if self.sees("->") else _SIGNS[sign]
        if (sign and sign in "<>=") or self.sees("!="):
            return _COMPARE
        if self.sees_word("or"):
            return _OR
        if self.sees_word("and"):
            return _AND
        return _COMPARE if self.sees_word("between") or self.sees_word("in") else 0

    def _logic(self, left: Node, rank: int) -> Node:
        word, position, parts = ("or" if rank == _OR else "and"), self.at, [left]
        while self._operator_rank() == rank:
            self.require_word(word)
            parts.append(self._binary(rank + 1))
        return operators.logic(parts, rank == _OR, position)

    def _arithmetic(self, left: Node, rank: int) -> Node:
        rest: list[tuple[str, Node, int]] = []
        while self._operator_rank() == rank:
            position = self.at
            sign = "**" if self.sees("**") else self.peek()
            self.require(sign)
            rest.append((sign, self._binary(rank + 1), position))
        return operators.arithmetic(left, rest)

    def _comparison(self, left: Node) -> Node:
        position = self.at
        for sign in _COMPARISONS:
            if self.accept(sign):
                return operators.comparison(left, sign, self._binary(_SUM), position)
        if self.accept_word("between"):
            low = self._binary(_SUM)
            self.require_word("and")
            return operators.between(left, low, self._binary(_SUM), position)
        self.require_word("in")
        return operators.is_in(left, self._in_tests())

    def _unary(self) -> Node:
        signs: list[int] = []
        while self.peek() == "-":
            signs.append(self.at)
            self.accept("-")
        if len(signs) > 20:
            self.fail("负号过多。", "Too many minus signs.")
        found = self._postfix()
        if self.accept_word("instance"):
            self.require_word("of")
            found = operators.instance_of(found, self.type_name())
        for position in reversed(signs):
            found = operators.negative(found, position)
        return found

    def _postfix(self) -> Node:
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
        if sign == '"':
            return plain.constant(self.string())
        if self.accept("@"):
            return plain.constant(self._temporal())
        number = self.number()
        if number is not None:
            return plain.constant(DECIMAL128.create_decimal(number))
        if sign == "{":
            return self.context_form()
        if sign and sign in "([]":
            return self._brackets(sign)
        for word, value in _LITERALS.items():
            if self.accept_word(word):
                return plain.constant(value)
        if any(self.sees_word(word) for word in ("if", "for", "some", "every", "function")):
            return self.expression()
        return self._variable()

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
            self.expected("值 a value")
        if name == "?":
            self._uses_value = True
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
            self.expected("“..”")
        return self._list(first)

    def _half_range(self) -> Node:
        sign = next((sign for sign in _COMPARISONS if self.accept(sign)), "")
        end = self._binary(_SUM)
        self.require(")")
        return plain.half_range(sign, end)

    def _range_end(self) -> bool:
        if self.accept("]"):
            return True
        if not (self.accept(")") or self.accept("[")):
            self.expected("“]”")
        return False

    def _list(self, first: Node) -> Node:
        parts = [first]
        while self.accept(","):
            parts.append(self._bracketed())
        self.require("]")
        return plain.list_of(parts)

    # unary tests

    def tests(self) -> Test:
        """The text as unary tests: `-`, `not(…)`, or tests separated by commas."""
        if IDENTIFIER.match(self.text) is None and self.text.strip() == "-":
            return lambda _scope, _value: True
        if self.follows(_NEGATED):
            start = self.at
            try:
                return self._negated()
            except FeelSyntaxError:
                self._go_back(start)
        return self._test_list(None)

    def _negated(self) -> Test:
        self.require_word("not")
        self.require("(")
        tests = self._tests_until()
        self.require(")")
        self.require_end()
        return operators.no_test(tests)

    def _test_list(self, end: str | None) -> Test:
        tests = self._tests_until()
        if end is None:
            self.require_end()
        else:
            self.require(end)
        return operators.any_test(tests)

    def _tests_until(self) -> list[Test]:
        tests = [self._test()]
        while self.accept(","):
            tests.append(self._test())
        return tests

    def _in_tests(self) -> Test:
        start = self.at
        if self.accept("("):
            try:
                return self._test_list(")")
            except FeelSyntaxError:
                self._go_back(start)
        return self._test()

    def _go_back(self, start: int) -> None:
        self._retries += 1
        if self._retries > _MAX_RETRIES:
            raise FeelLimitError("表达式过于复杂。", "The expression is too complex.", start)
        self.at = start

    def _test(self) -> Test:
        position = self.at
        for sign in _COMPARISONS:
            if self.accept(sign):
                return operators.comparing_test(sign, self._binary(_SUM), position)
        outer, self._uses_value = self._uses_value, False
        found = self.expression()
        uses_value, self._uses_value = self._uses_value, self._uses_value or outer
        return operators.matching_test(found, uses_value, position)
