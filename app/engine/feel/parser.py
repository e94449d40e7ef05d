"""FEEL's grammar (DMN 10.3.1.2), read by recursive descent into closures."""

from __future__ import annotations

import re

from app.engine.feel.cursor import IDENTIFIER
from app.engine.feel.errors import FeelLimitError, FeelSyntaxError
from app.engine.feel.nodes import operators, plain
from app.engine.feel.primaries import COMPARISONS, Primaries
from app.engine.feel.scope import Node, Test

_FUNCTION = re.compile(r"function\s*\(")
_NEGATED = re.compile(r"not\s*\(")
_OR, _AND, _COMPARE, _SUM, _PRODUCT, _POWER = range(1, 7)
_SIGNS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}
_MAX_RETRIES = 100


class Parser(Primaries):
    """Reads one expression or one list of unary tests."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        super().__init__(text, names)
        self._retries = 0

    # expressions

    def whole(self) -> Node:
        """The text as one expression."""
        found = self.expression()
        self.require_end()
        return found

    def operand(self) -> Node:
        return self._binary(_SUM)

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
        for sign in COMPARISONS:
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
        found = self.postfix()
        if self.accept_word("instance"):
            self.require_word("of")
            position = self.at
            found = operators.instance_of(found, self.type_name(), position)
        for position in reversed(signs):
            found = operators.negative(found, position)
        return found

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
        for sign in COMPARISONS:
            if self.accept(sign):
                return operators.comparing_test(sign, self._binary(_SUM), position)
        outer, self.uses_value = self.uses_value, False
        found = self.expression()
        uses_value, self.uses_value = self.uses_value, self.uses_value or outer
        return operators.matching_test(found, uses_value, position)
