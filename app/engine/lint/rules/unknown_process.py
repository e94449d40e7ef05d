"""Processes that a diagram calls must exist."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("unknown_process", ERROR, zh="被调用的流程不存在", en="A called process that does not exist")
def check(package: Package) -> Iterator[Found]:
    """In the package, or published."""
    if package.callees is None:
        return
    for spot in package.spots:
        for node in spot.process.nodes:
            callee = node.said("calledElement", "processId")
            if callee is not None and package.callee(callee) is None:
                zh = f"没有流程 {callee}；请先发布它，或改正标识。"
                yield spot.found(node, zh, f"There is no process {callee}; publish it first, or correct the id.")
