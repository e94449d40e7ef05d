"""Moving a case: every way in which it goes on, one transaction each. Only this module calls the runtime.

Functions expect a session in a transaction that the caller opened, lock the case first, and leave nothing behind
when they raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import actions, answers, inputs, parties
from app.cases.definitions import queries as definitions
from app.cases.definitions.queries import Version
from app.cases.incidents import Stuck
from app.cases.locks import case_etag, item_etag, lock_case, lock_item
from app.cases.models import CaseFile, CaseLink, WorkItem
from app.cases.numbers import next_number
from app.cases.projection import Hopped, Sent, project
from app.cases.rights import judge
from app.cases.story import Cause
from app.cases.surroundings import environment, names
from app.clock import now
from app.db import new_id
from app.engine import runtime
from app.engine.runtime import Incident, Outcome
from app.engine.topics import BusinessError
from app.errors import Conflict, Forbidden
from app.etags import require_match
from app.foundation.identity.actor import Actor
from app.foundation.timekeeping.registry import DueThing

CITY = "CN"


@dataclass(frozen=True)
class Beginning:
    """How a case is to begin.

    `answers` are those of the start form (None: none is asked for); `places` are contents for the features that own
    them; `links` are (relation, older case); `case_id` is given where a draft has it.
    """

    process: str
    variables: Mapping[str, Any]
    answers: Mapping[str, Any] | None = None
    places: Mapping[str, Mapping[str, Any]] | None = None
    links: Iterable[tuple[str, UUID]] = ()
    case_id: UUID | None = None
    by_hand: bool = False


def start(session: Session, actor: Actor, beginning: Beginning, *, asked: bool = True) -> CaseFile:
    """Begin a case on the live version. `asked`: a person wants it, so that the manifest's roles count.

    Raises `NotFound` (no such process), `Forbidden`, `Invalid` (answers), `Stuck`.
    """
    version = definitions.live(session, beginning.process)
    if beginning.by_hand:
        inputs.check(version.definition.inputs, beginning.variables)
    elif asked:
        _may_start(actor, version)
    case = _new_case(session, actor, version, beginning)
    given = _start_answers(session, actor, version, case, beginning)
    variables = {**beginning.variables, **{k: v for k, v in given.variables.items() if v is not None}}
    case.subject = parties.subject_of(version.manifest, names(case, version, variables))
    session.add(case)
    session.flush()
    answers.keep(session, case, _merged(beginning.places or {}, given.places), actor)
    session.add_all(_link(session, case, relation, older) for relation, older in beginning.links)
    session.flush()
    outcome = _run(case, lambda: runtime.start(version.definition, environment(session, case, actor), variables))
    sent = (
        Sent(version.manifest.start_form or "", version.manifest.start_form, given.values) if given.values else None
    )
    project(session, Hopped(case, version, Cause("case_started", now(session), actor), outcome, sent))
    return case


def complete(
    session: Session, actor: Actor, item_id: UUID, given: object, etag: str | None
) -> tuple[CaseFile, WorkItem]:
    """Do a task: judged in the order access, done or taken, ETag, answers; an unclaimed one is claimed by it."""
    case, item = lock_item(session, item_id)
    judge(session, actor, case, item)
    require_match(etag, item_etag(item))
    version = definitions.version(session, case.version)
    form = version.form(item.form)
    scope = {**names(case, version, case.variables), **item.item}
    there = answers.current(session, form, scope, case.id, case.subject) if form else {}
    accepted = answers.accept(session, actor, form, given, scope, there)
    answers.keep(session, case, accepted.places, actor)
    outcome = _hop(session, case, version, actor, runtime.complete, str(item.id), accepted.variables)
    cause = Cause("task_completed", now(session), actor, item.element, details={"item": str(item.id)})
    sent = Sent(item.element, item.form, accepted.values, item.id)
    project(session, Hopped(case, version, cause, outcome, sent, finished=item.id))
    return case, item


def send_action(
    session: Session, actor: Actor, case_id: UUID, name: str, body: Mapping[str, Any], etag: str | None
) -> CaseFile:
    """Send a message that the case waits for, as the diagram's `roles` allow. `body`: `reason_code`, `note`, and
    `answers` where the action has a form. Access to the case is the caller's to judge first."""
    case = lock_case(session, case_id)
    version = definitions.version(session, case.version)
    waiting = actions.chosen(session, actor, case, name)
    require_match(etag, case_etag(case))
    payload = actions.payload(session, actor, case, version, waiting, body)
    outcome = _hop(session, case, version, actor, runtime.correlate, waiting.name, waiting.key, payload)
    reason = payload.get("reason_code")
    cause = Cause(
        "action_taken", now(session), actor, waiting.element, reason, {"action": name, "payload": payload}
    )
    project(session, Hopped(case, version, cause, outcome))
    return case


