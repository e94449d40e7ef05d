"""A name that nothing gives is null for ever."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.names import readable
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("unknown_variable", ERROR, zh="表达式里的名称没有来源", en="A name in an expression that nothing gives")
def check(package: Package) -> Iterator[Found]:
    """Known are process inputs, form bindings, outputs, results, loop variables, constants and functions."""
    for spot in package.spots:
        for read in package.expressions(spot):
            known = readable(package, spot, read)
            if read.expression is None or known is None:
                continue
            for name in sorted(read.expression.names - known):
                yield Found(
                    spot.file,
                    read.said.element,
                    f"{read.said.place} 里的 {name} 没有来源；请改名，或在 inputs、表单 bind、输出映射里写上它。",
                    f"Nothing gives {name} in {read.said.place}; rename it, or name it in inputs, a form's bind or"
                    " an output mapping.",
                    read.said.line,
                )
