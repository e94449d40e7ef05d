"""Every expression must parse."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("expression", ERROR, zh="表达式无法解析", en="An expression that does not parse")
def check(package: Package) -> Iterator[Found]:
    """All that fail, not only the first."""
    for spot in package.spots:
        for read in package.expressions(spot):
            if read.error is not None:
                said = read.said
                yield Found(
                    spot.file,
                    said.element,
                    f"{said.place} 的表达式有误：{read.error.message_zh}请改正：{said.text[:80]}",
                    f"Correct the expression in {said.place}: {read.error.message_en} ({said.text[:80]})",
                    said.line,
                )
