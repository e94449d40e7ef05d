"""Read cases: one or many with the same few statements. Access is the caller's to judge, by `access.policy`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.cases.models import CaseFile, CaseLink, Comment, Submission, WorkItem
from app.cases.projection import TIMER
from app.errors import NotFound
from app.foundation.ledger.service import Chain
from app.foundation.timekeeping.service import Pending, pending

PATIENT = "patient"


def find(session: Session, case_id: UUID) -> CaseFile:
    """A case by its id; `NotFound` when there is none."""
    case = session.get(CaseFile, case_id)
    if case is None:
        raise NotFound
    return case


def summary(session: Session, case: CaseFile) -> dict[str, Any]:
    """A case as programs read it, in two statements: state, links, whom it waits for and until when, open tasks."""
    return summaries(session, [case])[0]


def summaries(session: Session, cases: Sequence[CaseFile]) -> list[dict[str, Any]]:
    """Several cases in the order given, in two statements however many they are."""
    ids = [case.id for case in cases]
    items = open_items(session, ids)
    links = links_of(session, ids)
    return [_summary(case, items.get(case.id, []), links.get(case.id, [])) for case in cases]


def open_items(session: Session, cases: Iterable[UUID]) -> dict[UUID, list[WorkItem]]:
    """The open tasks of each case, in the order in which they opened."""
    rows = session.execute(
        select(WorkItem)
        .where(WorkItem.case_id.in_(set(cases)), WorkItem.closed_at.is_(None))
        .order_by(WorkItem.opened_at, WorkItem.id)
    ).scalars()
    found: dict[UUID, list[WorkItem]] = {}
    for item in rows:
        found.setdefault(item.case_id, []).append(item)
    return found


def links_of(session: Session, cases: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The links of each case, either way round, oldest first: `from` is the newer case, `to` the older."""
    wanted = set(cases)
    rows = session.execute(
        select(CaseLink)
        .where(or_(CaseLink.newer.in_(wanted), CaseLink.older.in_(wanted)))
        .order_by(CaseLink.made_at, CaseLink.id)
    ).scalars()
    found: dict[UUID, list[dict[str, Any]]] = {}
    for link in rows:
        shown = {"relation": link.relation, "id": link.id, "from": link.newer, "to": link.older}
        for case in {link.newer, link.older} & wanted:
            found.setdefault(case, []).append(shown)
    return found


def linked(session: Session, case_id: UUID, relation: str | None = None) -> list[UUID]:
    """The cases linked to this one, by one relation or any, either way round, oldest link first."""
    links = links_of(session, [case_id]).get(case_id, [])
    ends = [
        link["to"] if link["from"] == case_id else link["from"]
        for link in links
        if relation in (None, link["relation"])
    ]
    return list(dict.fromkeys(ends))


def pointed_to(session: Session, case_id: UUID) -> list[UUID]:
    """The older cases that this one is linked to."""
    links = links_of(session, [case_id]).get(case_id, [])
    return list(dict.fromkeys(link["to"] for link in links if link["from"] == case_id))


def waiting_for(item: WorkItem) -> dict[str, Any]:
    """Who has to act: the holder, else the first candidate post, after a takeover the newest."""
    institution, role = _post(item.front)
    if item.holder is not None:
        return {
            "institution": str(item.holder_institution) if item.holder_institution else institution,
            "role": item.holder_role or role,
            "person": str(item.holder),
        }
    return {"institution": institution, "role": role, "person": None}


def open_task(item: WorkItem) -> dict[str, Any]:
    """An open task as it stands in a case."""
    return {
        "id": item.id,
        "element": item.element,
        "name": item.name,
        "name_en": item.name_en,
        "waiting_for": waiting_for(item),
        "due_at": item.due_at,
        "opened_at": item.opened_at,
    }


def due_timers(session: Session, case_id: UUID) -> list[dict[str, Any]]:
    """What will happen by itself, earliest first."""
    return [_timer(one) for one in pending(session, TIMER, case_id)]


def comments(session: Session, case_id: UUID) -> list[dict[str, Any]]:
    """All remarks on a case, oldest first."""
    rows = session.execute(
        select(Comment).where(Comment.case_id == case_id).order_by(Comment.made_at, Comment.id)
    ).scalars()
    return [
        {
            "id": row.id,
            "task": row.item,
            "text": row.text,
            "at": row.made_at,
            "by": {"person": row.made_by, "name": row.made_name},
        }
        for row in rows
    ]


def submissions(session: Session, case_id: UUID) -> list[Submission]:
    """Every form that was sent in a case, oldest first."""
    rows = session.execute(
        select(Submission).where(Submission.case_id == case_id).order_by(Submission.sent_at, Submission.id)
    )
    return list(rows.scalars())


def ledger_heads(session: Session) -> Iterable[Chain]:
    """Where each case says that its history ends; for `ledger.verify`."""
    rows = session.execute(
        select(CaseFile.id, CaseFile.ledger_count, CaseFile.ledger_digest).execution_options(yield_per=1000)
    )
    for row in rows:
        yield Chain(row.id, row.ledger_count, row.ledger_digest)


def _summary(case: CaseFile, items: Sequence[WorkItem], links: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    dues = [item.due_at for item in items if item.due_at]
    return {
        "id": case.id,
        "number": case.number,
        "process": case.process,
        "version": case.version_number,
        "state": case.state,
        "patient": case.subject,
        "created_at": case.created_at,
        "changed_at": case.changed_at,
        "started_by": {
            "person": case.started_by,
            "name": case.started_name,
            "institution": case.started_institution,
            "role": case.started_role,
        },
        "clock_started_at": case.clock_started_at or case.created_at,
        "waiting_for": waiting_for(items[0]) if items else None,
        "due_at": min(dues, default=None),
        "open_tasks": [open_task(item) for item in items],
        "links": list(links),
        "ended_at": case.ended_at,
        "end_element": case.end_element,
    }


def _timer(one: Pending) -> dict[str, Any]:
    return {"id": one.reference, "element": one.payload.get("element"), "due_at": one.due_at}


def _post(group: str | None) -> tuple[str | None, str | None]:
    """Institution and role of `institution[/department]:role`; a patient has a role alone."""
    if not group:
        return None, None
    place, _colon, role = group.rpartition(":")
    if place == PATIENT:
        return None, PATIENT
    return place.partition("/")[0] or None, role or None


def of_subject(session: Session, subject: UUID, since: datetime) -> list[CaseFile]:
    """The cases about one patient that began since then, newest first; for rules, not for showing."""
    rows = session.execute(
        select(CaseFile)
        .where(CaseFile.subject == subject, CaseFile.created_at >= since)
        .order_by(CaseFile.created_at.desc())
    )
    return list(rows.scalars())
