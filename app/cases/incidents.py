"""When the system cannot go on by itself: written down where it happened, and tried again when somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.locks import lock_case, remember
from app.cases.models import Incident
from app.cases.projection import HOP
from app.clock import now
from app.db import Database, new_id
from app.errors import Conflict, NotFound
from app.foundation.identity.actor import Actor
from app.foundation.ledger.service import Entry
from app.foundation.timekeeping.registry import DueThing
from app.foundation.timekeeping.service import try_again

LONGEST = 2000
Result = TypeVar("Result")


class Stuck(Conflict):
    """The diagram could not be followed from here; nothing was changed. `case` and `element` say where."""

    def __init__(self, case: UUID, element: str, zh: str, en: str) -> None:
        super().__init__(
            "incident",
            f"流程在 {element} 走不下去：{zh} 什么都没有改动，流程设计人员会看到。",
            f"The process cannot go on at {element}: {en} Nothing was changed; its designers will see this.",
            element=element,
        )
        self.case = case
        self.element = element


def noting(database: Database, work: Callable[[], Result]) -> Result:
    """Do `work`; when it runs into a `Stuck`, write that down in a transaction of its own and pass it on."""
    try:
        return work()
    except Stuck as stuck:
        with database.transaction() as session:
            case = lock_case_or_none(session, stuck.case)
            if case:
                raise_incident(session, case, stuck.element, HOP, str(stuck))
        raise


def lock_case_or_none(session: Session, case_id: UUID) -> UUID | None:
    """The id of the case when it is there at all: one whose start failed is not."""
    try:
        return lock_case(session, case_id).id
    except NotFound:
        return None


def raise_incident(
    session: Session, case_id: UUID, element: str | None, kind: str, message: str, due: UUID | None = None
) -> None:
    """Write an incident down, once for the same open trouble."""
    open_already = select(Incident.id).where(
        Incident.case_id == case_id,
        Incident.resolved_at.is_(None),
        Incident.kind == kind,
        Incident.element.is_not_distinct_from(element),
    )
    if session.execute(open_already.limit(1)).first() is not None:
        return
    incident = Incident(
        id=new_id(),
        case_id=case_id,
        element=element,
        kind=kind,
        message=message[:LONGEST],
        due=due,
        raised_at=now(session),
    )
    session.add(incident)
    remember(
        session,
        lock_case(session, case_id),
        Entry("incident_raised", None, element, details={"incident": str(incident.id), "kind": kind}),
    )


def parked(session: Session, due: DueThing, message: str) -> None:
    """The sweeper has given up on something of a case."""
    raise_incident(session, due.subject, due.payload.get("element"), due.kind, message, due.id)


def retry(session: Session, actor: Actor, case_id: UUID, incident_id: UUID) -> None:
    """Have what failed tried again at once, and close the incident."""
    case = lock_case(session, case_id)
    incident = session.execute(
        select(Incident).where(Incident.id == incident_id, Incident.case_id == case_id).with_for_update()
    ).scalar_one_or_none()
    if incident is None or incident.resolved_at is not None:
        raise NotFound
    if incident.due is not None:
        try_again(session, incident.due)
    incident.resolved_at, incident.resolved_by = now(session), actor.person
    remember(
        session, case, Entry("incident_retried", actor, incident.element, details={"incident": str(incident_id)})
    )


def open_incidents(session: Session, case_id: UUID) -> list[Incident]:
    """What of a case is stuck now, oldest first."""
    rows = session.execute(
        select(Incident)
        .where(Incident.case_id == case_id, Incident.resolved_at.is_(None))
        .order_by(Incident.raised_at)
    )
    return list(rows.scalars())
