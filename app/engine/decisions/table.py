"""Decision tables: inputs, rules, hit policies (DMN 8.2, 8.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.engine.decisions.errors import DecisionError, Place, located
from app.engine.decisions.types import fit
from app.engine.feel.compare import equal
from app.engine.feel.errors import FeelError
from app.engine.feel.expression import Expression
from app.engine.feel.functions.registry import BUILTINS
from app.engine.feel.invoke import invoke
from app.engine.feel.scope import Node, Scope
from app.engine.feel.types import Type

HIT_POLICIES = frozenset({"UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"})
AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
_SEVERAL = frozenset({"RULE ORDER", "OUTPUT ORDER", "COLLECT"})


@dataclass(frozen=True, slots=True)
class Input:
    """A column that is tested."""

    expression: Node
    type: Type | None
    allowed: Expression | None
    place: Place


@dataclass(frozen=True, slots=True)
class Output:
    """A column that is answered; order are the values that PRIORITY and OUTPUT ORDER go by."""

    name: str
    type: Type | None
    order: Node | None
    default: Node | None
    place: Place


@dataclass(frozen=True, slots=True)
class Cell:
    """A test of one input; None where the text does not parse."""

    tests: Expression | None
    place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: `key` is its id, or its number where it has none."""

    key: str | int
    cells: tuple[Cell, ...]
    outputs: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fired, with its outputs."""

    rule: Rule
    values: list[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table ready to run."""

    place: Place
    hit_policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...] = field(repr=False)

    def __call__(self, scope: Scope) -> Any:
        """The answer in a scope; DecisionError when the hit policy is broken."""
        values = self._read_inputs(scope)
        if values is None:
            return None
        hits = self._hits(values, scope)
        if not hits:
            return self._without_hits(scope)
        answer = _POLICIES[self.hit_policy]
        chosen = answer(self, hits, scope)
        scope.run.trace.extend(hit.rule.key for hit in chosen)
        return self._answer(chosen, scope)

    def _read_inputs(self, scope: Scope) -> list[Any] | None:
        """The tested values; None when one is not among the column's allowed values."""
        values: list[Any] = []
        for column in self.inputs:
            value = fit(column.expression(scope), column.type, scope.run, column.place)
            if (
                column.allowed is not None
                and value is not None
                and _passes(column.allowed, value, scope) is not True
            ):
                if scope.run.strict:
                    raise DecisionError("输入不在允许值之内。", "The input is not an allowed value.", column.place)
                return None
            values.append(value)
        return values

    def _hits(self, values: Sequence[Any], scope: Scope) -> list[Hit]:
        hits: list[Hit] = []
        for rule in self.rules:
            scope.run.charge(1 + len(rule.cells))
            if all(_hit(cell, value, scope) for cell, value in zip(rule.cells, values, strict=False)):
                hits.append(Hit(rule, [output(scope) for output in rule.outputs]))
                if self.hit_policy == "FIRST":
                    break
        return hits

    def _without_hits(self, scope: Scope) -> Any:
        if any(column.default is not None for column in self.outputs):
            return self._row([column.default(scope) if column.default else None for column in self.outputs], scope)
        if self.hit_policy == "COLLECT" and self.aggregation in (None, "COUNT"):
            return [] if self.aggregation is None else Decimal(0)
        return None

    def _answer(self, hits: list[Hit], scope: Scope) -> Any:
        rows = [self._row(hit.values, scope) for hit in hits]
        if self.hit_policy == "COLLECT" and self.aggregation is not None:
            return invoke(scope.run, BUILTINS[AGGREGATIONS[self.aggregation]], [rows])
        return rows if self.hit_policy in _SEVERAL else rows[0]

    def _row(self, values: list[Any], scope: Scope) -> Any:
        fitted = [
            fit(value, column.type, scope.run, column.place)
            for value, column in zip(values, self.outputs, strict=False)
        ]
        if len(self.outputs) == 1:
            return fitted[0] if fitted else None
        return dict(zip((column.name for column in self.outputs), fitted, strict=False))

    def broken(self, hits: list[Hit]) -> DecisionError:
        """The error of a hit policy that does not allow what was found."""
        rules = ", ".join(str(hit.rule.key) for hit in hits)
        return DecisionError(
            f"命中策略 {self.hit_policy} 不允许同时命中规则 {rules}。",
            f"Hit policy {self.hit_policy} does not allow these rules together: {rules}.",
            self.place,
        )


def _passes(tests: Expression, value: Any, scope: Scope) -> bool | None:
    return tests.test_in_scope(value, scope)


def _hit(cell: Cell, value: Any, scope: Scope) -> bool:
    if cell.tests is None:
        if scope.run.strict:
            raise DecisionError("单元格不是有效的 FEEL。", "The cell is no valid FEEL.", cell.place)
        return False
    try:
        return _passes(cell.tests, value, scope) is True
    except FeelError as error:
        raise located(error, cell.place) from error


def _unique(table: Table, hits: list[Hit], _scope: Scope) -> list[Hit]:
    if len(hits) > 1:
        raise table.broken(hits)
    return hits


def _any(table: Table, hits: list[Hit], _scope: Scope) -> list[Hit]:
    if any(equal(hit.values, hits[0].values) is not True for hit in hits[1:]):
        raise table.broken(hits)
    return hits


def _all(_table: Table, hits: list[Hit], _scope: Scope) -> list[Hit]:
    return hits


def _by_order(table: Table, hits: list[Hit], scope: Scope) -> list[Hit]:
    orders = [None if column.order is None else column.order(scope) for column in table.outputs]

    def rank(hit: Hit) -> list[int]:
        return [_rank(value, order) for value, order in zip(hit.values, orders, strict=False)]

    return sorted(hits, key=rank)


def _rank(value: Any, order: Any) -> int:
    if not isinstance(order, list):
        return 0
    return next((place for place, allowed in enumerate(order) if equal(value, allowed) is True), len(order))


def _highest(table: Table, hits: list[Hit], scope: Scope) -> list[Hit]:
    return _by_order(table, hits, scope)[:1]


_POLICIES: dict[str, Callable[[Table, list[Hit], Scope], list[Hit]]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _all,
    "PRIORITY": _highest,
    "RULE ORDER": _all,
    "OUTPUT ORDER": _by_order,
    "COLLECT": _all,
}
