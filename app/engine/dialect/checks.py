"""What must hold before a process can run; softer advice is the linter's affair.

Each check yields problems as `DialectError`s; the compiler raises the first one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.dialect import properties
from app.engine.dialect.errors import DialectError
from app.engine.dialect.model import ACTIVITIES, GATEWAYS, Diagram, Flow, Node, Process

MAX_NODES = 200
_RESERVED = re.compile(r"Start|End|Root|StartEvent(Split|Join)")
_IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
_WAITING = ("intermediateCatchEvent", "receiveTask")


@dataclass(frozen=True)
class Place:
    """The process that is being checked, and how to say where."""

    diagram: Diagram
    process: Process

    def problem(self, rule: str, zh: str, en: str, at: Node | Flow | Process) -> DialectError:
        """A problem at a node, flow or process."""
        return DialectError(rule, zh, en, file=self.diagram.file, element=at.id, line=at.line)


def check_structure(place: Place) -> Iterator[DialectError]:
    """Ids, scopes, flows, ways out of nodes, properties."""
    process = place.process
    for scope in (process.id, *(node.id for node in process.nodes if node.kind == "subProcess")):
        yield from _check_scope(place, scope)
    for flow in process.flows:
        yield from _check_flow(place, flow)
    yield from _check_double_flows(place)
    for node in process.nodes:
        yield from _check_id(place, node)
        yield from _check_ways_out(place, node)
        yield from _check_properties(place, node)
    yield from _check_inputs(place)


def _check_scope(place: Place, scope: str) -> Iterator[DialectError]:
    inside = place.process.inside(scope)
    at = place.process.by_id.get(scope, place.process)
    starts = [node for node in inside if node.kind == "startEvent"]
    if len(starts) != 1:
        yield place.problem(
            "one_start",
            f"应恰有一个开始事件，现有 {len(starts)} 个。",
            f"There must be exactly one start event; there are {len(starts)}.",
            at,
        )
    if not any(node.kind == "endEvent" for node in inside):
        yield place.problem("no_end", "缺少结束事件。", "There is no end event; add one.", at)
    if len(inside) > MAX_NODES:
        yield place.problem(
            "too_large",
            f"节点多于 {MAX_NODES} 个，请拆成子流程。",
            f"More than {MAX_NODES} nodes; split it into sub-processes.",
            at,
        )


def _check_id(place: Place, node: Node) -> Iterator[DialectError]:
    if _RESERVED.fullmatch(node.id) or not _IDENTIFIER.fullmatch(node.id):
        yield place.problem(
            "reserved_id",
            f"标识 {node.id!r} 不可用，请改名：字母开头，只含字母、数字、_ 和 -，且非 Start、End、Root。",
            f"The id {node.id!r} cannot be used; rename it: a letter first, then letters, digits, _ and -,"
            " and not Start, End or Root.",
            node,
        )


def _check_flow(place: Place, flow: Flow) -> Iterator[DialectError]:
    if not flow.id:
        yield place.problem("reserved_id", "连线没有标识。", "The flow has no id; give it one.", flow)
    source, target = (place.process.by_id.get(end) for end in (flow.source, flow.target))
    if source is None or target is None:
        yield place.problem(
            "flow_end_unknown", "连线的一端不存在。", "One end of the flow does not exist; reconnect it.", flow
        )
        return
    if source.parent != target.parent:
        yield place.problem(
            "flow_crosses", "连线不能穿过子流程的边框。", "A flow cannot cross the frame of a sub-process.", flow
        )
    if target.kind in ("startEvent", "boundaryEvent") or source.kind == "endEvent":
        yield place.problem(
            "flow_direction",
            "连线不能进入开始或边界事件，也不能离开结束事件。",
            "A flow can neither enter a start or boundary event nor leave an end event.",
            flow,
        )
    conditional = source.kind == "exclusiveGateway" and source.default != flow.id
    if flow.condition is not None and not conditional:
        yield place.problem(
            "condition_ignored",
            "条件只能写在择一网关的非默认出口上，请删除或改用网关。",
            "A condition counts only behind an exclusive gateway, not on its default; remove it.",
            flow,
        )


def _check_double_flows(place: Place) -> Iterator[DialectError]:
    seen: set[tuple[str, str]] = set()
    for flow in place.process.flows:
        if (flow.source, flow.target) in seen:
            yield place.problem(
                "flow_twice", "两个节点之间只能有一条连线。", "Two nodes may be joined by one flow only.", flow
            )
        seen.add((flow.source, flow.target))


def _check_ways_out(place: Place, node: Node) -> Iterator[DialectError]:
    out = place.process.outgoing(node.id)
    if node.kind != "endEvent" and not out:
        yield place.problem(
            "no_way_out",
            "没有出口连线，请连到下一个节点或结束事件。",
            "Nothing leaves this node; connect it.",
            node,
        )
    if len(out) > 1 and node.kind not in GATEWAYS:
        yield place.problem(
            "many_ways_out",
            "只有网关可以有多个出口，请加网关。",
            "Only a gateway may have several ways out; add one.",
            node,
        )
    if node.kind == "exclusiveGateway" and len(out) > 1:
        yield from _check_choice(place, node, out)
    if node.kind == "eventBasedGateway":
        yield from _check_event_choice(place, node, out)


def _check_choice(place: Place, node: Node, out: tuple[Flow, ...]) -> Iterator[DialectError]:
    if node.default not in {flow.id for flow in out}:
        yield place.problem(
            "no_default", "择一网关必须有默认出口。", "An exclusive gateway needs a default way out.", node
        )
    for flow in out:
        if flow.condition is None and flow.id != node.default:
            yield place.problem(
                "no_condition", "此出口没有条件，请写条件或设为默认。", "This way out has no condition.", flow
            )


def _check_event_choice(place: Place, node: Node, out: tuple[Flow, ...]) -> Iterator[DialectError]:
    targets = [place.process.by_id[flow.target] for flow in out if flow.target in place.process.by_id]
    for target in targets:
        alone = len(place.process.incoming(target.id)) == 1
        if target.kind not in _WAITING or not alone or place.process.boundaries(target.id):
            yield place.problem(
                "event_gateway_target",
                "事件网关之后只能是等待事件，且只由此网关进入、不带边界事件。",
                "Behind an event-based gateway stand catch events or receive tasks that nothing else enters"
                " and that carry no boundary event.",
                target,
            )
    timers = [target for target in targets if target.event is not None and target.event.kind == "timer"]
    if len(timers) > 1:
        yield place.problem(
            "event_gateway_timers",
            "事件网关之后最多一个计时。",
            "An event-based gateway may have at most one timer.",
            node,
        )


_READERS = {
    "takeover": properties.takeover,
    "clock:start": properties.clock_starts,
}


def _check_properties(place: Place, node: Node) -> Iterator[DialectError]:
    for name, reader in _READERS.items():
        try:
            reader(node.properties.get(name, ""))
        except ValueError as error:
            yield place.problem(
                "property_broken",
                f"属性 {name} 写法不对：{error}",
                f"The property {name} cannot be read: {error}",
                node,
            )


def _check_inputs(place: Place) -> Iterator[DialectError]:
    try:
        properties.inputs(place.process.properties.get("inputs", ""))
    except ValueError as error:
        yield place.problem(
            "property_broken",
            f"属性 inputs 写法不对：{error}",
            f"The property inputs cannot be read: {error}",
            place.process,
        )


def is_activity(node: Node | None) -> bool:
    """Whether boundary events may be attached to it."""
    return node is not None and node.kind in ACTIVITIES
