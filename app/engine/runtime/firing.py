"""Making events happen: exactly the one that is named, and errors only where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.runtime.arms import Arm, armed_again
from app.engine.runtime.hop import hop_of
from app.engine.runtime.nodes import ON, boundaries_of, enter, withdraw
from app.engine.runtime.scopes import write
from app.engine.runtime.spiff import WAITING
from app.engine.runtime.values import json_value

CHOSEN = "chosen"


def fire(task: Any, found: Arm, payload: Mapping[str, Any] | None = None) -> None:
    """Let one arm of a waiting task happen; the payload is visible to output mappings only."""
    spec = task.task_spec
    if ON in task.internal_data:
        _fire_boundary(task, found, payload)
        return
    arms = task.internal_data["arms"]
    position = arms.index(found)
    catcher = spec.outputs[position] if spec.chooses else spec
    write_outputs(task, catcher.node, payload)
    task.internal_data[CHOSEN] = position
    task._ready()


def write_outputs(task: Any, node: Any, payload: Mapping[str, Any] | None) -> None:
    """Output mappings of a catching event; a name that the payload lacks is null."""
    for mapped in node.outputs:
        write(task, mapped.target, json_value(task, mapped.source, payload, lenient=True))


def _fire_boundary(task: Any, found: Arm, payload: Mapping[str, Any] | None) -> None:
    """Interrupting: the activity goes, the event's token runs. Otherwise a twin runs and the event may wait on."""
    hop, spec = hop_of(task), task.task_spec
    runner = task
    if spec.node.interrupting:
        host = host_of(task)
        del task.internal_data[ON]
        withdraw(hop, host)
    else:
        runner = task.parent._add_child(spec, WAITING)
        runner.triggered = True
        _wait_on(task, found)
    enter(hop, runner)
    write_outputs(runner, spec.node, payload)
    runner._ready()


def _wait_on(task: Any, found: Arm) -> None:
    """A non-interrupting event after it has fired: messages may repeat, cycles go on, other timers are done."""
    if found["kind"] != "timer":
        return
    again = armed_again(found, hop_of(task).now) if found["cycle"] else None
    if again is None:
        task.workflow._remove_task(task.id)
    else:
        task.internal_data["arms"] = [again]


def host_of(boundary: Any) -> Any:
    """The activity on which a waiting boundary event sits."""
    mark = boundary.internal_data[ON]
    return next(one for one in boundary.workflow.tasks.values() if one.id.hex == mark)


def dispatch(task: Any, kind: str, code: str | None, payload: Mapping[str, Any]) -> bool:
    """Hand an error or escalation to the nearest enclosing activity that catches it; false when nobody does.

    Exact code before catch-all; siblings never; it climbs from an instance to its multi-instance, from a scope
    to the task that stands for it.
    """
    at = task
    while at is not None:
        if at.task_spec.instance:
            at = at.parent
        best = _best(at, kind, code)
        if best is not None:
            fire(best, best.internal_data["arms"][0], payload)
            return True
        at = at.workflow.owner
    return False


def _best(task: Any, kind: str, code: str | None) -> Any:
    fitting = [
        one
        for one in boundaries_of(task)
        if one.internal_data["arms"][0]["kind"] == kind and one.internal_data["arms"][0]["code"] in (code, None)
    ]
    return min(fitting, key=lambda one: one.internal_data["arms"][0]["code"] is None, default=None)
