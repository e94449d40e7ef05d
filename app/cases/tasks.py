"""A task as people and programs read it: its form, what is answered so far, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import answers, queries, within
from app.cases.definitions import queries as definitions
from app.cases.items import draft_etag, draft_of
from app.cases.models import CaseFile, Submission, WorkItem
from app.cases.rights import allowed
from app.cases.surroundings import names
from app.cases.wiring import wired
from app.clock import now
from app.engine.forms import Form
from app.foundation.identity.actor import Actor


def row(item: WorkItem, case: CaseFile, subject: Mapping[str, Any] | None, moment: datetime) -> dict[str, Any]:
    """A task in a list."""
    overdue = item.closed_at is None and item.due_at is not None and item.due_at < moment
    return {
        "id": item.id,
        "element": item.element,
        "name": item.name,
        "name_en": item.name_en,
        "status": "open" if item.closed_at is None else "done",
        "case": {
            "id": case.id,
            "number": case.number,
            "process": case.process,
            "version": case.version_number,
            "state": case.state,
        },
        "subject": subject,
        "holder": {"person": item.holder, "name": item.holder_name} if item.holder else None,
        "claimed_at": item.claimed_at,
        "waiting_for": queries.waiting_for(item) if item.closed_at is None else None,
        "opened_at": item.opened_at,
        "due_at": item.due_at,
        "follow_up_at": item.follow_up_at,
        "overdue": overdue,
        "priority": item.priority,
        "closed_at": item.closed_at,
        "closed_by": {"person": item.closed_by, "name": item.closed_name} if item.closed_by else None,
        "closed_how": item.closed_how,
    }


def rows(session: Session, pairs: list[tuple[WorkItem, CaseFile]]) -> list[dict[str, Any]]:
    """Tasks in a list, their patients fetched together."""
    strips = wired().subjects(session, {case.subject for _item, case in pairs if case.subject})
    moment = now(session)
    return [row(item, case, strips.get(case.subject) if case.subject else None, moment) for item, case in pairs]


def detail(session: Session, actor: Actor, item: WorkItem, case: CaseFile, language: str) -> dict[str, Any]:
    """A task with its `form`, `answers` (the bound values and the draft over them), `actions`, `comments`."""
    form = form_of(session, item, case)
    pickers = wired().pickers(session, actor)
    there = answered(session, item, case, form)
    draft = draft_of(session, item.id, actor.person) if item.closed_at is None else None
    seen = within.of_task(session, actor, case.id, item.closed_at)
    return {
        **rows(session, [(item, case)])[0],
        "form": form.deliver(language, pickers, there) if form else None,
        "answers": there | (draft.answers if draft else {}),
        "draft": {
            "etag": draft_etag(item.id, actor.person, draft.revision if draft else 0),
            "saved_at": draft.saved_at if draft else None,
        },
        "actions": allowed(actor, item),
        "comments": within.comments(session, actor, seen),
        "properties": item.properties,
        "item": item.item,
    }


def form_of(session: Session, item: WorkItem, case: CaseFile) -> Form | None:
    """The task's form, of the version that the case runs on."""
    return definitions.version(session, case.version).form(item.form)


def answered(session: Session, item: WorkItem, case: CaseFile, form: Form | None) -> dict[str, Any]:
    """What is answered: of an open task the present bound values, of a done one what was sent."""
    if form is None:
        return {}
    if item.closed_at is not None:
        sent = session.execute(select(Submission.answers).where(Submission.item == item.id)).scalar_one_or_none()
        return dict(sent or {})
    version = definitions.version(session, case.version)
    scope = {**names(case, version, case.variables), **item.item}
    there = answers.current(session, form, scope, case.id, case.subject)
    return {key: value for key, value in there.items() if value is not None}
