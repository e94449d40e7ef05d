"""A package should hold something to check."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("no_process", ERROR, zh="没有可检查的流程", en="Nothing to run")
def nothing(package: Package) -> Iterator[Found]:
    """A diagram without process, or a package without diagram, form and decision."""
    for diagram in package.diagrams:
        if not diagram.processes and not diagram.problems:
            zh, en = "图中没有流程，请画一个。", "The diagram holds no process; draw one."
            yield Found(diagram.file, "", zh, en)
    if not any(name.endswith((".bpmn", ".form", ".dmn")) for name in package.files):
        zh = "文件夹里没有 .bpmn、.form 或 .dmn 文件，请加上。"
        yield Found("", "", zh, "The package holds no .bpmn, .form or .dmn file; add one.")
