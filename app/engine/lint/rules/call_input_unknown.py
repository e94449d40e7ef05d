"""What a called process gets is what it declares."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.engine.dialect import properties
from app.engine.dialect.model import Node
from app.engine.lint.package import Callee, Package, Spot
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "call_input_unknown",
    ERROR,
    zh="传给被调用流程的值它没有声明",
    en="An input that the called process does not declare",
)
def unknown(package: Package) -> Iterator[Found]:
    """Its process property `inputs` lists them."""
    for spot, node, declared in calls(package):
        for mapped in node.inputs:
            if mapped.target not in declared:
                zh = f"被调用的流程没有声明输入 {mapped.target}；请改名，或写入它的 inputs。"
                en = f"The called process declares no input {mapped.target}; rename it or add it to its inputs."
                yield spot.found(node, zh, en)


def calls(package: Package) -> Iterator[tuple[Spot, Node, Mapping[str, str]]]:
    """Every call of a known process, with what that process declares."""
    for spot in package.spots:
        for node in spot.process.nodes:
            target = package.callee(node.said("calledElement", "processId") or "")
            declared = _declared(target) if target is not None else None
            if declared is not None:
                yield spot, node, declared


def _declared(target: Spot | Callee) -> Mapping[str, str] | None:
    if not isinstance(target, Spot):
        return target.inputs
    try:
        return properties.inputs(target.process.properties.get("inputs", ""))
    except ValueError:
        return None
