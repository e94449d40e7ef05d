"""Decisions that a diagram asks must exist."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("unknown_decision", ERROR, zh="决策不存在", en="A decision that does not exist")
def check(package: Package) -> Iterator[Found]:
    """In the folder, or among those shared by all."""
    for spot in package.spots:
        for node in spot.process.nodes:
            decision = node.said("calledDecision", "decisionId")
            if decision is not None and decision not in package.decisions:
                zh = f"没有决策 {decision}；请加上它的 .dmn，或改成其中的决策标识。"
                yield spot.found(
                    node, zh, f"There is no decision {decision}; add its .dmn or use an id that is in one."
                )
