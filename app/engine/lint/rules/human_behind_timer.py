"""An escalation that stays open would keep the case from ending: it needs a frame.

The pattern: a sub-process in which every way of being done ends in a terminate end event; whoever finishes
first ends the other task too.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect.model import Node
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
        opening, quiet = _side_timers(package, spot)
        for scope in {node.parent for node in opening}:
            if _framed(spot, scope, quiet):
                continue
            for node in opening:
                if node.parent == scope and node.event is not None and node.event.how != "cycle":
                    zh = "计时之后有人的任务：请把两个任务放进一个子流程，其中每个结束都用终止事件。"
                    en = "A person acts behind this timer: put both tasks into a sub-process whose ends terminate."
                    yield spot.found(node, zh, en)


def _side_timers(package: Package, spot: Spot) -> tuple[list[Node], frozenset[str]]:
    """Non-interrupting timers behind which somebody acts, and the ids of those with automatic steps only."""
    asking = package.asking(spot)
    timers = [node for node in spot.process.nodes if _is_side_timer(node)]
    opening = [node for node in timers if asking & spot.ways.reach([node.id])]
    return opening, frozenset(node.id for node in timers) - {node.id for node in opening}


def _is_side_timer(node: Node) -> bool:
    event = node.event
    return node.kind == "boundaryEvent" and not node.interrupting and event is not None and event.kind == "timer"


def _framed(spot: Spot, scope: str, quiet: frozenset[str]) -> bool:
    """Whether all ends of the scope terminate, but for those that only automatic side paths reach."""
    met = spot.ways.reach(spot.ways.starts(scope), avoid=quiet)
    return all(_terminates(one) for one in spot.ways.inside(scope) if one.kind == "endEvent" and one.id in met)


def _terminates(node: Node) -> bool:
    return node.event is not None and node.event.kind in ("terminate", "error")
