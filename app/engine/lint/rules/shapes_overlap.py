"""Shapes on top of each other hide what is meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from app.engine.lint.drawing import Box, boxes
from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule("shapes_overlap", WARNING, zh="图形互相重叠", en="Shapes that overlap")
def check(package: Package) -> Iterator[Found]:
    """Nodes of one scope; boundary events sit on their hosts by right."""
    for spot in package.spots:
        drawn = boxes(package.drawing(spot.file))
        nodes = [node for node in spot.process.nodes if node.id in drawn and node.attached_to is None]
        for one, other in combinations(nodes, 2):
            if one.parent == other.parent and _overlap(drawn[one.id], drawn[other.id]):
                zh = f"{one.id} 与 {other.id} 重叠，请移开。"
                yield spot.found(one, zh, f"{one.id} and {other.id} overlap; move one.")


def _overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom
