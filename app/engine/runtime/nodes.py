"""The base of every node on the diagram: entering, leaving, cancelling, boundary events.

No task is ever predicted: SpiffWorkflow's predictions double with every parallel block. A task's children are
made when it completes, and only along the ways that are taken.
"""

# mypy: disallow-subclassing-any=False

from __future__ import annotations

import datetime as dt
from typing import Any

from app.engine.dialect import Definition, properties
from app.engine.dialect.model import Node
from app.engine.dialect.times import duration, is_duration
from app.engine.runtime.clocks import after, pause_clocks, resume_clocks, started_clock
from app.engine.runtime.errors import Incident
from app.engine.runtime.hop import Hop, hop_of
from app.engine.runtime.spiff import FUTURE, LIVE, WAITING, BpmnSpecMixin, ScopeSpec
from app.engine.runtime.values import evaluate, length_of

ON, FROM = "on", "from"
"""Marks of tasks: the activity of a waiting boundary event; where a token that waits at a join came from."""


class Spec(BpmnSpecMixin):
    """A spec without SpiffWorkflow's predictions, data copying and notices."""

    instance = False
    chooses = False

    def test(self) -> None:
        """Specs are checked when a package is compiled."""

    def _predict(self, *_: Any, **__: Any) -> None:
        """Nothing is predicted."""

    def _update_hook(self, task: Any) -> bool:  # noqa: ARG002
        return True

    def _on_ready_hook(self, task: Any) -> None:
        if not self.manual:
            hop_of(task).queue.append(task)

    def _run_hook(self, task: Any) -> bool:  # noqa: ARG002
        return True

    def _on_cancel(self, task: Any) -> None:
        """Whatever hangs on a task has been withdrawn before."""

    def _on_complete_hook(self, task: Any) -> None:
        task._sync_children(self.ways_out(task), FUTURE)

    def ways_out(self, task: Any) -> list[Any]:  # noqa: ARG002
        """The specs that are entered when the task is left."""
        outputs: list[Any] = self.outputs
        return outputs


class Origin(Spec):
    """The invisible root of a scope; its one way out is the start event."""

    def __init__(self, wf_spec: ScopeSpec, name: str, definition: Definition) -> None:
        super().__init__(wf_spec, name)
        self.bpmn_id = None
        self.definition = definition


class Visible(Spec):
    """A node of the diagram."""

    def __init__(self, wf_spec: ScopeSpec, definition: Definition, node: Node, name: str | None = None) -> None:
        super().__init__(wf_spec, name or node.id, bpmn_name=node.name)
        self.bpmn_id = node.id
        self.definition = definition
        self.node = node
        self.instance = name is not None
        self.boundaries: list[Any] = []
        self.flow_from: dict[str, str] = {}
        self.clock_starts = properties.clock_starts(node.properties.get("clock:start", ""))

    def _update_hook(self, task: Any) -> bool:
        if self.instance:
            return self.begin(task)
        hop = hop_of(task)
        note_flow(hop, task)
        if not self.admits(task):
            return False
        enter(hop, task)
        for boundary in self.boundaries:
            boundary.attach(task)
        return self.begin(task)

    def admits(self, task: Any) -> bool:  # noqa: ARG002
        """Whether the arriving token enters now (a join may have to wait)."""
        return True

    def begin(self, task: Any) -> bool:  # noqa: ARG002
        """Start the node's work; true when it is ready to run."""
        return True

    def _on_complete_hook(self, task: Any) -> None:
        if self.instance:
            task.parent.task_spec.instance_done(task.parent, task)
            return
        leave(hop_of(task), task, "left")
        super()._on_complete_hook(task)

    def ways_out(self, task: Any) -> list[Any]:
        return [] if self.instance else super().ways_out(task)


def note_flow(hop: Hop, task: Any) -> None:
    """Journal the flow that brought a token here."""
    source = task.parent.task_spec
    flow = task.task_spec.flow_from.get(source.bpmn_id)
    if flow is not None:
        hop.note(source, "flow", flow)


def enter(hop: Hop, task: Any) -> None:
    """Journal, business state and clocks of an element that is entered."""
    spec = task.task_spec
    hop.note(spec, "entered")
    hop.business_state = spec.node.properties.get("state") or hop.business_state
    for name, text in spec.clock_starts:
        if name not in hop.clocks:
            hop.clocks[name] = started_clock(hop, *due_after(task, text, f"clock:start {name}"))
    if "clock:pause" in spec.node.properties:
        pause_clocks(hop, task)


def leave(hop: Hop, task: Any, how: str) -> None:
    """Journal, clocks and boundary events of an element that is left or cancelled."""
    resume_clocks(hop, task)
    if task.task_spec.boundaries:
        for boundary in boundaries_of(task):
            boundary.cancel()
    hop.note(task.task_spec, how)


def boundaries_of(task: Any) -> list[Any]:
    """The waiting boundary events of an activity."""
    mark = task.id.hex
    return [
        one for one in task.workflow.tasks.values() if one.state == WAITING and one.internal_data.get(ON) == mark
    ]


def withdraw(hop: Hop, task: Any) -> None:
    """Cancel a task with everything inside it and on it: scopes, instances, boundary events."""
    if not task.state & LIVE:
        return
    part = task.workflow.top_workflow.subprocesses.pop(task.id, None)
    inner = list(part.tasks.values()) if part is not None else []
    for one in [*inner, *task.children]:
        withdraw(hop, one)
    if _was_entered(task):
        leave(hop, task, "cancelled")
    task.cancel()


def _was_entered(task: Any) -> bool:
    """Whether the journal says that this element was entered and has not been left."""
    spec, marks = task.task_spec, task.internal_data
    return spec.bpmn_id is not None and not spec.instance and ON not in marks and FROM not in marks


def due_after(task: Any, text: str, place: str) -> tuple[dt.datetime, bool]:
    """When a length written in a property (ISO text or FEEL) from now on is over; whether by working time."""
    hop = hop_of(task)
    try:
        found = duration(text) if is_duration(text) else length_of(evaluate(task, text))
        if not found.positive:
            raise ValueError("it is not positive")
        return after(hop, hop.now, found), found.working
    except (ValueError, OverflowError) as error:
        raise Incident(
            task.task_spec.bpmn_id, f"{place} 的时长 {text} 无法使用：{error}", f"{place}: {text}: {error}"
        ) from error
