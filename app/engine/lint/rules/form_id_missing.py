"""A person answers a task in a form."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("form_id_missing", ERROR, zh="formDefinition 没有 formId", en="A form definition without formId")
def no_id(package: Package) -> Iterator[Found]:
    """The extension is there but names nothing."""
    for spot in package.spots:
        for node in spot.process.nodes:
            if "formDefinition" in node.extensions and node.said("formDefinition", "formId") is None:
                yield spot.found(
                    node, "请写上 formId（表单文件名）。", "Write the formId, the name of the form's file."
                )
