"""From the outcome of a hop to rows: state, work items, messages waited for, what is due, history."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.cases import parties
from app.cases.definitions.queries import Version
from app.cases.holders import NOBODY, Holder, find, head_of
from app.cases.models import CaseFile
from app.cases.story import Cause, told
from app.cases.surroundings import names
from app.clock import now
from app.db import new_id
from app.engine.runtime import Outcome, WorkItem
from app.foundation.ledger.service import Chain, append
from app.foundation.timekeeping.service import ToDo, change

TIMER = "case.timer"
TAKEOVER = "case.takeover"
JOB = "case.job"
# Kind of the incidents that somebody's own action ran into: the next one that succeeds has mended them.
HOP = "hop"

# One statement for everything that stands in the tables of this feature. The parts do not touch the same rows.
WRITE = text(
    """
    WITH given AS (SELECT CAST(:given AS jsonb) AS g),
    closed AS (
        UPDATE work_item w
        SET closed_at = :now, closed_by = c.by, closed_name = c.name, closed_how = c.how, revision = w.revision + 1,
            holder = coalesce(c.holder, w.holder), holder_name = coalesce(c.holder_name, w.holder_name)
        FROM given, jsonb_to_recordset(g->'closed') AS c(
            id uuid, how text, by uuid, name text, holder uuid, holder_name text)
        WHERE w.id = c.id AND w.closed_at IS NULL
    ), undrafted AS (
        DELETE FROM draft d USING given, jsonb_to_recordset(g->'closed') AS c(id uuid) WHERE d.item = c.id
    ), opened AS (
        INSERT INTO work_item (id, case_id, element, name, name_en, form, assignee, groups, front, holder,
                               holder_name, holder_post, holder_institution, holder_role, claimed_at, takeover,
                               opened_at, due_at, follow_up_at, priority, properties, item, revision)
        SELECT id, :case, element, name, name_en, form, assignee, groups, front, holder, holder_name, holder_post,
               holder_institution, holder_role, claimed_at, takeover, opened_at, due_at, follow_up_at, priority,
               properties, item, 1
        FROM given, jsonb_to_recordset(g->'opened') AS o(
            id uuid, element text, name text, name_en text, form text, assignee text, groups text[], front text,
            holder uuid, holder_name text, holder_post uuid, holder_institution uuid, holder_role text,
            claimed_at timestamptz, takeover jsonb, opened_at timestamptz, due_at timestamptz,
            follow_up_at timestamptz, priority smallint, properties jsonb, item jsonb)
    ), unwaited AS (
        DELETE FROM waiting_message m USING given WHERE m.id IN (SELECT jsonb_array_elements_text(g->'unwaiting'))
    ), waited AS (
        INSERT INTO waiting_message (id, case_id, element, name, key, name_zh, name_en, properties)
        SELECT id, :case, element, name, key, name_zh, name_en, properties
        FROM given, jsonb_to_recordset(g->'waiting') AS w(
            id text, element text, name text, key text, name_zh text, name_en text, properties jsonb)
    ), sent AS (
        INSERT INTO submission (id, case_id, item, element, form, version, answers, sent_at, sent_by, sent_post)
        SELECT id, :case, item, element, form, version, answers, :now, sent_by, sent_post
        FROM given, jsonb_to_recordset(g->'submissions') AS s(
            id uuid, item uuid, element text, form text, version uuid, answers jsonb, sent_by uuid, sent_post uuid)
    ), resolved AS (
        UPDATE incident SET resolved_at = :now
        WHERE case_id = :case AND resolved_at IS NULL
            AND (kind = :hop OR CAST(:ended_at AS timestamptz) IS NOT NULL)
    )
    UPDATE case_file
    SET engine_state = g->'engine_state', variables = g->'variables', parties = g->'parties', state = g->>'state',
        revision = :revision, changed_at = :now, clock_started_at = :clock_started_at, ended_at = :ended_at,
        end_element = :end_element, ended_by = :ended_by, subject = :subject,
        ledger_count = :ledger_count, ledger_digest = :ledger_digest
    FROM given WHERE case_file.id = :case
    """
)


@dataclass(frozen=True)
class Sent:
    """A form that was sent: stays for ever. `item` and its `element` are empty for a start form."""

    element: str
    form: str | None
    answers: Mapping[str, Any]
    item: UUID | None = None


@dataclass(frozen=True)
class Hopped:
    """A hop to be written down: the case as locked, its version, who or what caused it, what came of it."""

    case: CaseFile
    version: Version
    cause: Cause
    outcome: Outcome
    sent: Sent | None = None
    finished: UUID | None = None


def project(session: Session, hop: Hopped) -> None:
    """Write everything that the hop changed; the case object is as fresh as its row afterwards."""
    outcome, case = hop.outcome, hop.case
    everything = names(case, hop.version, outcome.variables)
    where = {"state": outcome.business_state or case.state, "clocks": _begun(outcome)}
    taking_part = parties.worked_out(hop.version.manifest, {**everything, **where})
    opened = _opened(session, hop, parties.institutions(taking_part))
    parties.follow(session, case, taking_part)
    chain = append(session, Chain(case.id, case.ledger_count, case.ledger_digest), told(case, hop, opened))
    fresh = _fresh(session, hop, taking_part, chain)
    fresh["subject"] = case.subject or parties.subject_of(hop.version.manifest, everything)
    _write(session, hop, opened, fresh)
    change(session, _no_longer_due(hop), _due_from_now(hop, opened))
    for name, value in fresh.items():
        set_committed_value(case, name, value)


def _begun(outcome: Outcome) -> dict[str, str]:
    """When each clock of the case began: for the manifest, which says from when on somebody takes part."""
    return {name: clock.started_at.isoformat() for name, clock in outcome.clocks.items()}


def _fresh(session: Session, hop: Hopped, taking_part: Mapping[str, Any], chain: Chain) -> dict[str, Any]:
    """The case's columns as they are after the hop."""
    outcome, case, moment = hop.outcome, hop.case, now(session)
    begun = [clock.started_at for clock in outcome.clocks.values()]
    ended = outcome.ended
    actor = hop.cause.actor
    return {
        "engine_state": {name: value for name, value in outcome.state.items() if name != "variables"},
        "variables": outcome.variables,
        "parties": taking_part,
        "state": outcome.business_state or case.state,
        "revision": case.revision + 1,
        "changed_at": moment,
        "clock_started_at": case.clock_started_at or min(begun, default=None),
        "ended_at": moment if ended else None,
        "end_element": (ended.element or ended.kind) if ended else None,
        "ended_by": (actor.name if actor else hop.cause.kind) if ended else None,
        "ledger_count": chain.count,
        "ledger_digest": chain.digest,
    }


