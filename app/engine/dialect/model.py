"""A diagram as plain data, with the lines of its source: what the compiler carries out and the linter reads.

Reading is tolerant: whatever is not understood becomes a problem in `Diagram.problems`, never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.engine.dialect.errors import DialectError

ACTIVITIES = frozenset(
    {
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "scriptTask",
        "callActivity",
        "subProcess",
    }
)
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "eventBasedGateway"})


@dataclass(frozen=True)
class Mapped:
    """One input or output mapping; `source` as written (FEEL with a leading `=`, else a static text)."""

    source: str
    target: str
    line: int


@dataclass(frozen=True)
class Event:
    """What an event is about: kind `timer` (`how` date, duration or cycle; `text`), `message`, `error`,
    `escalation` (`ref` the id of what it refers to, or None) or `terminate`."""

    kind: str
    line: int
    ref: str | None = None
    how: str = ""
    text: str = ""


@dataclass(frozen=True)
class Loop:
    """Multi-instance: expressions as written, `until` the completion condition."""

    sequential: bool
    collection: str
    line: int
    element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `condition` as written."""

    id: str
    source: str
    target: str
    parent: str
    line: int
    condition: str | None = None
    name: str = ""
    name_en: str = ""


@dataclass(frozen=True)
class Node:
    """An element that a token can reach. `parent` is the id of its sub-process or process."""

    id: str
    kind: str
    parent: str
    line: int
    name: str = ""
    name_en: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    extensions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    inputs: tuple[Mapped, ...] = ()
    outputs: tuple[Mapped, ...] = ()
    events: tuple[Event, ...] = ()
    loop: Loop | None = None
    attached_to: str | None = None
    interrupting: bool = True
    default: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def event(self) -> Event | None:
        """The one event definition, if there is one."""
        return self.events[0] if self.events else None

    def said(self, extension: str, attribute: str) -> str | None:
        """The value of an attribute of a `zeebe:` extension; None when it is absent or blank."""
        text = self.extensions.get(extension, {}).get(attribute, "").strip()
        return text or None


@dataclass(frozen=True)
class Message:
    """A message of the file: `key` is the correlation key as written, or None."""

    id: str
    name: str
    key: str | None
    line: int
    name_en: str = ""


@dataclass(frozen=True)
class Code:
    """An error or escalation of the file."""

    id: str
    code: str
    line: int
    name: str = ""


@dataclass(frozen=True)
class Process:
    """A process with all its nodes and flows, those of sub-processes too, in the order of the file."""

    id: str
    name: str
    name_en: str
    line: int
    properties: Mapping[str, str]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Node]:
        """Nodes by id (of two with one id, the last)."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def _leaving(self) -> Mapping[str, tuple[Flow, ...]]:
        found: dict[str, tuple[Flow, ...]] = {}
        for flow in self.flows:
            found[flow.source] = (*found.get(flow.source, ()), flow)
        return found

    @cached_property
    def _reaching(self) -> Mapping[str, tuple[Flow, ...]]:
        found: dict[str, tuple[Flow, ...]] = {}
        for flow in self.flows:
            found[flow.target] = (*found.get(flow.target, ()), flow)
        return found

    def outgoing(self, node: str) -> tuple[Flow, ...]:
        """Flows that leave the node, in the order of the file."""
        return self._leaving.get(node, ())

    def incoming(self, node: str) -> tuple[Flow, ...]:
        """Flows that reach the node, in the order of the file."""
        return self._reaching.get(node, ())

    def inside(self, parent: str) -> tuple[Node, ...]:
        """Nodes directly inside a sub-process or the process itself."""
        return tuple(node for node in self.nodes if node.parent == parent)

    def boundaries(self, activity: str) -> tuple[Node, ...]:
        """Boundary events on an activity, in the order of the file."""
        return tuple(node for node in self.nodes if node.attached_to == activity)


@dataclass(frozen=True)
class Diagram:
    """One `.bpmn` file."""

    file: str
    processes: tuple[Process, ...]
    messages: Mapping[str, Message]
    errors: Mapping[str, Code]
    escalations: Mapping[str, Code]
    problems: tuple[DialectError, ...]
