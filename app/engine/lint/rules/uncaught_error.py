"""An error end event wants somebody who catches it."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect.model import Node
from app.engine.lint.package import Package, Spot
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule
from app.engine.lint.rules.topic_errors import catches


@rule(
    "uncaught_error",
    WARNING,
    zh="错误结束事件没有人接",
    en="An error end event that nothing catches",
)
def check(package: Package) -> Iterator[Found]:
    """A warning, because the process may be called by one that catches it."""
    for spot in package.spots:
        for node in spot.process.nodes:
            code = _thrown(spot, node)
            if code is None or catches(spot, node, code):
                continue
            if not any(_caught_by_caller(caller, spot.process.id, code) for caller in package.spots):
                zh = f"错误 {code} 没有人接，将成为故障；请在子流程或调用活动上加错误边界事件。"
                en = f"Nothing catches the error {code}; put an error boundary on a sub-process or call activity."
                yield spot.found(node, zh, en)


def _thrown(spot: Spot, node: Node) -> str | None:
    event = node.event
    if node.kind != "endEvent" or event is None or event.kind != "error":
        return None
    found = spot.diagram.errors.get(event.ref or "")
    return found.code if found is not None else None


def _caught_by_caller(caller: Spot, process: str, code: str) -> bool:
    return any(
        node.said("calledElement", "processId") == process and catches(caller, node, code)
        for node in caller.process.nodes
    )
