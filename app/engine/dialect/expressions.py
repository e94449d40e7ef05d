"""Every expression that a process contains, with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.dialect import properties
from app.engine.dialect.model import Diagram, Event, Node, Process
from app.engine.dialect.times import is_duration


@dataclass(frozen=True)
class Said:
    """A FEEL text, without leading `=`; `place` is the attribute, property or mapping that holds it.

    `static` marks a text without `=` where FEEL is required: it is a mistake, not an expression.
    """

    text: str
    element: str
    place: str
    line: int
    static: bool = False


def expressions(diagram: Diagram, process: Process) -> Iterator[Said]:
    """All expressions of a process; properties that cannot be read are left to their own check."""
    for flow in process.flows:
        if flow.condition is not None:
            yield _required(flow.condition, flow.id, "condition", flow.line)
    for node in process.nodes:
        yield from _of_attributes(node)
        yield from _of_mappings(node)
        yield from _of_loop(node)
        yield from _of_properties(node)
        for event in node.events:
            yield from _of_event(diagram, node, event)


def _optional(text: str | None, element: str, place: str, line: int) -> Iterator[Said]:
    if text and text.startswith("="):
        yield Said(text[1:].strip(), element, place, line)


def _required(text: str, element: str, place: str, line: int) -> Said:
    return Said(text.removeprefix("=").strip(), element, place, line, static=not text.startswith("="))


_ATTRIBUTES = (
    ("assignmentDefinition", "assignee"),
    ("assignmentDefinition", "candidateGroups"),
    ("taskSchedule", "dueDate"),
    ("taskSchedule", "followUpDate"),
    ("priorityDefinition", "priority"),
)


def _of_attributes(node: Node) -> Iterator[Said]:
    for extension, attribute in _ATTRIBUTES:
        yield from _optional(node.said(extension, attribute), node.id, attribute, node.line)
    script = node.said("script", "expression")
    if script is not None:
        yield _required(script, node.id, "script", node.line)


def _of_mappings(node: Node) -> Iterator[Said]:
    for mapped in node.inputs:
        yield from _optional(mapped.source, node.id, f"input:{mapped.target}", mapped.line)
    for mapped in node.outputs:
        yield from _optional(mapped.source, node.id, f"output:{mapped.target}", mapped.line)


def _of_loop(node: Node) -> Iterator[Said]:
    loop = node.loop
    if loop is None:
        return
    for place, text in (
        ("inputCollection", loop.collection),
        ("outputElement", loop.output_element),
        ("completionCondition", loop.until),
    ):
        if text:
            yield _required(text, node.id, place, loop.line)


def _of_properties(node: Node) -> Iterator[Said]:
    try:
        takeovers = properties.takeover(node.properties.get("takeover", ""))
        clocks = properties.clock_starts(node.properties.get("clock:start", ""))
    except ValueError:
        return
    for length, groups in takeovers:
        yield from _length(length, node, "takeover")
        yield Said(groups, node.id, "takeover", node.line)
    for _, length in clocks:
        yield from _length(length, node, "clock:start")


def _length(text: str, node: Node, place: str) -> Iterator[Said]:
    if not is_duration(text):
        yield Said(text, node.id, place, node.line)


def _of_event(diagram: Diagram, node: Node, event: Event) -> Iterator[Said]:
    if event.kind == "timer":
        yield from _optional(event.text, node.id, "timer", event.line)
    elif event.kind == "message":
        message = diagram.messages.get(event.ref or "")
        yield from _optional(message.key if message else None, node.id, "correlationKey", event.line)
