"""What is due in cases: timers, takeovers, jobs, mail. Each locks its case first."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import mail, service
from app.cases.incidents import parked
from app.cases.items import take_over
from app.cases.locks import lock_case_if_free
from app.cases.models import CaseFile
from app.cases.projection import JOB, TAKEOVER, TIMER
from app.foundation.timekeeping.registry import DueThing, due_kind


@due_kind(TIMER, lock=lock_case_if_free, parked=parked)
def timer(session: Session, due: DueThing, case: CaseFile) -> None:
    """Exactly the timer that is named fires."""
    service.fire_timer(session, case, due)


@due_kind(TAKEOVER, lock=lock_case_if_free, parked=parked)
def takeover(session: Session, due: DueThing, case: CaseFile) -> None:
    """Nobody has claimed: the next posts may."""
    take_over(session, case, UUID(due.reference))


@due_kind(JOB, lock=lock_case_if_free, parked=parked)
def job(session: Session, due: DueThing, case: CaseFile) -> None:
    """A topic that leaves the machine."""
    service.run_job(session, case, due)


@due_kind(mail.MESSAGE, lock=lock_case_if_free, parked=parked)
def message(session: Session, due: DueThing, case: CaseFile) -> None:  # noqa: ARG001 - the oldest goes first
    """Mail from another case."""
    mail.deliver(session, case)
