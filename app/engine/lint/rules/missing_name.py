"""People read names, not ids."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule("missing_name", WARNING, zh="任务没有名称", en="A task without name")
def check(package: Package) -> Iterator[Found]:
    """Tasks of people: the name stands in their inbox."""
    for spot in package.spots:
        for node in spot.process.nodes:
            if node.kind == "userTask" and not node.name.strip():
                zh = f"任务 {node.id} 没有名称，请写上办的事。"
                yield spot.found(node, zh, f"The task {node.id} has no name; say what is to be done.")
