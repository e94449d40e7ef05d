"""Whoever leaves takes no work along: it returns to the queue at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.holders import head_of
from app.cases.items import give_back
from app.cases.locks import lock_case, remember
from app.cases.models import WorkItem
from app.foundation.identity import queries as people
from app.foundation.identity.service import on_deactivation
from app.foundation.ledger.service import Entry


@on_deactivation
def return_work(session: Session, person: UUID, post: UUID | None) -> None:
    """Give back what a person holds: everything, or what was claimed in the post that ended.

    Work that was given to the person alone goes to the head of the institution, or nobody could do it.
    """
    held = select(WorkItem.id, WorkItem.case_id).where(WorkItem.holder == person, WorkItem.closed_at.is_(None))
    if post is not None and people.posts_of(session, person):
        held = held.where(WorkItem.holder_post == post)
    for item_id, case_id in session.execute(held.order_by(WorkItem.case_id)).all():
        _return(session, person, item_id, case_id)


def _return(session: Session, person: UUID, item_id: UUID, case_id: UUID) -> None:
    case = lock_case(session, case_id)
    item = session.get_one(WorkItem, item_id, with_for_update=True, populate_existing=True)
    if item.holder != person or item.closed_at is not None:
        return
    if not item.groups:
        item.groups = [head_of(item.holder_institution or case.started_institution)]
        item.front = item.groups[0]
    give_back(session, item)
    item.revision += 1
    remember(session, case, Entry("task_returned", None, item.element, on_behalf=person))
