"""A task needs somebody who may do it."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule("nobody", WARNING, zh="用户任务没有人可以办", en="A user task that nobody may do")
def check(package: Package) -> Iterator[Found]:
    """Neither assignee nor candidate groups nor a takeover."""
    for spot in package.spots:
        for node in spot.process.nodes:
            if node.kind != "userTask" or node.properties.get("takeover", "").strip():
                continue
            if not any(node.said("assignmentDefinition", name) for name in ("assignee", "candidateGroups")):
                yield spot.found(
                    node,
                    '没有写谁可以办；请写 candidateGroups，如 =[receiver + ":specialist"]。',
                    'Nobody may do this; write candidateGroups, as in =[receiver + ":specialist"].',
                )
