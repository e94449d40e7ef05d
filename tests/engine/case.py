"""A case as the tests drive it: its state goes through JSON bytes between any two steps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

from app.engine.dialect import Definition, compile_package
from app.engine.runtime import (
    Environment,
    Outcome,
    Timer,
    Waiting,
    WorkItem,
    cancel,
    complete,
    correlate,
    fail_job,
    finish_job,
    fire_timer,
    retry,
    start,
)
from app.engine.topics import Topic, TopicRegistry

MORNING = dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC)
CONSTANTS = {
    "case_id": "c-1",
    "case_number": "R-1",
    "started_by": "person-1",
    "started_institution": "clinic-3",
    "started_role": "primary_doctor",
}


def topics(**functions: Callable[..., Any]) -> TopicRegistry:
    """Topics from plain functions without the call; a name that ends in `_outside` leaves the machine."""
    found = {"x_do": lambda **_: {}, **functions}
    return TopicRegistry(
        Topic(
            name.replace("_", ".", 1),
            lambda call, /, _function=function, **inputs: _function(**inputs),
            {},
            {},
            (),
            name.endswith("_outside"),
            name,
            name,
        )
        for name, function in found.items()
    )


class Case:
    """Starts a case and keeps what is open in it, as a database would."""

    def __init__(
        self,
        *diagrams: str,
        process: str | None = None,
        variables: Mapping[str, Any] | None = None,
        files: Mapping[str, str] | None = None,
        at: dt.datetime = MORNING,
        **surroundings: Any,
    ) -> None:
        named = {f"{number}.bpmn": text for number, text in enumerate(diagrams)}
        self.definition = compile_package({**named, **(files or {})}, process=process)
        self.now = at
        self.surroundings = {"constants": CONSTANTS, "topics": topics(), **surroundings}
        self.items: dict[str, WorkItem] = {}
        self.timers: dict[str, Timer] = {}
        self.messages: dict[str, Waiting] = {}
        self.jobs: dict[str, Any] = {}
        self.business_state: str | None = None
        self.put(start(self.definition, self.environment(), dict(variables or {})))

    def environment(self) -> Environment:
        return Environment(now=self.now, **self.surroundings)

    def put(self, outcome: Outcome) -> Case:
        """Book an outcome; what it closes must have been open."""
        self.outcome = outcome
        self.bytes = json.dumps(outcome.state).encode()
        _book(self.items, outcome.opened, [closed.id for closed in outcome.closed])
        _book(self.timers, outcome.armed, outcome.disarmed)
        _book(self.messages, outcome.waiting, outcome.unwaiting)
        for gone in outcome.jobs_closed:
            self.jobs.pop(gone)
        self.jobs.update({job.id: job for job in outcome.jobs})
        self.business_state = outcome.business_state or self.business_state
        return self

    def hop(self, act: Callable[..., Outcome], *given: Any) -> Case:
        return self.put(act(json.loads(self.bytes), self.definition, self.environment(), *given))

    def open(self) -> list[str]:
        """Elements with an open work item, sorted."""
        return sorted(item.element for item in self.items.values())

    def item(self, element: str, nth: int = 0) -> WorkItem:
        return [item for item in self.items.values() if item.element == element][nth]

    def timer(self, element: str, nth: int = 0) -> Timer:
        return [timer for timer in self.timers.values() if timer.element == element][nth]

    def do(self, element: str, nth: int = 0, /, **answers: Any) -> Case:
        return self.hop(complete, self.item(element, nth).id, answers)

    def send(self, name: str, key: str | None = None, **payload: Any) -> Case:
        return self.hop(correlate, name, key, payload)

    def tick(self, element: str, nth: int = 0) -> Case:
        """Fire the named timer, whatever else is due."""
        return self.hop(fire_timer, self.timer(element, nth).id)

    def wait(self, **length: float) -> Case:
        self.now += dt.timedelta(**length)
        return self

    def fire_due(self, limit: int = 50) -> int:
        """Fire what is due in the order of its time, until nothing is."""
        for fired in range(limit):
            due = sorted((timer.due, timer.id) for timer in self.timers.values() if timer.due <= self.now)
            if not due:
                return fired
            self.hop(fire_timer, due[0][1])
        raise AssertionError("timers go on firing")

    def finish(self, job: str, **result: Any) -> Case:
        return self.hop(finish_job, job, result)

    def fail(self, job: str, code: str) -> Case:
        return self.hop(fail_job, job, code)

    def again(self, job: str) -> Case:
        return self.hop(retry, job)

    def cancel(self, reason: str) -> Case:
        return self.hop(cancel, reason)

    @property
    def variables(self) -> dict[str, Any]:
        return self.outcome.variables

    @property
    def ended(self) -> bool:
        return self.outcome.ended is not None


def _book(open_now: dict[str, Any], opened: Any, closed: Any) -> None:
    for gone in closed:
        del open_now[gone]
    for one in opened:
        assert one.id not in open_now, f"{one.id} opened twice"
        open_now[one.id] = one


__all__ = ["CONSTANTS", "MORNING", "Case", "Definition", "topics"]
