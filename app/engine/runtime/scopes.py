"""Variables: one scope per case; a call activity's is closed, a multi-instance instance has its own.

SpiffWorkflow copies all data into every branch and the last branch to arrive overwrites the others; therefore
task data stay empty but for the items of multi-instance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

VARIABLES = "variables"


def scopes(task: Any) -> list[dict[str, Any]]:
    """The scopes that a task sees, innermost first; writes go to the first."""
    found: list[dict[str, Any]] = []
    while True:
        if task.task_spec.instance:
            found.append(task.data)
        workflow = task.workflow
        if VARIABLES in workflow.data:
            found.append(workflow.data[VARIABLES])
            return found
        task = workflow.owner


def write(task: Any, name: str, value: Any) -> None:
    """Set a variable as seen from a task."""
    scopes(task)[0][name] = value


def write_all(task: Any, values: Mapping[str, Any]) -> None:
    """Set several variables; None clears, names that are absent stay as they are."""
    scopes(task)[0].update(values)


def item_of(task: Any) -> dict[str, Any]:
    """What the multi-instance instances around a task hold, the innermost winning."""
    found: dict[str, Any] = {}
    for scope in reversed(scopes(task)[:-1]):
        found.update(scope)
    return found
