"""A cycle repeats, so only automatic steps may stand behind it."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.graph import reached
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("human_behind_cycle", ERROR, zh="循环计时之后有人的任务", en="A task for people behind a cycle")
def check(package: Package) -> Iterator[Found]:
    """Each firing would open another task."""
    for spot in package.spots:
        for node in spot.process.nodes:
            event = node.event
            if node.kind != "boundaryEvent" or event is None or event.how != "cycle":
                continue
            for one in reached(spot.process, [node.id]):
                if package.asks_people(spot, one) or one.kind == "receiveTask":
                    zh = (
                        f"循环 {node.id} 之后只能是自动步骤；请把 {one.name or one.id} 改为通知，或用一次性的计时。"
                    )
                    en = (
                        f"Only automatic steps may follow the cycle {node.id}; make {one.name or one.id} a notice,"
                        " or use a timer that fires once."
                    )
                    yield spot.found(one, zh, en)
