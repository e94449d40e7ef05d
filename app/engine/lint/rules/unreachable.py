"""What no token can reach is a mistake in drawing."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("unreachable", ERROR, zh="没有任何路径到达的节点", en="A node that nothing leads to")
def check(package: Package) -> Iterator[Found]:
    """In each scope that has a start."""
    for spot in package.spots:
        for scope in spot.ways.scopes:
            begin = spot.ways.starts(scope)
            met = spot.ways.reach(begin)
            for node in spot.ways.inside(scope):
                if begin and node.id not in met:
                    zh = f"没有路径到达 {node.name or node.id}；请连上，或删去。"
                    yield spot.found(node, zh, f"Nothing leads to {node.name or node.id}; connect or remove it.")
