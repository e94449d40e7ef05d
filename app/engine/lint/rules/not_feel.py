"""Where FEEL is required, a text without `=` is a mistake: a condition would be a text that is never false."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "not_feel",
    ERROR,
    zh="条件、集合、脚本没有以 = 开头",
    en="A condition, collection or script without a leading =",
)
def check(package: Package) -> Iterator[Found]:
    """Conditions, multi-instance texts and scripts."""
    for spot in package.spots:
        for read in package.expressions(spot):
            if read.said.static:
                yield Found(
                    spot.file,
                    read.said.element,
                    f"{read.said.place} 请以 = 开头，如 ={read.said.text[:80]}",
                    f"Begin {read.said.place} with =, as in ={read.said.text[:80]}",
                    read.said.line,
                )
