"""An escalation that stays open would keep the case from ending: it needs a frame.

The pattern: a sub-process in which every way of being done ends in a terminate end event; whoever finishes
first ends the other task too.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect.model import Node
from app.engine.lint.graph import reach, starts
from app.engine.lint.package import Package, Spot
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "human_behind_timer",
    ERROR,
    zh="不中断计时之后有人的任务，而不在以终止结束的框里",
    en="A task for people behind a non-interrupting timer, outside a frame whose ends terminate",
)
def check(package: Package) -> Iterator[Found]:
    """Message boundaries are exempt: an addition that arrives is dealt with beside the main task."""
    for spot in package.spots:
        for node in spot.process.nodes:
            if not _is_side_timer(node) or node.event is None or node.event.how == "cycle":
                continue
            if _opens_task(package, spot, node) and not _framed(package, spot, node):
                yield spot.found(
                    node,
                    "计时之后有人的任务：请把两个任务放进一个子流程，其中每个结束都用终止事件。",
                    "A person acts behind this timer: put both tasks into a sub-process whose ends all terminate.",
                )


def _is_side_timer(node: Node) -> bool:
    event = node.event
    return node.kind == "boundaryEvent" and not node.interrupting and event is not None and event.kind == "timer"


def _opens_task(package: Package, spot: Spot, node: Node) -> bool:
    inside = reach(spot.process, [node.id])
    return any(package.asks_people(spot, one) for one in spot.process.nodes if one.id in inside)


def _framed(package: Package, spot: Spot, node: Node) -> bool:
    """Whether all ends of the scope terminate, but for those that only automatic side paths reach."""
    process, inside = spot.process, spot.process.inside(node.parent)
    side = frozenset(one.id for one in inside if _is_side_timer(one) and not _opens_task(package, spot, one))
    met = reach(process, starts(process, node.parent), avoid=side)
    return all(_terminates(one) for one in inside if one.kind == "endEvent" and one.id in met)


def _terminates(node: Node) -> bool:
    return node.event is not None and node.event.kind in ("terminate", "error")
