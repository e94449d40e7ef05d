"""The ways into a case: stored state in, `Outcome` out. No clock, no storage, no memory of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.engine.dialect import Definition
from app.engine.runtime import state as stored
from app.engine.runtime.activities import JOB
from app.engine.runtime.clocks import clocks_of, read
from app.engine.runtime.environment import Environment
from app.engine.runtime.errors import Incident, NotOpen
from app.engine.runtime.firing import fire
from app.engine.runtime.hop import Hop
from app.engine.runtime.nodes import withdraw
from app.engine.runtime.outcome import Closed, End, Outcome
from app.engine.runtime.scopes import VARIABLES, write_all
from app.engine.runtime.spiff import LIVE, READY, WAITING
from app.engine.runtime.survey import Survey, arm_id, survey

State = Mapping[str, Any]


def start(definition: Definition, env: Environment, variables: Mapping[str, Any]) -> Outcome:
    """Begin a case with its first variables.

    Raises `Incident` when the diagram cannot be followed.
    """
    hop = stored.begin(definition, env, variables)
    _advance(hop)
    return _outcome(hop, Survey())


def complete(
    state: State, definition: Definition, env: Environment, item_id: str, variables: Mapping[str, Any]
) -> Outcome:
    """Complete a work item: None clears a variable, an absent one stays. Raises `NotOpen`, `Incident`."""

    def act(hop: Hop) -> None:
        task = _find(hop, item_id, READY)
        if not task.task_spec.manual:
            raise NotOpen(item_id)
        write_all(task, variables)
        hop.completed.add(item_id)
        _step(hop, task)

    return _hop(state, definition, env, act)


def correlate(
    state: State,
    definition: Definition,
    env: Environment,
    name: str,
    key: str | None,
    payload: Mapping[str, Any] | None = None,
) -> Outcome:
    """Deliver a message to the one event that waits for this name and key (None: the case number).

    Nobody waiting raises `NotOpen`, several raise `Incident`. The payload enters through output mappings only.
    """
    wanted = str(env.constants.get("case_number")) if key is None else key

    def act(hop: Hop) -> None:
        found = [
            (task, arm)
            for task, arm in hop.waiting()
            if arm["kind"] == "message" and (arm["name"], arm["key"]) == (name, wanted)
        ]
        if not found:
            raise NotOpen(f"{name} {wanted}")
        if len(found) > 1:
            raise Incident(
                found[0][0].task_spec.bpmn_id,
                f"{len(found)} 处在等消息 {name}（{wanted}），无法决定交给谁。",
                f"{len(found)} events wait for the message {name} ({wanted}); it cannot be decided which.",
            )
        fire(*found[0], payload or {})

    return _hop(state, definition, env, act)


def fire_timer(state: State, definition: Definition, env: Environment, arm_id: str) -> Outcome:
    """Let exactly this timer happen. Raises `NotOpen` when it is disarmed or not due yet, `Incident`."""

    def act(hop: Hop) -> None:
        task, arm = _find_arm(hop, arm_id)
        if arm["kind"] != "timer" or arm["due"] is None or read(arm["due"]) > env.now:
            raise NotOpen(arm_id)
        fire(task, arm)

    return _hop(state, definition, env, act)


def finish_job(
    state: State, definition: Definition, env: Environment, job_id: str, result: Mapping[str, Any] | None
) -> Outcome:
    """Take over what a job brought. Raises `NotOpen`, `Incident`."""

    def act(hop: Hop) -> None:
        task = _find_job(hop, job_id)
        task.task_spec.finish(task, dict(result or {}))
        task._ready()

    return _hop(state, definition, env, act)


def fail_job(
    state: State, definition: Definition, env: Environment, job_id: str, code: str, zh: str = "", en: str = ""
) -> Outcome:
    """A job ended in a business error: it becomes the BPMN error of that code. Raises `NotOpen`, `Incident`."""

    def act(hop: Hop) -> None:
        task = _find_job(hop, job_id)
        task.task_spec.fail(task, code, zh, en)

    return _hop(state, definition, env, act)


def retry(state: State, definition: Definition, env: Environment, job_id: str) -> Outcome:
    """Hand a job out again, its inputs worked out anew; it keeps its id. Raises `NotOpen`, `Incident`."""

    def act(hop: Hop) -> None:
        task = _find_job(hop, job_id)
        task.task_spec.issue(task)

    return _hop(state, definition, env, act)


def cancel(state: State, definition: Definition, env: Environment, reason: str) -> Outcome:
    """End the case here and now: everything open is withdrawn."""
    hop = stored.load(state, definition, env)
    before = survey(hop)
    for task in list(hop.top.tasks.values()):
        if task.parent is not None:
            withdraw(hop, task)
    return _outcome(hop, before, End(None, "cancelled", reason))


def _hop(state: State, definition: Definition, env: Environment, act: Callable[[Hop], None]) -> Outcome:
    if state.get("ended"):
        raise NotOpen("case")
    hop = stored.load(state, definition, env)
    before = survey(hop)
    act(hop)
    _advance(hop)
    return _outcome(hop, before)


def _find(hop: Hop, identity: str, state: int) -> Any:
    try:
        wanted = UUID(identity)
    except ValueError:
        raise NotOpen(identity) from None
    for workflow in hop.workflows():
        task = workflow.tasks.get(wanted)
        if task is not None and task.state == state:
            return task
    raise NotOpen(identity)


def _find_job(hop: Hop, identity: str) -> Any:
    task = _find(hop, identity, WAITING)
    if JOB not in task.internal_data:
        raise NotOpen(identity)
    return task


def _find_arm(hop: Hop, identity: str) -> tuple[Any, dict[str, Any]]:
    for task, arm in hop.waiting():
        if arm_id(task, arm) == identity:
            return task, arm
    raise NotOpen(identity)


def _advance(hop: Hop) -> None:
    """Run what is ready and automatic until nothing is: our own loop, one task at a time, in order."""
    while hop.queue:
        task = hop.queue.popleft()
        if task.state == READY:
            _step(hop, task)


def _step(hop: Hop, task: Any) -> None:
    hop.count_step(task.task_spec.bpmn_id or hop.definition.process)
    task.task_spec._run(task)
    if task.state == READY:  # an error on the way may have taken it away
        task.complete()
    _settle(hop, task.workflow)


def _settle(hop: Hop, workflow: Any) -> None:
    """A scope in which nothing lives is over: the task that stands for it goes on."""
    owner = workflow.owner
    if owner is None or hop.top.subprocesses.get(owner.id) is not workflow:
        return
    if not _lives(workflow):
        owner._ready()


def _lives(workflow: Any) -> bool:
    return any(task.state & LIVE for task in workflow.tasks.values())


def _outcome(hop: Hop, before: Survey, end: End | None = None) -> Outcome:
    after = survey(hop)
    ended = end or _end(hop)
    if ended is None and after.empty:
        _raise_stuck(hop)
    return Outcome(
        state=stored.save(hop, ended is not None),
        variables=dict(hop.top.data[VARIABLES]),
        opened=tuple(hop.opened[one] for one in after.items if one not in before.items),
        closed=tuple(
            Closed(one, task.task_spec.bpmn_id, "completed" if one in hop.completed else "cancelled")
            for one, task in before.items.items()
            if one not in after.items
        ),
        armed=tuple(timer for one, timer in after.timers.items() if one not in before.timers),
        disarmed=tuple(one for one in before.timers if one not in after.timers),
        waiting=tuple(waiting for one, waiting in after.messages.items() if one not in before.messages),
        unwaiting=tuple(one for one in before.messages if one not in after.messages),
        jobs=tuple(job for one, job in hop.jobs.items() if one in after.jobs),
        jobs_closed=tuple(one for one in before.jobs if one not in after.jobs),
        calls=tuple(hop.calls),
        decisions=tuple(hop.decisions),
        steps=tuple(hop.steps),
        business_state=hop.business_state,
        clocks=clocks_of(hop),
        ended=ended,
    )


def _end(hop: Hop) -> End | None:
    if _lives(hop.top):
        return None
    element, kind = hop.last_end or (None, "none")
    return End(element, kind)


def _raise_stuck(hop: Hop) -> None:
    """Not ended and nothing to wait for: whatever went wrong, no case hangs in silence."""
    standing = sorted({task.task_spec.bpmn_id for task in hop.tasks()})
    raise Incident(
        standing[0],
        f"案件停在 {'、'.join(standing)}，没有任何可等待的事。",
        f"The case stands at {', '.join(standing)} and there is nothing it could wait for.",
    )


@dataclass(frozen=True)
class Runtime:
    """A definition and an environment, bound together for callers that make several hops."""

    definition: Definition
    environment: Environment

    def start(self, variables: Mapping[str, Any]) -> Outcome:
        """See `start`."""
        return start(self.definition, self.environment, variables)

    def complete(self, state: State, item_id: str, variables: Mapping[str, Any]) -> Outcome:
        """See `complete`."""
        return complete(state, self.definition, self.environment, item_id, variables)

    def correlate(
        self, state: State, name: str, key: str | None, payload: Mapping[str, Any] | None = None
    ) -> Outcome:
        """See `correlate`."""
        return correlate(state, self.definition, self.environment, name, key, payload)

    def fire_timer(self, state: State, arm_id: str) -> Outcome:
        """See `fire_timer`."""
        return fire_timer(state, self.definition, self.environment, arm_id)