def correlate(
    session: Session,
    actor: Actor | None,
    case: CaseFile,
    name: str,
    key: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> bool:
    """Deliver a message to a locked case; False when nothing in it waits for that name and key."""
    version = definitions.version(session, case.version)
    try:
        outcome = _hop(session, case, version, actor, runtime.correlate, name, key, payload or {})
    except runtime.NotOpen:
        return False
    cause = Cause("message_delivered", now(session), actor, details={"message": name, "payload": payload or {}})
    project(session, Hopped(case, version, cause, outcome))
    return True


def fire_timer(session: Session, case: CaseFile, due: DueThing) -> None:
    """A timer of a locked case is due; one that is not armed any more is left alone."""
    version = definitions.version(session, case.version)
    try:
        outcome = _hop(session, case, version, None, runtime.fire_timer, due.reference)
    except runtime.NotOpen:
        return
    cause = Cause("timer_fired", now(session), None, due.payload.get("element"), details={"due_at": due.due_at})
    project(session, Hopped(case, version, cause, outcome))


def run_job(session: Session, case: CaseFile, due: DueThing) -> None:
    """Run a topic that leaves the machine, after the commit that asked for it, and go on with what it brings."""
    version = definitions.version(session, case.version)
    surroundings = environment(session, case, None)
    try:
        result = surroundings.topics.call(due.payload["topic"], surroundings.call, due.payload["inputs"])
    except BusinessError as error:
        outcome = _hop(
            session, case, version, None, runtime.fail_job, due.reference, error.code, error.zh, error.en
        )
    else:
        outcome = _hop(session, case, version, None, runtime.finish_job, due.reference, result)
    cause = Cause("job_done", now(session), None, due.payload["element"], details={"topic": due.payload["topic"]})
    project(session, Hopped(case, version, cause, outcome))


def cancel(session: Session, actor: Actor, case_id: UUID, reason: str) -> CaseFile:
    """End a case here and now, everything open withdrawn. Access is the caller's to judge first."""
    case = lock_case(session, case_id)
    if case.ended_at is not None:
        raise already_ended(case)
    version = definitions.version(session, case.version)
    outcome = _hop(session, case, version, actor, runtime.cancel, reason)
    project(session, Hopped(case, version, Cause("case_cancelled", now(session), actor, None, reason), outcome))
    return case


def already_ended(case: CaseFile) -> Conflict:
    """The answer to whoever comes too late; `by` and `at` say who ended the case and when."""
    by, at = case.ended_by or "", case.ended_at
    return Conflict(
        "case_ended",
        f"这个案例已经结束（{by}）。",
        f"This case has ended ({by}).",
        by=by,
        at=at.isoformat() if at else None,
    )


def _hop(
    session: Session,
    case: CaseFile,
    version: Version,
    actor: Actor | None,
    move: Callable[..., Outcome],
    *arguments: Any,
) -> Outcome:
    state = {**case.engine_state, "variables": case.variables}
    surroundings = environment(session, case, actor)
    return _run(case, lambda: move(state, version.definition, surroundings, *arguments))


def _run(case: CaseFile, move: Callable[[], Outcome]) -> Outcome:
    try:
        return move()
    except Incident as incident:
        raise Stuck(case.id, incident.element, incident.zh, incident.en) from incident


def _may_start(actor: Actor, version: Version) -> None:
    if actor.role not in version.manifest.start_roles:
        raise Forbidden(
            "may_not_start",
            "您当前的岗位不能发起这个流程。",
            "The post you act in may not start this process.",
        )


def _start_answers(
    session: Session, actor: Actor, version: Version, case: CaseFile, beginning: Beginning
) -> answers.Accepted:
    if beginning.answers is None:
        return answers.Accepted()
    scope = names(case, version, beginning.variables)
    form = version.form(version.manifest.start_form)
    there = answers.current(session, form, scope, None, None) if form else {}
    return answers.accept(session, actor, form, beginning.answers, scope, there)


def _new_case(session: Session, actor: Actor, version: Version, beginning: Beginning) -> CaseFile:
    moment = now(session)
    return CaseFile(
        id=beginning.case_id or new_id(),
        city=CITY,
        number=next_number(session, version.manifest.prefix),
        process=version.key,
        version=version.id,
        version_number=version.number,
        created_at=moment,
        changed_at=moment,
        started_by=actor.person,
        started_name=actor.name,
        started_post=actor.post,
        started_institution=actor.institution,
        started_role=actor.role,
        by_hand=beginning.by_hand,
        engine_state={},
        variables={},
        parties={},
        revision=0,
        ledger_count=0,
        ledger_digest=b"",
    )


def _link(session: Session, case: CaseFile, relation: str, older: UUID) -> CaseLink:
    return CaseLink(id=new_id(), relation=relation, newer=case.id, older=older, made_at=now(session))


def _merged(*places: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    for one in places:
        for target, values in one.items():
            merged.setdefault(target, {}).update(values)
    return merged
