"""Outputs and results go into variables; names of the run itself cannot be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.engine.dialect import properties
from app.engine.dialect.model import Node
from app.engine.lint.names import CONSTANTS
from app.engine.lint.package import Package, Spot
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule

_NAME = re.compile(r"[^\W\d]\w*")


@rule("mapping_target", ERROR, zh="写入的变量名不可用", en="A variable name that cannot be written")
def check(package: Package) -> Iterator[Found]:
    """Letters, digits and `_`; not `case_id`, `sla` and the other constants of a run."""
    for spot in package.spots:
        for node in spot.process.nodes:
            for name in _written(node):
                if not _NAME.fullmatch(name) or name in CONSTANTS:
                    yield spot.found(
                        node,
                        f"变量名 {name[:60]} 不可用；请用字母、数字、下划线，并避开 case_id、sla 等固定名称。",
                        f"The variable name {name[:60]} cannot be used; take letters, digits and _, and none of the"
                        " constants such as case_id or sla.",
                    )
        yield from _inputs(spot)


def _written(node: Node) -> Iterator[str]:
    yield from (mapped.target for mapped in node.outputs if mapped.target)
    for extension in ("calledDecision", "script"):
        result = node.said(extension, "resultVariable")
        if result is not None:
            yield result
    if node.loop is not None:
        yield from (one for one in (node.loop.element, node.loop.output_collection) if one)


def _inputs(spot: Spot) -> Iterator[Found]:
    try:
        declared = properties.inputs(spot.process.properties.get("inputs", ""))
    except ValueError:
        return
    for name in declared:
        if not _NAME.fullmatch(name) or name in CONSTANTS:
            zh = f"输入 {name[:60]} 的名称不可用，请改名。"
            yield spot.found(spot.process, zh, f"The input name {name[:60]} cannot be used; rename it.")
