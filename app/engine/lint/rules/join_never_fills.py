"""A parallel join waits for a token from each side: after a choice only one ever comes."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("join_never_fills", ERROR, zh="并行汇合永远等不齐", en="A parallel join that can never fill")
def never(package: Package) -> Iterator[Found]:
    """Every way through the scope was played; a token arrives, but never all that the join waits for."""
    for spot in package.spots:
        for scope in spot.ways.scopes:
            result = package.play(spot, scope)
            for node in spot.ways.inside(scope):
                if result is not None and node.id in result.waited and node.id not in result.filled:
                    zh = "不是每条路都会来（择一之后只来一条）；请把这个汇合改为择一网关，或把前面改为并行。"
                    en = "After a choice not every side comes; use a choice here too, or split in parallel."
                    yield spot.found(node, zh, en)
