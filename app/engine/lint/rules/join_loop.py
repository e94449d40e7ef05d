"""A loop that returns into a parallel join waits for a branch that has long passed."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("join_loop", ERROR, zh="回路连回并行汇合", en="A loop that leads back into a parallel join")
def check(package: Package) -> Iterator[Found]:
    """A flow into the join whose source is only reached through the join itself."""
    for spot in package.spots:
        for scope in spot.ways.scopes:
            for node in spot.ways.inside(scope):
                coming = spot.process.incoming(node.id)
                if node.kind != "parallelGateway" or len(coming) < 2:
                    continue
                before = spot.ways.reach(spot.ways.starts(scope), avoid=frozenset({node.id}))
                after = spot.ways.reach([node.id])
                for flow in coming:
                    if flow.source in after and flow.source not in before:
                        zh = "回路不能连回并行汇合；请在并行分出之前加一个择一网关，连到那里。"
                        en = "A loop cannot return into a parallel join; return to a choice before the split."
                        yield spot.found(flow, zh, en)
