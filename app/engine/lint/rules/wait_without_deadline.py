"""People should know until when they may wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.engine.dialect.model import Node
from app.engine.lint.package import Package, Spot
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule

_READ = re.compile(r'\bdeadline\(\s*"([^"\\]+)"\s*\)')


@rule("wait_without_deadline", WARNING, zh="等待没有期限", en="A wait without deadline")
def endless(package: Package) -> Iterator[Found]:
    """Tasks without due date, takeover or timer; messages without a timer beside them or around them."""
    for spot in package.spots:
        for node in spot.process.nodes:
            if _waits(node) and not _limited(spot, node):
                zh = f"{node.name or node.id} 可能永远等下去；请写 dueDate 或加计时。"
                yield spot.found(
                    node, zh, f"{node.name or node.id} may wait for ever; give it a dueDate or a timer."
                )


def _waits(node: Node) -> bool:
    if node.kind in ("userTask", "receiveTask"):
        return True
    return node.kind == "intermediateCatchEvent" and node.event is not None and node.event.kind == "message"


def _limited(spot: Spot, node: Node) -> bool:
    if node.said("taskSchedule", "dueDate") or node.properties.get("takeover", "").strip():
        return True
    if any(_is_timer(edge) for host in (node, *spot.ways.around(node)) for edge in spot.ways.edges(host.id)):
        return True
    before = [flow.source for flow in spot.process.incoming(node.id)]
    return any(
        _is_timer(spot.process.by_id[flow.target])
        for gateway in before
        if gateway in spot.process.by_id and spot.process.by_id[gateway].kind == "eventBasedGateway"
        for flow in spot.process.outgoing(gateway)
        if flow.target in spot.process.by_id
    )


def _is_timer(node: Node) -> bool:
    return node.event is not None and node.event.kind == "timer"