def _write(session: Session, hop: Hopped, opened: list[dict[str, Any]], fresh: Mapping[str, Any]) -> None:
    outcome = hop.outcome
    rearmed = {one.id for one in outcome.waiting} & set(outcome.unwaiting)
    given = {
        "closed": [_closed(hop, one.id, one.how) for one in outcome.closed],
        "opened": opened,
        "unwaiting": [one for one in outcome.unwaiting if one not in rearmed],
        "waiting": [_waiting(one) for one in outcome.waiting if one.id not in rearmed],
        "submissions": list(_submissions(hop)),
        **{name: fresh[name] for name in ("engine_state", "variables", "parties", "state")},
    }
    plain = {name: value for name, value in fresh.items() if name not in given and name != "changed_at"}
    session.execute(
        WRITE,
        {
            "case": hop.case.id,
            "now": fresh["changed_at"],
            "hop": HOP,
            "given": orjson.dumps(given).decode(),
            **plain,
        },
    )


def _closed(hop: Hopped, item: str, how: str) -> dict[str, Any]:
    actor = hop.cause.actor
    row: dict[str, Any] = {"id": item, "how": how, "by": actor and actor.person, "name": actor and actor.name}
    if actor and hop.finished == UUID(item):
        row |= {"holder": actor.person, "holder_name": actor.name}
    return row


def _waiting(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "element": one.element,
        "name": one.name,
        "key": one.key,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "properties": dict(one.properties),
    }


def _submissions(hop: Hopped) -> Iterator[dict[str, Any]]:
    actor, sent = hop.cause.actor, hop.sent
    if sent is not None and actor is not None:
        yield {
            "id": new_id(),
            "item": sent.item,
            "element": sent.element,
            "form": sent.form,
            "version": hop.version.id,
            "answers": sent.answers,
            "sent_by": actor.person,
            "sent_post": actor.post,
        }


def _opened(session: Session, hop: Hopped, institutions: Collection[UUID]) -> list[dict[str, Any]]:
    """The new work items as rows; one that is assigned to a person is held by them from the start."""
    already = {one.id for one in hop.outcome.closed}
    items = [one for one in hop.outcome.opened if one.id not in already]
    people = {person for one in items if (person := _person(one.assignee))}
    holders = {person: find(session, person, hop.cause.actor, institutions) for person in people}
    return [_item(hop, one, holders, place) for place, one in enumerate(items)]


def _item(hop: Hopped, one: WorkItem, holders: Mapping[UUID, Holder | None], place: int) -> dict[str, Any]:
    person = _person(one.assignee)
    holder = holders.get(person) if person else None
    groups = list(dict.fromkeys(one.groups))
    if holder is None and not groups:  # assigned to somebody who has left: nobody else could ever do it
        groups = [head_of(hop.case.started_institution)]
    return {
        "id": one.id,
        "element": one.element,
        "name": one.name,
        "name_en": one.name_en,
        "form": one.form,
        "assignee": one.assignee,
        "groups": groups,
        "front": groups[0] if groups else None,
        **(holder.columns(hop.cause.at) if holder else NOBODY),
        "takeover": [{"due": step.due.isoformat(), "groups": list(step.groups)} for step in one.takeover],
        # Microseconds keep the order in which the tasks of one hop opened.
        "opened_at": hop.cause.at + timedelta(microseconds=place),
        "due_at": one.due,
        "follow_up_at": one.follow_up,
        "priority": one.priority,
        "properties": dict(one.properties),
        "item": dict(one.item),
    }


def _person(assignee: str | None) -> UUID | None:
    try:
        return UUID(assignee) if assignee else None
    except ValueError:
        return None


def _no_longer_due(hop: Hopped) -> list[tuple[str, UUID, str]]:
    outcome, case = hop.outcome, hop.case.id
    gone = [(TIMER, case, arm) for arm in outcome.disarmed]
    gone += [(TAKEOVER, case, one.id) for one in outcome.closed]
    return gone + [(JOB, case, job) for job in outcome.jobs_closed]


def _due_from_now(hop: Hopped, opened: list[dict[str, Any]]) -> Iterator[ToDo]:
    outcome, case = hop.outcome, hop.case
    gone = set(outcome.disarmed)
    for timer in outcome.armed:
        if timer.id not in gone:
            yield ToDo(TIMER, case.id, timer.due, {"element": timer.element, "cycle": timer.cycle}, timer.id)
    for item in opened:
        if item["takeover"]:
            yield ToDo(TAKEOVER, case.id, datetime.fromisoformat(item["takeover"][0]["due"]), {}, item["id"])
    for job in outcome.jobs:
        content = {"element": job.element, "topic": job.topic, "inputs": dict(job.inputs)}
        yield ToDo(JOB, case.id, hop.cause.at, content, job.id)
