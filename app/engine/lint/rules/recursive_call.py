"""A process that calls itself would never end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.engine.lint.package import Package, Spot
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "recursive_call",
    ERROR,
    zh="流程直接或间接调用自己",
    en="A process that calls itself, directly or through others",
)
def check(package: Package) -> Iterator[Found]:
    """Followed through the package and through published processes."""
    for spot in package.spots:
        for node in spot.process.nodes:
            callee = node.said("calledElement", "processId")
            if callee is not None and spot.process.id in _called(package, callee):
                zh = f"调用 {callee} 会绕回本流程，永不结束；请去掉这一环。"
                yield spot.found(
                    node, zh, f"Calling {callee} leads back to this process for ever; break the circle."
                )


def _called(package: Package, first: str) -> frozenset[str]:
    found: set[str] = set()
    open_ends = [first]
    while open_ends:
        name = open_ends.pop()
        if name in found:
            continue
        found.add(name)
        target = package.callee(name)
        if isinstance(target, Spot):
            ids = (node.said("calledElement", "processId") for node in target.process.nodes)
            open_ends += [one for one in ids if one is not None]
        elif target is not None:
            open_ends += _ids(target.called)
    return frozenset(found)


def _ids(called: Mapping[str, Any]) -> list[str]:
    return list(called)
