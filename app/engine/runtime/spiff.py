"""The narrow door to SpiffWorkflow: its workflow and task objects, without its own ways of moving.

The engine's stepping, event delivery, timers, predictions and data copying are not used (each is wrong in a
way that matters: see docs/adr/001-kernel.md); what remains are tasks, their states and the graph of specs.
"""

# mypy: disallow-subclassing-any=False

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

FUTURE, WAITING, READY, STARTED = TaskState.FUTURE, TaskState.WAITING, TaskState.READY, TaskState.STARTED
COMPLETED, CANCELLED = TaskState.COMPLETED, TaskState.CANCELLED
LIVE = FUTURE | WAITING | READY | STARTED
ORIGIN = "Start"

# SpiffWorkflow collects whole task trees, data included, for its log unless its loggers are set higher.
for _name in ("spiff", "spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class ScopeSpec(BpmnProcessSpec):
    """The graph of one process or sub-process, without the stock end tasks: a scope ends when nothing lives."""

    def __init__(self, name: str) -> None:
        WorkflowSpec.__init__(self, name=name)
        self.bpmn_start_events: list[Any] = []
        self.data_objects: dict[str, Any] = {}
        self.start: Any = None


class _Quiet:
    """Completion notifies nobody: the stock notice fires every due timer of the workflow."""

    def _task_completed_notify(self, task: Any) -> None:
        """Nothing follows by itself."""

    def update_waiting_tasks(self) -> None:
        """Waiting tasks are woken one by one, by name."""


class CaseWorkflow(_Quiet, BpmnWorkflow):
    """The outermost scope of a case; `script_engine` is the hop."""

    def __init__(self, spec: ScopeSpec, hop: Any) -> None:
        super().__init__(spec, {}, script_engine=hop, deserializing=True)
        self.owner: Any = None


class PartWorkflow(_Quiet, BpmnSubWorkflow):
    """A sub-process or called process; `owner` is the task that stands for it outside."""

    def __init__(self, spec: ScopeSpec, owner: Any) -> None:
        self.owner = owner
        super().__init__(spec, owner.id, owner.workflow.top_workflow, deserializing=True)

    def _calculate_depth(self) -> int:
        return 0


class CaseTask(Task):
    """A task whose changes of state are not logged: the stock log line gathers data and costs much of a hop."""

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: Any, state: int = FUTURE) -> CaseTask:
        return CaseTask(self.workflow, task_spec, self, state)


def new_task(workflow: Any, spec: Any, parent: Any, state: int, identity: str | None = None) -> Any:
    """A task in a workflow; the first one becomes its root."""
    task = CaseTask(workflow, spec, parent, state, UUID(identity) if identity else None)
    if parent is None:
        workflow.task_tree = task
    return task


__all__ = [
    "CANCELLED",
    "COMPLETED",
    "FUTURE",
    "LIVE",
    "ORIGIN",
    "READY",
    "STARTED",
    "WAITING",
    "BpmnSpecMixin",
    "CaseWorkflow",
    "PartWorkflow",
    "ScopeSpec",
    "new_task",
]
