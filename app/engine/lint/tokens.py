"""Plays every way through one scope of a diagram with plain tokens, to see which joins fill.

Conditions and data are ignored: a gateway may go any way, an activity may be left by each interrupting event on
its edge, and a non-interrupting one may fire once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.dialect.model import Node, Process
from app.engine.lint.graph import Ways

MAX_MARKINGS = 3000
"""Different situations that are looked at; beyond them nothing is said."""
MAX_TOKENS = 3
"""Tokens on one flow; more are not followed."""

Marking = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Play:
    """`waited`: joins that got a token; `filled`: joins that once had all; `stuck`: joins where a play hung."""

    waited: frozenset[str]
    filled: frozenset[str]
    stuck: frozenset[str]


def play(process: Process, ways: Ways, scope: str) -> Play | None:
    """The outcome of all plays of a scope; None where there are too many to tell."""
    return _Machine(process, ways, scope).run()


class _Machine:
    """Places are flow ids, and `@id` for a node that is about to be entered without a flow."""

    def __init__(self, process: Process, ways: Ways, scope: str) -> None:
        self.process = process
        self.ways = ways
        self.targets = {flow.id: flow.target for flow in process.flows}
        self.nodes = {node.id: node for node in ways.inside(scope)}
        self.joins = {
            node.id
            for node in self.nodes.values()
            if node.kind == "parallelGateway" and len(process.incoming(node.id)) > 1
        }
        self.waited: set[str] = set()
        self.filled: set[str] = set()
        self.stuck: set[str] = set()

    def run(self) -> Play | None:
        begin = tuple((f"@{node.id}", 1) for node in self.nodes.values() if node.kind == "startEvent")
        if not self.joins or len(begin) != 1:
            return None
        seen: set[Marking] = set()
        open_ends: list[Marking] = [begin]
        while open_ends:
            marking = open_ends.pop()
            if marking in seen:
                continue
            seen.add(marking)
            if len(seen) > MAX_MARKINGS:
                return None
            moves = list(self._moves(dict(marking)))
            if not moves:
                self._hangs(marking)
            open_ends += moves
        return Play(frozenset(self.waited), frozenset(self.filled), frozenset(self.stuck))

    def _hangs(self, marking: Marking) -> None:
        for place, _ in marking:
            self.stuck.update(self.joins & {self._target(place)})

    def _target(self, place: str) -> str:
        if place.startswith("@"):
            return place[1:]
        return self.targets.get(place, "")

    def _moves(self, tokens: dict[str, int]) -> Iterator[Marking]:
        """Every next situation: plain nodes first, then joins, at last what terminates the scope.

        One token is moved at a time; in which order does not matter to joins.
        """
        last: list[Marking] = []
        for place in tokens:
            node = self.nodes.get(self._target(place))
            if node is None or node.id in self.joins:
                self.waited.update(self.joins & {self._target(place)})
            elif _ends_all(node):
                last.append(())
            else:
                rest = _less(tokens, place)
                yield from (_marking(_more(rest, out)) for out in self._ways_out(node))
                return
        joined = list(self._joined(tokens))
        yield from joined or last[:1]

    def _joined(self, tokens: dict[str, int]) -> Iterator[Marking]:
        for join in sorted(self.joins):
            coming = {flow.id for flow in self.process.incoming(join)}
            if all(tokens.get(place) for place in coming):
                self.filled.add(join)
                rest = tokens
                for place in coming:
                    rest = _less(rest, place)
                yield _marking(_more(rest, self._forward(join)))

    def _ways_out(self, node: Node) -> Iterator[list[str]]:
        """Places that get a token, once for each way of leaving the node."""
        forward = self._forward(node.id)
        edges = self.ways.edges(node.id)
        aside = [f"@{one.id}" for one in edges if not one.interrupting]
        if node.kind in ("exclusiveGateway", "eventBasedGateway"):
            yield from ([place] for place in forward)
            return
        for extra in ([], aside) if aside else ([],):
            yield [*forward, *extra]
            yield from ([f"@{one.id}", *extra] for one in edges if one.interrupting)

    def _forward(self, node: str) -> list[str]:
        return [flow.id for flow in self.process.outgoing(node)]


def _ends_all(node: Node) -> bool:
    return node.kind == "endEvent" and node.event is not None and node.event.kind in ("terminate", "error")


def _less(tokens: dict[str, int], place: str) -> dict[str, int]:
    left = {**tokens, place: tokens[place] - 1}
    return {name: count for name, count in left.items() if count}


def _more(tokens: dict[str, int], places: list[str]) -> dict[str, int]:
    found = dict(tokens)
    for place in places:
        found[place] = min(found.get(place, 0) + 1, MAX_TOKENS)
    return found


def _marking(tokens: dict[str, int]) -> Marking:
    return tuple(sorted(tokens.items()))
