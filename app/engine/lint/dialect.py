"""What the compiler refuses, found by its own checks, so that linter and compiler cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect import DialectError
from app.engine.dialect.checks import Place, check_structure
from app.engine.dialect.content_checks import check_contents
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Problem

TITLES: dict[str, tuple[str, str]] = {
    "boundary_host": ("边界事件没有附在同层的活动上", "A boundary event that sits on no activity of its level"),
    "condition_ignored": (
        "任务出口或默认出口上的条件（不会起作用）",
        "A condition behind a task or on a default flow, where it is ignored",
    ),
    "error_interrupts": ("不中断的错误边界事件", "An error boundary event that does not interrupt"),
    "event_gateway_target": (
        "事件网关之后不是等待事件",
        "Something else than a wait behind an event-based gateway",
    ),
    "event_gateway_timers": ("一个事件网关之后有两个计时", "Two timers behind one event-based gateway"),
    "event_kind": ("元素上的事件种类不对", "A kind of event that the element cannot have"),
    "event_reference": (
        "引用的消息、错误、升级不存在或没有名称",
        "A message, error or escalation that does not exist or has no name",
    ),
    "event_sub_process": ("事件子流程", "An event sub-process"),
    "file_count": ("文件太多", "Too many files"),
    "file_text": ("文件不是 UTF-8 文字", "A file that is no UTF-8 text"),
    "flow_crosses": ("连线穿过子流程的边框", "A flow into or out of the inside of a sub-process"),
    "flow_direction": (
        "连线进入开始、边界事件，或离开结束事件",
        "A flow into a start or boundary event, or out of an end event",
    ),
    "flow_end_unknown": ("连线的一端不存在", "A flow with an end that does not exist"),
    "flow_twice": ("两个节点之间有两条连线", "Two flows between the same two nodes"),
    "id_twice": ("标识重复", "An id used twice"),
    "loop_collection": ("多实例没有列表", "Multi-instance without a list"),
    "loop_output": ("多实例的结果只写了一半", "Multi-instance with half of its output"),
    "many_ways_out": ("不是网关却有多个出口", "Several ways out of something that is no gateway"),
    "mapping_incomplete": ("映射缺少来源或目标", "A mapping without source or target"),
    "missing_attribute": ("缺少必写的属性", "A required attribute is missing"),
    "no_condition": ("择一网关的出口没有条件", "A way out of an exclusive gateway without condition"),
    "no_default": ("择一网关没有默认出口", "An exclusive gateway without a default way out"),
    "no_end": ("缺少结束事件", "No end event"),
    "no_way_out": ("节点（含边界事件）没有出口", "Nothing leaves a node or boundary event"),
    "not_bpmn": ("文件不是 BPMN", "A file that is no BPMN"),
    "one_start": ("开始事件不是恰好一个", "Not exactly one start event"),
    "propagate_all": ("一次传递全部变量", "All variables passed at once"),
    "property_broken": (
        "takeover、clock、inputs 等属性写法不对",
        "A property such as takeover, clock or inputs that cannot be read",
    ),
    "reserved_id": ("保留的或不合规的标识", "A reserved or unsuitable id"),
    "timer_cycle": (
        "循环计时不在不中断的边界事件上",
        "A cycle elsewhere than on a non-interrupting boundary event",
    ),
    "timer_text": (
        "计时为空、写法不对、为零或为负",
        "A timer that is empty, cannot be read, or is zero or negative",
    ),
    "too_large": ("一层多于 200 个节点", "More than 200 nodes in one scope"),
    "unlisted_attribute": ("方言没有列出的属性", "An attribute that the dialect does not list"),
    "unlisted_element": ("方言没有列出的元素", "An element that the dialect does not list"),
    "unlisted_extension": (
        "方言没有列出的扩展（如用户任务上的 ioMapping）",
        "An extension that the dialect does not list, such as ioMapping on a user task",
    ),
    "unlisted_property": ("方言没有列出的 property", "A property that the dialect does not list"),
    "xml_broken": ("不是有效的 XML", "Not well-formed XML"),
    "xml_depth": ("元素嵌套过深", "Elements nested too deeply"),
    "xml_doctype": ("含 DOCTYPE 或实体", "A DOCTYPE or entities"),
    "xml_size": ("文件过大", "A file that is too large"),
}
"""What each rule of the dialect looks for; all are errors."""


def dialect_problems(package: Package) -> Iterator[Problem]:
    """Findings of the reader and of the compiler's checks."""
    for diagram in package.diagrams:
        yield from map(_problem, diagram.problems)
    for spot in package.spots:
        place = Place(spot.diagram, spot.process)
        yield from map(_problem, check_structure(place))
        yield from map(_problem, check_contents(place))


def _problem(error: DialectError) -> Problem:
    return Problem(error.file, error.element, error.rule, ERROR, error.zh, error.en, error.line)
