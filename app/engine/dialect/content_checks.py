"""What each kind of node must say so that it can run: events, topics, decisions, calls, loops, expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.engine.dialect.checks import Place, is_activity
from app.engine.dialect.errors import DialectError
from app.engine.dialect.expressions import expressions
from app.engine.dialect.model import Event, Loop, Node
from app.engine.dialect.times import cycle, duration, moment
from app.engine.feel import Expression, FeelError, parse

_ALLOWED_EVENTS: Mapping[str, tuple[str, ...]] = {
    "startEvent": (),
    "endEvent": ("", "terminate", "error", "escalation"),
    "intermediateCatchEvent": ("message", "timer"),
    "intermediateThrowEvent": ("", "escalation"),
    "boundaryEvent": ("message", "timer", "error", "escalation"),
    "receiveTask": ("message",),
}
_REQUIRED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "serviceTask": (("taskDefinition", "type"),),
    "sendTask": (("taskDefinition", "type"),),
    "businessRuleTask": (("calledDecision", "decisionId"), ("calledDecision", "resultVariable")),
    "scriptTask": (("script", "expression"), ("script", "resultVariable")),
    "callActivity": (("calledElement", "processId"),),
}


def check_contents(place: Place) -> Iterator[DialectError]:
    """Everything inside single nodes but for their expressions."""
    for node in place.process.nodes:
        yield from _check_events(place, node)
        yield from _check_required(place, node)
        if node.kind == "boundaryEvent":
            yield from _check_boundary(place, node)
        if node.loop is not None:
            yield from _check_loop(place, node, node.loop)
        for flag in ("propagateAllChildVariables", "propagateAllParentVariables"):
            if node.said("calledElement", flag) == "true":
                yield place.problem(
                    "propagate_all",
                    f"{flag} 必须为 false，请逐个映射变量。",
                    f"{flag} must be false; map the variables one by one.",
                    node,
                )
        if node.attributes.get("triggeredByEvent") == "true":
            yield place.problem(
                "event_sub_process", "不支持事件子流程。", "Event sub-processes are not part of the dialect.", node
            )


def _check_events(place: Place, node: Node) -> Iterator[DialectError]:
    allowed = _ALLOWED_EVENTS.get(node.kind)
    if allowed is None:
        return
    kinds = [event.kind for event in node.events] or [""]
    if node.kind == "startEvent":
        allowed = ("",)
    if len(kinds) > 1 or kinds[0] not in allowed:
        yield place.problem(
            "event_kind",
            f"{node.kind} 应恰有一种事件：{'、'.join(kind or '无' for kind in allowed)}。",
            f"A {node.kind} takes one event of: {', '.join(kind or 'none' for kind in allowed)}.",
            node,
        )
    elif node.event is not None:
        yield from _check_event(place, node, node.event)


def _check_event(place: Place, node: Node, event: Event) -> Iterator[DialectError]:
    if event.kind == "timer":
        yield from _check_timer(place, node, event)
        return
    known: Mapping[str, Mapping[str, object]] = {
        "message": place.diagram.messages,
        "error": place.diagram.errors,
        "escalation": place.diagram.escalations,
    }
    found = known.get(event.kind, {}).get(event.ref or "")
    missing = found is None and (event.ref is not None or event.kind == "message" or node.kind != "boundaryEvent")
    if event.kind in known and (missing or (found is not None and not _named(found))):
        yield place.problem(
            "event_reference",
            f"引用的 {event.kind} 不存在，或没有名称、代码。",
            f"The {event.kind} it refers to does not exist or has no name or code.",
            node,
        )


def _named(found: object) -> bool:
    return bool(getattr(found, "code", None) or (not hasattr(found, "code") and getattr(found, "name", None)))


_TEXTS: Mapping[str, Callable[[str], object]] = {"date": moment, "duration": duration, "cycle": cycle}


def _check_timer(place: Place, node: Node, event: Event) -> Iterator[DialectError]:
    if not event.how or not event.text:
        yield place.problem("timer_text", "计时没有内容。", "The timer says no date, duration or cycle.", node)
        return
    if event.how == "cycle" and (node.kind != "boundaryEvent" or node.interrupting):
        yield place.problem(
            "timer_cycle",
            "循环计时只能用于不中断的边界事件。",
            "A cycle is only possible on a non-interrupting boundary event.",
            node,
        )
    if event.text.startswith("="):
        return
    try:
        value = _TEXTS[event.how](event.text)
        length = value[1] if isinstance(value, tuple) else value
        if not getattr(length, "positive", True):
            raise ValueError(f"{event.text!r} is not positive")
    except ValueError as error:
        yield place.problem("timer_text", f"计时写法不对：{error}", f"The timer cannot be read: {error}", node)


def _check_required(place: Place, node: Node) -> Iterator[DialectError]:
    for extension, attribute in _REQUIRED.get(node.kind, ()):
        if node.said(extension, attribute) is None:
            yield place.problem(
                "missing_attribute",
                f"缺少 zeebe:{extension} 的 {attribute}。",
                f"zeebe:{extension} must say {attribute}.",
                node,
            )
    for mapped in (*node.inputs, *node.outputs):
        if not mapped.source or not mapped.target:
            yield place.problem(
                "mapping_incomplete", "映射缺少 source 或 target。", "A mapping lacks source or target.", node
            )


def _check_boundary(place: Place, node: Node) -> Iterator[DialectError]:
    host = place.process.by_id.get(node.attached_to or "")
    if not is_activity(host) or host is None or host.parent != node.parent:
        yield place.problem(
            "boundary_host",
            "边界事件必须附在同一层的任务、子流程或调用活动上。",
            "A boundary event must sit on a task, sub-process or call activity of the same level.",
            node,
        )
    if node.event is not None and node.event.kind == "error" and not node.interrupting:
        yield place.problem(
            "error_interrupts", "错误边界事件必须是中断的。", "An error boundary event must interrupt.", node
        )


def _check_loop(place: Place, node: Node, loop: Loop) -> Iterator[DialectError]:
    if not loop.collection:
        yield place.problem(
            "loop_collection", "多实例缺少 inputCollection。", "Multi-instance must say inputCollection.", node
        )
    if bool(loop.output_collection) != bool(loop.output_element):
        yield place.problem(
            "loop_output",
            "outputCollection 与 outputElement 须同时写。",
            "outputCollection and outputElement go together.",
            node,
        )


def parse_expressions(place: Place, names: frozenset[str]) -> dict[str, Expression]:
    """All FEEL texts of the process, parsed, by text. Raises `DialectError` (`expression`, `not_feel`)."""
    hints = tuple(sorted(names))
    found: dict[str, Expression] = {}
    for said in expressions(place.diagram, place.process):
        if said.static:
            raise DialectError(
                "not_feel",
                f"{said.place} 必须是以 = 开头的表达式。",
                f"{said.place} must be an expression with a leading =.",
                file=place.diagram.file,
                element=said.element,
                line=said.line,
            )
        try:
            found[said.text] = parse(said.text, hints)
        except FeelError as error:
            raise DialectError(
                "expression",
                f"{said.place} 的表达式有误：{error.message_zh}",
                f"The expression in {said.place} is wrong: {error.message_en}",
                file=place.diagram.file,
                element=said.element,
                line=said.line,
            ) from None
    return found
