"""Two events on one activity that wait for the same thing."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "boundary_twice",
    ERROR,
    zh="一个活动上两个边界事件等同一件事",
    en="Two boundary events on one activity for the same thing",
)
def check(package: Package) -> Iterator[Found]:
    """Errors, escalations and messages; timers may be several."""
    for spot in package.spots:
        seen: set[tuple[str, str, str]] = set()
        for node in spot.process.nodes:
            event = node.event
            if node.attached_to is None or event is None or event.kind not in ("error", "escalation", "message"):
                continue
            what = (node.attached_to, event.kind, event.ref or "")
            if what in seen:
                zh = f"{node.attached_to} 上已有一个同样的边界事件，请删去一个。"
                en = f"{node.attached_to} already carries a boundary event for this; remove one."
                yield spot.found(node, zh, en)
            seen.add(what)
