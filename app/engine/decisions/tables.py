"""Compiling decision tables from their XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.engine.decisions.errors import Place
from app.engine.decisions.overlap import overlapping
from app.engine.decisions.table import AGGREGATIONS, HIT_POLICIES, Cell, Input, Output, Rule, Table
from app.engine.decisions.xml import Element, child, children, name_of, text_of, type_ref
from app.engine.feel.scope import Node

if TYPE_CHECKING:
    from app.engine.decisions.boxed import Compiler, Names


def compile_table(compiler: Compiler, item: Element, place: Place, known: Names) -> Node:
    """A decision table ready to run; what is wrong with it is reported."""
    policy = " ".join((item.get("hitPolicy") or "UNIQUE").upper().split())
    if policy not in HIT_POLICIES:
        compiler.report(place, "dmn-hit-policy", f"未知的命中策略“{policy}”。", f'Unknown hit policy "{policy}".')
        policy = "UNIQUE"
    table = Table(
        place,
        policy,
        _aggregation(compiler, item, place),
        tuple(_inputs(compiler, item, place, known)),
        tuple(_outputs(compiler, item, place, known)),
        tuple(_rules(compiler, item, place, known)),
    )
    _check(compiler, item, table)
    return table


def _aggregation(compiler: Compiler, item: Element, place: Place) -> str | None:
    found = item.get("aggregation")
    if found is not None and found not in AGGREGATIONS:
        compiler.report(place, "dmn-hit-policy", f"未知的聚合方式“{found}”。", f'Unknown aggregation "{found}".')
        return None
    return found


def _inputs(compiler: Compiler, item: Element, place: Place, known: Names) -> Iterator[Input]:
    for number, column in enumerate(children(item, "input"), 1):
        at = place.cell(f"输入 {number}", f"input {number}", column.get("id"))
        expression = child(column, "inputExpression")
        allowed = text_of(child(column, "inputValues"))
        yield Input(
            compiler.text(text_of(expression), at, known),
            compiler.types.find(type_ref(expression)),
            compiler.tests(allowed, at, known) if allowed else None,
            at,
        )


def _outputs(compiler: Compiler, item: Element, place: Place, known: Names) -> Iterator[Output]:
    for number, column in enumerate(children(item, "output"), 1):
        at = place.cell(f"输出 {number}", f"output {number}", column.get("id"))
        values = text_of(child(column, "outputValues"))
        default = child(column, "defaultOutputEntry")
        yield Output(
            name_of(column),
            compiler.types.find(type_ref(column)),
            compiler.text(f"[{values}]", at, known) if values and values.strip() else None,
            None if default is None else compiler.text(text_of(default), at, known),
            at,
        )


def _rules(compiler: Compiler, item: Element, place: Place, known: Names) -> Iterator[Rule]:
    for number, row in enumerate(children(item, "rule"), 1):
        at = place.cell(f"规则 {number}", f"rule {number}", row.get("id"))
        cells = tuple(
            Cell(compiler.tests(text_of(entry), cell, known | {"?"}), cell)
            for entry, cell in _entries(row, "inputEntry", at, "输入", "input")
        )
        outputs = tuple(
            compiler.text(text_of(entry), cell, known)
            for entry, cell in _entries(row, "outputEntry", at, "输出", "output")
        )
        yield Rule(row.get("id") or number, cells, outputs)


def _entries(row: Element, name: str, at: Place, zh: str, en: str) -> Iterator[tuple[Element, Place]]:
    for number, entry in enumerate(children(row, name), 1):
        yield entry, at.cell(f"{zh} {number}", f"{en} {number}", entry.get("id"))


def _check(compiler: Compiler, item: Element, table: Table) -> None:
    if not table.outputs:
        compiler.report(table.place, "dmn-output", "决策表没有输出。", "The decision table has no output.")
    for number, rule in enumerate(table.rules, 1):
        at = table.place.cell(f"规则 {number}", f"rule {number}", str(rule.key))
        if len(rule.cells) != len(table.inputs):
            compiler.report(
                at, "dmn-input", "规则的输入个数与列不符。", "The rule's inputs do not fit the columns."
            )
        if len(rule.outputs) != len(table.outputs):
            compiler.report(
                at, "dmn-output", "规则的输出个数与列不符。", "The rule's outputs do not fit the columns."
            )
        _check_empty_outputs(compiler, item, number, at)
    if table.hit_policy == "UNIQUE":
        _check_overlaps(compiler, table)


def _check_empty_outputs(compiler: Compiler, item: Element, number: int, at: Place) -> None:
    row = list(children(item, "rule"))[number - 1]
    if any(not (text_of(entry) or "").strip() for entry in children(row, "outputEntry")):
        compiler.report(
            at,
            "dmn-output",
            "规则缺少输出值；需要空值请写 null。",
            "The rule lacks an output; write null where none is meant.",
            "warning",
        )


def _check_overlaps(compiler: Compiler, table: Table) -> None:
    cells = [[cell.tests for cell in rule.cells] for rule in table.rules]
    for first, second in overlapping([column.allowed for column in table.inputs], cells):
        compiler.report(
            table.place,
            "dmn-overlap",
            f"规则 {first} 与规则 {second} 重叠，而 UNIQUE 只允许命中一条。",
            f"Rules {first} and {second} overlap, but UNIQUE allows only one hit.",
            "warning",
        )
