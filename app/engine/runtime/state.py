"""The state of a case as JSON: its live tasks and nothing else, so that it does not grow with its history.

    {"format": 1, "process": id, "variables": {…}, "clocks": {…}, "ended": false,
     "tasks": [[id, spec, state, internal, data, instance of]],
     "parts": [{"owner": id, "tasks": […], "variables"?}]}

What is finished is left out: joins count waiting arrivals, boundary events know their activity by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.engine.dialect import Definition
from app.engine.runtime.building import scope_of
from app.engine.runtime.environment import Environment
from app.engine.runtime.errors import Incident
from app.engine.runtime.hop import Hop
from app.engine.runtime.scopes import VARIABLES
from app.engine.runtime.spiff import COMPLETED, FUTURE, LIVE, CaseWorkflow, PartWorkflow, new_task

FORMAT = 1


def begin(definition: Definition, environment: Environment, variables: Mapping[str, Any]) -> Hop:
    """A new case, about to enter its start event."""
    hop = _hop(definition, environment)
    hop.top.data[VARIABLES] = dict(variables)
    new_task(hop.top, hop.top.spec.start, None, FUTURE)._ready()
    return hop


def _hop(definition: Definition, environment: Environment) -> Hop:
    hop = Hop(definition, environment)
    hop.top = CaseWorkflow(scope_of(definition), hop)
    return hop


def save(hop: Hop, ended: bool) -> dict[str, Any]:
    """The case as JSON."""
    return {
        "format": FORMAT,
        "process": hop.definition.process,
        "variables": dict(hop.top.data[VARIABLES]),
        "clocks": dict(hop.clocks),
        "ended": ended,
        "tasks": _tasks(hop.top),
        "parts": [_part(part) for part in hop.top.subprocesses.values()],
    }


def _part(part: Any) -> dict[str, Any]:
    saved: dict[str, Any] = {"owner": str(part.owner.id), "tasks": _tasks(part)}
    if VARIABLES in part.data:
        saved["variables"] = dict(part.data[VARIABLES])
    return saved


def _tasks(workflow: Any) -> list[list[Any]]:
    return [
        [
            str(task.id),
            task.task_spec.name,
            task.state,
            task.internal_data,
            task.data,
            str(task.parent.id) if task.task_spec.instance else None,
        ]
        for task in workflow.tasks.values()
        if task.state & LIVE and task.parent is not None
    ]


def load(state: Mapping[str, Any], definition: Definition, environment: Environment) -> Hop:
    """The case in memory again; the stored state itself is not changed by what follows."""
    if state.get("format") != FORMAT:
        raise Incident(
            definition.process, "案件状态的格式未知。", f"The format {state.get('format')} of the state is unknown."
        )
    if state["process"] != definition.process:
        raise Incident(
            definition.process,
            f"案件状态属于另一个流程 {state['process']}。",
            f"The state belongs to another process, {state['process']}.",
        )
    hop = _hop(definition, environment)
    hop.clocks = {name: dict(clock) for name, clock in state["clocks"].items()}
    hop.top.data[VARIABLES] = dict(state["variables"])
    owners = _load_tasks(hop.top, state["tasks"])
    for saved in state["parts"]:
        owner = owners[saved["owner"]]
        part = PartWorkflow(owner.task_spec.scope, owner)
        if "variables" in saved:
            part.data[VARIABLES] = dict(saved["variables"])
        hop.top.subprocesses[owner.id] = part
        owners.update(_load_tasks(part, saved["tasks"]))
    return hop


def _load_tasks(workflow: Any, saved: list[list[Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    root = new_task(workflow, workflow.spec.start, None, COMPLETED)
    for identity, name, state, internal, data, instance_of in saved:
        spec = _known(workflow.spec, name)
        parent = workflow.tasks[UUID(instance_of)] if instance_of else root
        task = new_task(workflow, spec, parent, state, identity)
        task.internal_data, task.data, task.triggered = dict(internal), dict(data), True
        found[identity] = task
    return found


def _known(scope: Any, name: str) -> Any:
    """The spec of a stored task; a version in which its element is missing cannot carry the case."""
    spec = scope.task_specs.get(name)
    if spec is None:
        raise Incident(name, f"此版本的流程中没有 {name}。", f"There is no {name} in this version of the process.")
    return spec
