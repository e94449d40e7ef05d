"""Ways through one scope of a diagram: flows, and from an activity to the events on its edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.engine.dialect.model import Node, Process


def scopes(process: Process) -> Iterator[str]:
    """The process and every sub-process in it, by id."""
    yield process.id
    for node in process.nodes:
        if node.kind == "subProcess":
            yield node.id


def starts(process: Process, scope: str) -> list[str]:
    """Ids of the start events of a scope."""
    return [node.id for node in process.inside(scope) if node.kind == "startEvent"]


def next_of(process: Process, node: str) -> Iterator[str]:
    """Where a token may go from a node: along its flows, or out through a boundary event."""
    for flow in process.outgoing(node):
        if flow.target in process.by_id:
            yield flow.target
    for boundary in process.boundaries(node):
        yield boundary.id


def reach(process: Process, begin: Iterable[str], avoid: frozenset[str] = frozenset()) -> frozenset[str]:
    """Ids of everything that can be reached, the beginnings included, without entering `avoid`."""
    found: set[str] = set()
    open_ends = [one for one in begin if one not in avoid]
    while open_ends:
        node = open_ends.pop()
        if node in found:
            continue
        found.add(node)
        open_ends += [one for one in next_of(process, node) if one not in avoid]
    return frozenset(found)


def reached(process: Process, begin: Iterable[str]) -> list[Node]:
    """The nodes that can be reached, in the order of the file."""
    found = reach(process, begin)
    return [node for node in process.nodes if node.id in found]


def around(process: Process, node: Node) -> Iterator[Node]:
    """The sub-processes around a node, innermost first. Ends also where ids are muddled."""
    seen = {node.id}
    parent = process.by_id.get(node.parent)
    while parent is not None and parent.id not in seen:
        yield parent
        seen.add(parent.id)
        parent = process.by_id.get(parent.parent)
