"""What a case waits for: work items, timers, messages, jobs. A hop is told apart by looking before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.engine.runtime.activities import JOB
from app.engine.runtime.clocks import read
from app.engine.runtime.hop import Hop
from app.engine.runtime.outcome import Timer, Waiting
from app.engine.runtime.spiff import READY, WAITING


@dataclass(frozen=True)
class Survey:
    """Everything open, by public id."""

    items: dict[str, Any] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)
    messages: dict[str, Waiting] = field(default_factory=dict)
    jobs: dict[str, Any] = field(default_factory=dict)
    suspended: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to wait for."""
        return not (self.items or self.timers or self.messages or self.jobs)


def arm_id(task: Any, arm: dict[str, Any]) -> str:
    """The public id of what a task waits for."""
    return f"{task.id}:{arm['n']}"


def survey(hop: Hop) -> Survey:
    """Look at all live tasks."""
    found = Survey()
    for task in hop.tasks(READY | WAITING):
        if task.state == READY and task.task_spec.manual:
            found.items[str(task.id)] = task
        elif JOB in task.internal_data and task.state == WAITING:
            found.jobs[str(task.id)] = task
    for task, arm in hop.waiting():
        identity = arm_id(task, arm)
        if arm["kind"] == "timer" and arm["due"] is not None:
            node = catching_node(task, arm)
            found.timers[identity] = Timer(identity, node.id, read(arm["due"]), arm["cycle"])
        elif arm["kind"] == "message":
            found.messages[identity] = _waiting(identity, task, arm)
    return found


def catching_node(task: Any, arm: dict[str, Any]) -> Any:
    """The element that an arm belongs to: behind an event-based gateway it is the catching event."""
    spec = task.task_spec
    if not spec.chooses:
        return spec.node
    return spec.outputs[task.internal_data["arms"].index(arm)].node


def _waiting(identity: str, task: Any, arm: dict[str, Any]) -> Waiting:
    node = catching_node(task, arm)
    message = task.task_spec.definition.diagram.messages[node.event.ref]
    return Waiting(
        identity,
        node.id,
        arm["name"],
        arm["key"],
        dict(node.properties),
        node.name or message.name,
        node.name_en or message.name_en,
        task.task_spec.definition.process,
    )
