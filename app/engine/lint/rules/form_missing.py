"""A person answers a task in a form."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule("form_missing", WARNING, zh="用户任务没有表单", en="A user task without form")
def no_form(package: Package) -> Iterator[Found]:
    """It can then only be ticked off."""
    for spot in package.spots:
        for node in spot.process.nodes:
            if node.kind == "userTask" and "formDefinition" not in node.extensions:
                zh, en = (
                    "任务没有表单，只能直接完成；请选一张表单。",
                    "The task has no form; choose one, or it is only ticked off.",
                )
                yield spot.found(node, zh, en)
