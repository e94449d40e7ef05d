"""A parallel join waits for a token from each side: one that never comes leaves the case hanging."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule
from app.engine.lint.tokens import Play


@rule(
    "join_may_hang", WARNING, zh="并行汇合在某些路径上等不齐", en="A parallel join that does not fill on some ways"
)
def sometimes(package: Package) -> Iterator[Found]:
    """Some way through ends with tokens at the join; the data may rule it out, which cannot be seen here."""
    for spot in package.spots:
        for scope in spot.ways.scopes:
            result = package.play(spot, scope)
            for node in spot.ways.inside(scope):
                if result is not None and node.id in _hanging(result):
                    zh = "有的路径不到这个汇合，案件会停在这里；请让每条分支都到达，或在别处用终止结束。"
                    en = (
                        "On some ways a branch never comes and the case hangs; let each branch arrive or terminate."
                    )
                    yield spot.found(node, zh, en)


def _hanging(result: Play) -> frozenset[str]:
    return result.stuck & result.filled
