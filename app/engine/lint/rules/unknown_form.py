"""Forms that a diagram names must be in its folder."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect.model import Node
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("unknown_form", ERROR, zh="表单不在文件夹中", en="A form that is not in the folder")
def check(package: Package) -> Iterator[Found]:
    """Forms of tasks and of actions."""
    for spot in package.spots:
        for node in spot.process.nodes:
            for form in _forms(node):
                if f"{form}.form" not in package.files:
                    zh = f"文件夹中没有表单 {form}.form，请加上或改名。"
                    yield spot.found(node, zh, f"There is no form {form}.form in the folder; add or rename it.")


def _forms(node: Node) -> Iterator[str]:
    for form in (node.said("formDefinition", "formId"), node.properties.get("form", "").strip()):
        if form:
            yield form
