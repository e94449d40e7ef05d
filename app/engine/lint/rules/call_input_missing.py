"""What a called process declares should be given."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule
from app.engine.lint.rules.call_input_unknown import calls


@rule(
    "call_input_missing",
    WARNING,
    zh="被调用流程的输入没有传",
    en="A declared input of a called process that is not given",
)
def missing(package: Package) -> Iterator[Found]:
    """It will be null there."""
    for spot, node, declared in calls(package):
        for name in sorted(set(declared) - {mapped.target for mapped in node.inputs}):
            zh = f"没有传 {name}，被调用的流程里它将为空；请加映射。"
            yield spot.found(node, zh, f"{name} is not given and will be null in the called process; map it.")
