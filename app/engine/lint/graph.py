"""Ways through the scopes of a process: along flows, and from an activity to the events on its edge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from app.engine.dialect.checks import MAX_NODES
from app.engine.dialect.model import Node, Process


class Ways:
    """The nodes of a process with where a token may go from each; made once, read often."""

    def __init__(self, process: Process) -> None:
        self._nodes = process.by_id
        self._next: defaultdict[str, list[str]] = defaultdict(list)
        self._inside: defaultdict[str, list[Node]] = defaultdict(list)
        self._edges: defaultdict[str, list[Node]] = defaultdict(list)
        for flow in process.flows:
            if flow.target in self._nodes:
                self._next[flow.source].append(flow.target)
        for node in process.nodes:
            self._inside[node.parent].append(node)
            if node.attached_to is not None:
                self._next[node.attached_to].append(node.id)
                self._edges[node.attached_to].append(node)
        self.scopes = tuple(one for one, inside in self._inside.items() if len(inside) <= MAX_NODES)
        """The process and its sub-processes; those that are too large are left out until they are split."""

    def inside(self, scope: str) -> Sequence[Node]:
        """The nodes directly inside a scope, in the order of the file."""
        return self._inside[scope]

    def edges(self, activity: str) -> Sequence[Node]:
        """The boundary events on an activity."""
        return self._edges[activity]

    def starts(self, scope: str) -> list[str]:
        """Ids of the start events of a scope."""
        return [node.id for node in self._inside[scope] if node.kind == "startEvent"]

    def reach(self, begin: Iterable[str], avoid: frozenset[str] = frozenset()) -> frozenset[str]:
        """Ids of everything that can be reached, the beginnings included, without entering `avoid`."""
        found: set[str] = set()
        open_ends = [one for one in begin if one not in avoid]
        while open_ends:
            node = open_ends.pop()
            if node not in found:
                found.add(node)
                open_ends += [one for one in self._next[node] if one not in avoid]
        return frozenset(found)

    def around(self, node: Node) -> Iterator[Node]:
        """The sub-processes around a node, innermost first; ends also where ids are muddled."""
        seen = {node.id}
        parent = self._nodes.get(node.parent)
        while parent is not None and parent.id not in seen:
            yield parent
            seen.add(parent.id)
            parent = self._nodes.get(parent.parent)
