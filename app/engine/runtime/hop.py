"""One hop: a case in memory between restoring and saving, with its journal, clocks, queue and budget."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.dialect import Definition
from app.engine.runtime.environment import Environment
from app.engine.runtime.errors import Incident
from app.engine.runtime.outcome import Call, Decision, Job, Step, WorkItem
from app.engine.runtime.spiff import LIVE, WAITING


@dataclass(eq=False)
class Hop:
    """Everything that one hop knows and notes down.

    `clocks`: name → {`started`, `due`, `paused`, `pauses`, `working`} as ISO texts, part of the stored state.
    `queue`: automatic tasks that are ready. `completed`: ids of work items completed, not cancelled.
    """

    definition: Definition
    environment: Environment
    clocks: dict[str, dict[str, Any]] = field(default_factory=dict)
    top: Any = None
    queue: deque[Any] = field(default_factory=deque)
    steps_taken: int = 0
    steps: list[Step] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    opened: dict[str, WorkItem] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    completed: set[str] = field(default_factory=set)
    business_state: str | None = None
    last_end: tuple[str, str] | None = None
    nulls: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def now(self) -> dt.datetime:
        """The moment of the whole hop."""
        return self.environment.now

    def workflows(self) -> Iterator[Any]:
        """The case's scopes that are alive, outermost first."""
        yield self.top
        yield from list(self.top.subprocesses.values())

    def tasks(self, state: int = LIVE) -> Iterator[Any]:
        """Live tasks of all scopes in one of the given states."""
        for workflow in self.workflows():
            for task in list(workflow.tasks.values()):
                if task.state & state and task.parent is not None:
                    yield task

    def waiting(self) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Tasks that wait for events, with each thing they wait for."""
        for task in self.tasks(WAITING):
            for arm in task.internal_data.get("arms", ()):
                yield task, arm

    def count_step(self, element: str) -> None:
        """Spend one step of the budget, so that no diagram can hold a worker for ever."""
        self.steps_taken += 1
        if self.steps_taken > self.environment.budget:
            raise Incident(
                element,
                f"自动步骤超过 {self.environment.budget} 步，流程可能在空转，请检查循环。",
                f"More than {self.environment.budget} automatic steps: the diagram may loop without anyone acting.",
            )

    def note(self, spec: Any, kind: str, flow: str | None = None) -> None:
        """Write one line of the journal about the element of a spec."""
        self.steps.append(Step(spec.bpmn_id, kind, flow, self.now, spec.definition.process))


def hop_of(task: Any) -> Hop:
    """The hop in which a task lives."""
    hop: Hop = task.workflow.top_workflow.script_engine
    return hop
