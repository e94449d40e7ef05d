"""Decision files are checked by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.decisions import problems
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "decision",
    ERROR,
    zh="决策表有错，或（警告）有空缺、重叠等",
    en="A mistake in a decision file; as a warning, gaps, overlaps and the like",
)
def check(package: Package) -> Iterator[Found]:
    """What each file says of itself, the others of the folder at hand for its imports."""
    files = dict(package.named(".dmn"))
    for name, text in files.items():
        others = [other for file, other in files.items() if file != name]
        for element, _rule, zh, en, severity in problems(text, others):
            yield Found(name, element, zh, en, severity=severity)
