"""A foreseen outcome of a topic should be a path on the diagram."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect.model import Node
from app.engine.lint.package import Package, Spot
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule("topic_errors", WARNING, zh="主题可能的错误没有人接", en="An error of a topic that no boundary event catches")
def check(package: Package) -> Iterator[Found]:
    """Uncaught it becomes an incident."""
    if package.topics is None:
        return
    for spot in package.spots:
        for node in spot.process.nodes:
            topic = package.topics.get(node.said("taskDefinition", "type") or "")
            for code in topic.errors if topic is not None else ():
                if not catches(spot, node, code):
                    zh = f"主题可能报错 {code}，请在任务上加错误边界事件，否则成为故障。"
                    en = f"The topic may answer {code}; catch it with an error boundary, or it is an incident."
                    yield spot.found(node, zh, en)


def catches(spot: Spot, node: Node, code: str) -> bool:
    """Whether an error of that code meets a boundary event on the node or on a sub-process around it."""
    for host in (node, *spot.ways.around(node)):
        for boundary in spot.ways.edges(host.id):
            event = boundary.event
            if event is None or event.kind != "error":
                continue
            known = spot.diagram.errors.get(event.ref or "")
            if event.ref is None or (known is not None and known.code == code):
                return True
    return False
