"""A cycle repeats, so only automatic steps may stand behind it."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect.model import Node
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("human_behind_cycle", ERROR, zh="循环计时之后有人的任务", en="A task for people behind a cycle")
def check(package: Package) -> Iterator[Found]:
    """Each firing would open another task."""
    for spot in package.spots:
        asking = package.asking(spot)
        for node in spot.process.nodes:
            event = node.event
            if node.kind != "boundaryEvent" or event is None or event.how != "cycle":
                continue
            met = spot.ways.reach([node.id])
            for one in spot.ways.inside(node.parent):
                if one.id in met and (one.id in asking or _waits_for_message(one)):
                    zh = (
                        f"循环 {node.id} 之后只能是自动步骤；请把 {one.name or one.id} 改为通知，或用一次性的计时。"
                    )
                    en = (
                        f"Only automatic steps may follow the cycle {node.id}; make {one.name or one.id} a notice,"
                        " or use a timer that fires once."
                    )
                    yield spot.found(one, zh, en)


def _waits_for_message(node: Node) -> bool:
    event = node.event
    return node.kind in ("receiveTask", "intermediateCatchEvent") and event is not None and event.kind == "message"
