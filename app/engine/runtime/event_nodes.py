"""Start, end, throwing, catching and boundary events, receive tasks."""

from __future__ import annotations

from typing import Any

from app.engine.runtime.arms import arm, code_of
from app.engine.runtime.errors import Incident
from app.engine.runtime.firing import dispatch
from app.engine.runtime.hop import hop_of
from app.engine.runtime.nodes import ON, Visible, withdraw
from app.engine.runtime.spiff import WAITING


class Start(Visible):
    """The start of a scope."""


class Throw(Visible):
    """A milestone or a thrown escalation; an escalation that nobody catches changes nothing."""

    def _run_hook(self, task: Any) -> bool:
        event = self.node.event
        if event is None:
            return True
        code = code_of(self.definition, event)
        caught = dispatch(task, event.kind, code, {"code": code})
        if event.kind == "error" and not caught:
            raise Incident(
                self.bpmn_id, f"没有人接住错误 {code}。", f"Nobody catches the error {code}; add a boundary event."
            )
        return True


class EndEvent(Throw):
    """The end of a token; `terminate` ends everything else in its scope, and only there."""

    def _run_hook(self, task: Any) -> bool:
        hop = hop_of(task)
        event = self.node.event
        if task.workflow is hop.top:
            hop.last_end = (self.bpmn_id, event.kind if event else "none")
        if event is None or event.kind != "terminate":
            return super()._run_hook(task)
        for other in list(task.workflow.tasks.values()):
            if other is not task and other.parent is not None and ON not in other.internal_data:
                withdraw(hop, other)
        return True


class Catch(Visible):
    """Waits for a message or a moment; behind an event-based gateway the waiting is already over."""

    def begin(self, task: Any) -> bool:
        if task.parent.task_spec.chooses:
            return True
        task.internal_data["arms"] = [arm(task, self.node)]
        task._set_state(WAITING)
        return False


class Boundary(Visible):
    """An event on an activity. It waits beside it, not below it, so that its branch outlives the activity."""

    def attach(self, host: Any) -> None:
        """Begin to wait, as the activity is entered."""
        task = host.parent._add_child(self, WAITING)
        task.triggered = True
        task.internal_data.update({ON: host.id.hex, "arms": [arm(host, self.node)]})
