"""A work item as it opens: who, until when, with which form."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.engine.runtime.errors import Incident
from app.engine.runtime.nodes import due_after
from app.engine.runtime.outcome import Takeover, WorkItem
from app.engine.runtime.scopes import item_of
from app.engine.runtime.values import evaluate, moment_of, value

DEFAULT_PRIORITY = 50


def open_item(task: Any) -> WorkItem:
    """Everything about the item that is fixed when it opens."""
    node = task.task_spec.node
    return WorkItem(
        id=str(task.id),
        element=node.id,
        name=node.name,
        name_en=node.name_en,
        form=node.said("formDefinition", "formId"),
        assignee=_read(task, "assignmentDefinition", "assignee", _person),
        groups=_read(task, "assignmentDefinition", "candidateGroups", _groups) or (),
        due=_read(task, "taskSchedule", "dueDate", moment_of),
        follow_up=_read(task, "taskSchedule", "followUpDate", moment_of),
        priority=_priority(task),
        takeover=_takeover(task),
        properties=dict(node.properties),
        item=item_of(task),
        parent=node.parent,
        process=task.task_spec.definition.process,
    )


def _read(task: Any, extension: str, attribute: str, reader: Callable[[Any], Any]) -> Any:
    """An attribute's value; null counts as not said, except that nobody at all may do a task by mistake."""
    text = task.task_spec.node.said(extension, attribute)
    found = value(task, text)
    if found is None:
        if text is not None and attribute == "candidateGroups":
            raise _wrong(task, attribute, text, "it is null")
        return None
    try:
        return reader(found)
    except (ValueError, OverflowError) as error:
        raise _wrong(task, attribute, text or "", str(error)) from error


def _wrong(task: Any, attribute: str, text: str, why: str) -> Incident:
    return Incident(
        task.task_spec.bpmn_id, f"{attribute} {text} 无法使用：{why}", f"{attribute} {text} cannot be used: {why}"
    )


def _person(found: Any) -> str:
    if not isinstance(found, str) or not found.strip():
        raise ValueError("it is not a text")
    return found.strip()


def _groups(found: Any) -> tuple[str, ...]:
    """A list of texts, or one text with commas."""
    listed = found.split(",") if isinstance(found, str) else found
    if not isinstance(listed, list):
        raise ValueError("it is not a list of texts")
    return tuple(_person(one) for one in listed)


def _number(found: Any) -> int:
    number = Decimal(str(found)) if isinstance(found, str | int | float) else found
    if not isinstance(number, Decimal) or not 0 <= number <= 100:
        raise ValueError("it is not a number from 0 to 100")
    return int(number)


def _priority(task: Any) -> int:
    found = _read(task, "priorityDefinition", "priority", _checked_number)
    return DEFAULT_PRIORITY if found is None else int(found)


def _checked_number(found: Any) -> int:
    try:
        return _number(found)
    except ArithmeticError:
        raise ValueError("it is not a number") from None


def _takeover(task: Any) -> tuple[Takeover, ...]:
    """Later claimants, in the order of their time."""
    found = []
    for length, groups in task.task_spec.takeovers:
        due, _ = due_after(task, length, "takeover")
        try:
            found.append(Takeover(due, _groups(evaluate(task, groups))))
        except ValueError as error:
            raise _wrong(task, "takeover", groups, str(error)) from error
    return tuple(sorted(found, key=lambda one: one.due))
