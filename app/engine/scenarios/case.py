"""One case in memory: the real runtime, a movable clock, and between any two hops only the stored state."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from app.engine import runtime
from app.engine.dialect import Definition
from app.engine.dialect.times import duration, later
from app.engine.forms import load
from app.engine.runtime import Environment, Outcome
from app.engine.scenarios.model import Scenario, ScenarioError
from app.engine.scenarios.stubs import ANY_PICKERS, Called, StubTopics, TechnicalFailure
from app.engine.topics import BusinessError

Open = TypeVar("Open")
NUMBER = "CASE-1"
MOST_TIMERS = 1000
CASE_ID = "00000000-0000-7000-8000-000000000001"


class Refused(Exception):
    """A form did not accept the answers; `paths` are the fields at fault."""

    def __init__(self, paths: tuple[str, ...], texts: tuple[str, ...]) -> None:
        super().__init__("; ".join(texts))
        self.paths = paths


@dataclass
class Case:
    """What is open, waiting and due, kept up to date from one `Outcome` to the next."""

    definition: Definition
    scenario: Scenario
    topics: StubTopics
    start_form: str | None
    now: datetime
    stored: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    items: dict[str, runtime.WorkItem] = field(default_factory=dict)
    timers: dict[str, runtime.Timer] = field(default_factory=dict)
    waiting: dict[str, runtime.Waiting] = field(default_factory=dict)
    jobs: dict[str, runtime.Job] = field(default_factory=dict)
    clocks: Mapping[str, runtime.Clock] = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    state: str | None = None
    ended: runtime.End | None = None
    taken: set[str] = field(default_factory=set)
    calls_before: int = 0

    @property
    def calls(self) -> list[Called]:
        """Topics called since the last step began."""
        return self.topics.calls[self.calls_before :]

    def begin(self) -> None:
        """Start the case: the start form's answers are checked first. Raises `Refused`."""
        given = dict(self.scenario.variables)
        if self.scenario.start is not None and self.start_form:
            given |= self._answered(self.start_form, self.scenario.start, given)
        self._take(runtime.start(self.definition, self._environment(), given))

    def complete(self, item: runtime.WorkItem, answers: Mapping[str, Any]) -> None:
        """Complete a work item with answers to its form. Raises `Refused`."""
        bound = self._answered(item.form, answers, {**self.variables, **item.item}) if item.form else dict(answers)
        self._hop(lambda state, env: runtime.complete(state, self.definition, env, item.id, bound))

    def send(self, name: str, payload: Mapping[str, Any]) -> None:
        """Deliver a message to whoever waits. Raises `NotOpen` when nobody does."""
        self._hop(lambda state, env: runtime.correlate(state, self.definition, env, name, None, payload))

    def wait(self, until: datetime) -> None:
        """Let time pass, one due timer after the other. Raises `ScenarioError` when that does not end."""
        for _ in range(MOST_TIMERS):
            due = min(self.timers.values(), key=lambda one: (one.due, one.id), default=None)
            if due is None or due.due > until:
                self.now = max(self.now, until)
                return
            self.now = max(self.now, due.due)
            self._fire(due.id)
        raise ScenarioError("计时器发生过多，流程可能在空转。", "too many timers fire: the diagram may loop")

    def settle(self) -> None:
        """Whatever is due by now happens, as the sweeper would see to at once."""
        self.wait(self.now)

    def wait_for(self, length: str) -> None:
        """Let an ISO 8601 duration pass."""
        self.wait(later(self.now, duration(length)))

    def run_jobs(self) -> None:
        """What leaves the machine, done at once; a technical failure leaves the job where it is."""
        for job in list(self.jobs.values()):
            self._run_job(job)

    def may(self, item: runtime.WorkItem) -> set[str]:
        """Who may do an item now: its groups, those that have taken over, its assignee as `person:…`."""
        over = {group for one in item.takeover if one.due <= self.now for group in one.groups}
        return {*item.groups, *over, *([f"person:{item.assignee}"] if item.assignee else [])}

    def actions(self) -> list[str]:
        """Names of the actions that wait."""
        return sorted(one.properties["action"] for one in self.waiting.values() if one.properties.get("action"))

    def _fire(self, timer: str) -> None:
        self._hop(lambda state, env: runtime.fire_timer(state, self.definition, env, timer))

    def _run_job(self, job: runtime.Job) -> None:
        env = self._environment()
        try:
            result = self.topics.call(job.topic, replace(env.call, element=job.element), job.inputs)
        except TechnicalFailure:
            return
        except BusinessError as error:
            code = error.code
            self._hop(lambda state, env: runtime.fail_job(state, self.definition, env, job.id, code))
            return
        self._hop(lambda state, env: runtime.finish_job(state, self.definition, env, job.id, result))

    def _answered(self, name: str, answers: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
        form = load(self.definition.files[f"{name}.form"])
        current = form.current({"variable": self.variables, **self.kept})
        checked = form.check(
            dict(answers), current=current, context=dict(context), pickers=ANY_PICKERS, now=self.now
        )
        if checked.errors:
            raise Refused(
                tuple(one.path for one in checked.errors), tuple(f"{one.path}: {one.en}" for one in checked.errors)
            )
        for target, values in checked.bound.items():
            if target != "variable":
                self.kept.setdefault(target, {}).update(values)
        return dict(checked.bound.get("variable", {}))

    def _hop(self, act: Callable[[Mapping[str, Any], Environment], Outcome]) -> None:
        self._take(act(json.loads(self.stored), self._environment()))

    def _environment(self) -> Environment:
        starter = self.scenario.starter
        return Environment(
            now=self.now,
            topics=self.topics,
            constants={
                "case_id": CASE_ID,
                "case_number": NUMBER,
                "started_by": starter.get("person"),
                "started_institution": starter.get("institution"),
                "started_role": starter.get("role"),
            },
            sla=lambda _: self.scenario.sla,
            add_time=_plain,
        )

    def _take(self, outcome: Outcome) -> None:
        self.stored = json.dumps(outcome.state)
        self.variables = outcome.variables
        self.items = _kept(self.items, [one.id for one in outcome.closed]) | {one.id: one for one in outcome.opened}
        self.timers = _kept(self.timers, outcome.disarmed) | {one.id: one for one in outcome.armed}
        self.waiting = _kept(self.waiting, outcome.unwaiting) | {one.id: one for one in outcome.waiting}
        self.jobs = _kept(self.jobs, outcome.jobs_closed) | {one.id: one for one in outcome.jobs}
        self.clocks = outcome.clocks
        self.state = outcome.business_state or self.state
        self.ended = outcome.ended
        self.taken |= {one.flow for one in outcome.steps if one.flow}
        self.run_jobs()


def _kept(before: dict[str, Open], gone: tuple[str, ...] | list[str]) -> dict[str, Open]:
    return {one: value for one, value in before.items() if one not in gone}


def _plain(start: datetime, length: timedelta, working: bool) -> datetime:  # noqa: ARG001
    return start + length
