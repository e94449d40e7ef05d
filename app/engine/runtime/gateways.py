"""Gateways."""

from __future__ import annotations

from typing import Any

from app.engine.runtime.arms import arm
from app.engine.runtime.errors import Incident
from app.engine.runtime.firing import CHOSEN
from app.engine.runtime.nodes import FROM, Visible
from app.engine.runtime.spiff import CANCELLED, WAITING
from app.engine.runtime.values import evaluate


class Exclusive(Visible):
    """The first way out, in the order of the file, whose condition is true; else the default."""

    def ways_out(self, task: Any) -> list[Any]:
        flows = self.definition.model.outgoing(self.bpmn_id)
        if len(flows) == 1:
            return super().ways_out(task)
        chosen = next((flow for flow in flows if flow.id != self.node.default and self._holds(task, flow)), None)
        target = chosen.target if chosen else next(flow.target for flow in flows if flow.id == self.node.default)
        return [self._wf_spec.task_specs[target]]

    def _holds(self, task: Any, flow: Any) -> bool:
        found = evaluate(task, flow.condition.removeprefix("=").strip())
        if found is not None and not isinstance(found, bool):
            raise Incident(
                self.bpmn_id,
                f"条件 {flow.condition} 既不是 true 也不是 false。",
                f"The condition {flow.condition} is neither true nor false.",
            )
        return found is True


class Parallel(Visible):
    """Split and join. A join takes one token from each flow that enters it; more tokens wait for the next turn.

    SpiffWorkflow counts joins of earlier passes of a loop; here arrivals are tasks that wait, and are used up.
    """

    def admits(self, task: Any) -> bool:
        sources = set(self.flow_from)
        if len(sources) < 2:
            return True
        task.internal_data[FROM] = task.parent.task_spec.bpmn_id
        arrived = {task.internal_data[FROM]: task}
        for one in task.workflow.tasks.values():
            if one.task_spec is self and one.state == WAITING:
                arrived.setdefault(one.internal_data[FROM], one)
        if set(arrived) < sources:
            task._set_state(WAITING)
            return False
        del task.internal_data[FROM]
        for one in arrived.values():
            if one is not task:
                one._set_state(CANCELLED)
        return True


class EventChoice(Visible):
    """Waits for the first of the events behind it."""

    chooses = True

    def begin(self, task: Any) -> bool:
        task.internal_data["arms"] = [
            arm(task, catcher.node, number) for number, catcher in enumerate(self.outputs)
        ]
        task._set_state(WAITING)
        return False

    def ways_out(self, task: Any) -> list[Any]:
        return [self.outputs[task.internal_data[CHOSEN]]]
