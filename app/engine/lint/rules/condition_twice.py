"""The first true condition in the file's order wins: an equal one behind it never does."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule(
    "condition_twice",
    WARNING,
    zh="同一网关两个出口条件相同",
    en="Two ways out of one gateway with the same condition",
)
def check(package: Package) -> Iterator[Found]:
    """Compared as text without spaces."""
    for spot in package.spots:
        seen: set[tuple[str, str]] = set()
        for flow in spot.process.flows:
            if not flow.condition:
                continue
            what = (flow.source, "".join(flow.condition.split()))
            if what in seen:
                zh = "前面已有相同的条件，这条路永远走不到；请改条件。"
                en = "An equal condition stands before this one, so it is never taken; change it."
                yield spot.found(flow, zh, en)
            seen.add(what)
