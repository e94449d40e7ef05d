"""Names are Chinese with an English twin in the property `name:en`."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect.model import Flow, Node, Process
from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule("missing_english", WARNING, zh="缺少英文名称", en="A name without its English twin")
def check(package: Package) -> Iterator[Found]:
    """Process, elements and flows that have a name."""
    for spot in package.spots:
        named: list[Process | Node | Flow] = [spot.process, *spot.process.nodes, *spot.process.flows]
        for one in named:
            if one.name and not one.name_en:
                zh = f"“{one.name}”缺少英文名称，请加属性 name:en。"
                yield spot.found(one, zh, f"{one.name} has no English name; add the property name:en.")
