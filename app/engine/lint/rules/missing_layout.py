"""A diagram is there to be seen."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.drawing import drawn_ids
from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule

NAMED = 5
"""How many missing elements are named."""


@rule("missing_layout", WARNING, zh="有元素没有画出来", en="Elements that are not drawn")
def check(package: Package) -> Iterator[Found]:
    """One finding a process."""
    for spot in package.spots:
        shown = drawn_ids(package.drawing(spot.file))
        ids = [*(node.id for node in spot.process.nodes), *(flow.id for flow in spot.process.flows)]
        missing = [one for one in ids if one not in shown]
        if missing:
            names = ", ".join(missing[:NAMED]) + (" …" if len(missing) > NAMED else "")
            yield spot.found(
                spot.process,
                f"有 {len(missing)} 个元素没有画出来（{names}）；请在编辑器中自动排版。",
                f"{len(missing)} elements are not drawn ({names}); lay the diagram out in the editor.",
            )
