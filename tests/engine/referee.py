"""An independent token machine: the referee of random plays.

It knows the diagram as plain nodes and flows and BPMN's rules, and nothing of SpiffWorkflow or of the runtime.
Tokens stand in frames (a process or sub-process that has been entered); an activity in an instance of
multi-instance belongs to its owner.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.engine.dialect.model import Diagram, Node, Process
from app.engine.feel import from_json, parse, to_json

UNITS = {"H": dt.timedelta(hours=1), "D": dt.timedelta(days=1)}


def length(text: str) -> dt.timedelta:
    """`PT5H` or `P2D`: all that the generated diagrams use."""
    return int(text.strip("PTHD")) * UNITS[text[-1]]


def items(names: dict[str, Any]) -> str:
    """Which items of multi-instance some names stand for; the generator calls them `it…`."""
    return str(sorted((name, value) for name, value in names.items() if name.startswith("it")))


@dataclass
class Token:
    """A token: a user task, an activity with something inside, or an event that waits."""

    node: Node
    frame: int
    kind: str
    owner: int | None = None
    host: int | None = None
    scope: dict[str, Any] = field(default_factory=dict)
    arms: list[tuple[Node, dict[str, Any]]] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    results: dict[int, Any] = field(default_factory=dict)


@dataclass
class Frame:
    """A process or sub-process in progress; `busy` while a token is between two nodes."""

    scope: str
    owner: int | None
    arrived: dict[str, Counter[str]] = field(default_factory=dict)
    busy: int = 0


class Machine:
    """One case."""

    def __init__(self, diagram: Diagram, variables: dict[str, Any], now: dt.datetime) -> None:
        self.diagram = diagram
        self.process: Process = diagram.processes[0]
        self.variables = dict(variables)
        self.now = now
        self.numbers = itertools.count(1)
        self.tokens: dict[int, Token] = {}
        self.frames: dict[int, Frame] = {}
        self.ended = False
        self._begin(self.process.id, None)

    # what is open

    def open(self) -> list[tuple[str, str]]:
        """Open user tasks: element and, inside multi-instance, for which items."""
        return sorted(self._named(token) for token in self.tokens.values() if token.kind == "user")

    def _named(self, token: Token) -> tuple[str, str]:
        return token.node.id, items({**self._names(token.frame), **token.scope})

    def timers(self) -> list[tuple[str, str]]:
        return sorted((node.id, arm["due"].isoformat()) for _, node, arm in self._arms("timer"))

    def messages(self) -> list[str]:
        return sorted(node.id for _, node, _ in self._arms("message"))

    @property
    def stuck(self) -> bool:
        return not self.ended and not (self.open() or self.timers() or self.messages())

    def _arms(self, kind: str) -> list[tuple[int, Node, dict[str, Any]]]:
        return [
            (number, node, arm)
            for number, token in self.tokens.items()
            for node, arm in token.arms
            if arm["kind"] == kind
        ]

    # what people and clocks do

    def complete(self, which: tuple[str, str], answers: dict[str, Any]) -> None:
        number = next(n for n, token in self.tokens.items() if token.kind == "user" and self._named(token) == which)
        self._scope(self.tokens[number]).update(answers)
        self._leave(number)

    def fire(self, kind: str, element: str) -> None:
        ((number, _, arm),) = (found for found in self._arms(kind) if found[1].id == element)
        token = self.tokens[number]
        if token.host is not None:
            self._fire_boundary(number, token, arm)
            return
        node = next(node for node, one in token.arms if one is arm)
        del self.tokens[number]
        with _Busy(self, token.frame):
            self._go(node, token.frame, token.owner)

    def _fire_boundary(self, number: int, token: Token, arm: dict[str, Any]) -> None:
        node = token.node
        with _Busy(self, token.frame):
            if node.interrupting:
                assert token.host is not None
                self._drop(token.host)
            elif arm["kind"] == "timer" and not self._beat(arm):
                self.tokens.pop(number)
            self._go(node, token.frame, None)

    def _beat(self, arm: dict[str, Any]) -> bool:
        if "every" not in arm:
            return False
        while arm["due"] <= self.now and arm["left"] != 0:
            arm["due"] += arm["every"]
            arm["left"] -= 1
        return bool(arm["left"])

    # moving

    def _begin(self, scope: str, owner: int | None) -> None:
        number = next(self.numbers)
        self.frames[number] = Frame(scope, owner)
        first = next(node for node in self.process.inside(scope) if node.kind == "startEvent")
        with _Busy(self, number):
            self._go(first, number, None)

    def _go(self, node: Node, frame: int, owner: int | None) -> None:
        del owner
        for flow in self.process.outgoing(node.id):
            self._enter(self.process.by_id[flow.target], frame, node.id)

    def _enter(self, node: Node, frame: int, source: str | None) -> None:
        if frame not in self.frames:
            return
        if node.loop is not None:
            self._enter_many(node, frame)
        elif node.kind in ("userTask", "subProcess"):
            self._start_activity(node, frame, None, {})
        elif node.kind == "exclusiveGateway":
            self._enter(self._choose(node, frame), frame, node.id)
        elif node.kind == "parallelGateway":
            self._join(node, frame, source or "")
        elif node.kind == "eventBasedGateway":
            targets = [self.process.by_id[flow.target] for flow in self.process.outgoing(node.id)]
            self._put(Token(node, frame, "wait", arms=[(one, self._arm(one)) for one in targets]))
        elif node.kind == "intermediateCatchEvent":
            self._put(Token(node, frame, "wait", arms=[(node, self._arm(node))]))
        elif node.kind == "endEvent":
            self._end(node, frame)
        else:
            self._go(node, frame, None)

    def _put(self, token: Token) -> int:
        number = next(self.numbers)
        self.tokens[number] = token
        return number

    def _arm(self, node: Node) -> dict[str, Any]:
        event = node.event
        assert event is not None
        if event.kind != "timer":
            return {"kind": event.kind}
        if event.how == "cycle":
            times, every = event.text[1:].split("/")
            return {"kind": "timer", "due": self.now + length(every), "every": length(every), "left": int(times)}
        return {"kind": "timer", "due": self.now + length(event.text)}

    def _start_activity(self, node: Node, frame: int, owner: int | None, scope: dict[str, Any]) -> None:
        kind = "user" if node.kind == "userTask" else "host"
        number = self._put(Token(node, frame, kind, owner=owner, scope=scope))
        if owner is None:
            self._attach(node, frame, number)
        if kind == "host":
            self._begin(node.id, number)

    def _attach(self, node: Node, frame: int, number: int) -> None:
        for boundary in self.process.boundaries(node.id):
            self._put(Token(boundary, frame, "wait", host=number, arms=[(boundary, self._arm(boundary))]))

    def _choose(self, node: Node, frame: int) -> Node:
        flows = self.process.outgoing(node.id)
        for flow in flows:
            if len(flows) > 1 and flow.id != node.default and self._true(flow.condition or "", self._names(frame)):
                return self.process.by_id[flow.target]
        chosen = next((flow for flow in flows if flow.id == node.default), flows[0])
        return self.process.by_id[chosen.target]

    @staticmethod
    def _true(text: str, names: dict[str, Any]) -> bool:
        context = {name: from_json(value) for name, value in names.items()}
        return parse(text.removeprefix("=")).evaluate(context, strict=False) is True

    def _join(self, node: Node, frame: int, source: str) -> None:
        arrived = self.frames[frame].arrived.setdefault(node.id, Counter())
        arrived[source] += 1
        sources = {flow.source for flow in self.process.incoming(node.id)}
        if all(arrived[one] > 0 for one in sources):
            arrived.subtract(sources)
            self._go(node, frame, None)

    def _end(self, node: Node, frame: int) -> None:
        kind = node.event.kind if node.event else ""
        if kind == "terminate":
            self._clear(frame)
        elif kind == "error":
            self._throw(frame)

    def _throw(self, frame: int) -> None:
        """The nearest frame whose activity carries an error event."""
        owner = self.frames[frame].owner
        while owner is not None:
            token = self.tokens[owner]
            host = token.owner if token.owner is not None else owner
            for number, one in list(self.tokens.items()):
                if one.host == host and one.arms[0][1]["kind"] == "error":
                    self._fire_boundary(number, one, one.arms[0][1])
                    return
            owner = self.frames[token.frame].owner
        raise AssertionError("the generator always catches errors")

    def settle(self, frame: int) -> None:
        """A frame without tokens is over."""
        found = self.frames.get(frame)
        standing = any(token.frame == frame for token in self.tokens.values())
        if found is None or found.busy or standing or any(+one for one in found.arrived.values()):
            return
        del self.frames[frame]
        if found.owner is None:
            self.ended = True
        elif found.owner in self.tokens:
            self._leave(found.owner)

    def _leave(self, number: int) -> None:
        token = self.tokens[number]
        if token.owner is not None:
            self._instance_done(number, token)
            return
        with _Busy(self, token.frame):
            self._drop(number)
            self._go(token.node, token.frame, None)

    def _drop(self, number: int) -> None:
        if self.tokens.pop(number, None) is None:
            return
        for other, token in list(self.tokens.items()):
            if number in (token.host, token.owner):
                self._drop(other)
        for frame, found in list(self.frames.items()):
            if found.owner == number:
                self._clear(frame)
                self.frames.pop(frame, None)

    def _clear(self, frame: int) -> None:
        for number in [number for number, token in self.tokens.items() if token.frame == frame]:
            self._drop(number)
        self.frames[frame].arrived.clear()

    # multi-instance

    def _enter_many(self, node: Node, frame: int) -> None:
        loop = node.loop
        assert loop is not None
        items = to_json(parse(loop.collection.removeprefix("=")).evaluate({}))
        number = self._put(Token(node, frame, "many", items=items))
        self._attach(node, frame, number)
        for index in range(1 if loop.sequential else len(items)):
            self._instance(number, index)

    def _instance(self, owner: int, index: int) -> None:
        many = self.tokens[owner]
        assert many.node.loop is not None
        scope = {many.node.loop.element or "": many.items[index], "#": index}
        self._start_activity(many.node, many.frame, owner, scope)

    def _instance_done(self, number: int, token: Token) -> None:
        assert token.owner is not None
        many = self.tokens[token.owner]
        loop = many.node.loop
        assert loop is not None
        names = {**self._names(many.frame), **token.scope}
        index = token.scope["#"]
        many.done.append(index)
        many.results[index] = names.get((loop.output_element or "").removeprefix("="))
        stop = loop.until is not None and self._true(loop.until, names)
        self._drop(number)
        if len(many.done) == len(many.items) or stop:
            results = [many.results[one] for one in sorted(many.done)]
            self._scopes(many.frame)[0][loop.output_collection or ""] = results
            self._leave(token.owner)
        elif loop.sequential:
            self._instance(token.owner, index + 1)

    def _scope(self, token: Token) -> dict[str, Any]:
        """Where an answer at this token goes."""
        return token.scope if token.owner is not None else self._scopes(token.frame)[0]

    def _scopes(self, frame: int) -> list[dict[str, Any]]:
        """The scopes around a frame, innermost first."""
        found = []
        owner = self.frames[frame].owner
        while owner is not None:
            token = self.tokens[owner]
            if token.owner is not None:
                found.append(token.scope)
            owner = self.frames[token.frame].owner
        return [*found, self.variables]

    def _names(self, frame: int) -> dict[str, Any]:
        names: dict[str, Any] = {}
        for scope in reversed(self._scopes(frame)):
            names.update(scope)
        return names


class _Busy:
    """A token is on its way: its frame is not over yet."""

    def __init__(self, machine: Machine, frame: int) -> None:
        self.machine, self.frame = machine, frame

    def __enter__(self) -> None:
        if self.frame in self.machine.frames:
            self.machine.frames[self.frame].busy += 1

    def __exit__(self, *_: object) -> None:
        if self.frame in self.machine.frames:
            self.machine.frames[self.frame].busy -= 1
            self.machine.settle(self.frame)
