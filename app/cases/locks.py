"""The locks: the case first, always; whatever else afterwards. And the case's own line in the history."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.models import CaseFile, WorkItem
from app.errors import NotFound
from app.etags import etag_of
from app.foundation.ledger.service import Chain, Entry, append


def lock_case(session: Session, case_id: UUID) -> CaseFile:
    """The case, locked until the end of the transaction. NO KEY UPDATE: rows may still refer to it meanwhile."""
    found = session.execute(
        select(CaseFile)
        .where(CaseFile.id == case_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def lock_case_if_free(session: Session, case_id: UUID) -> CaseFile | None:
    """The case, locked, unless somebody else has it now or there is none; for the sweeper."""
    return session.execute(
        select(CaseFile)
        .where(CaseFile.id == case_id)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def lock_item(session: Session, item_id: UUID) -> tuple[CaseFile, WorkItem]:
    """A task with its case, both locked in one statement, the case first, and both as they are now."""
    found = session.execute(
        select(CaseFile, WorkItem)
        .join(WorkItem, WorkItem.case_id == CaseFile.id)
        .where(WorkItem.id == item_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def remember(session: Session, case: CaseFile, *entries: Entry) -> None:
    """Add to the history of a locked case."""
    chain = append(session, Chain(case.id, case.ledger_count, case.ledger_digest), entries)
    case.ledger_count, case.ledger_digest = chain.count, chain.digest
    session.flush()


def item_etag(item: WorkItem) -> str:
    """A task's own tag: neither another task of the case nor a draft changes it."""
    return etag_of("task", item.id, item.revision)


def case_etag(case: CaseFile) -> str:
    """What actions on a case must have seen."""
    return etag_of("case", case.id, case.revision)
