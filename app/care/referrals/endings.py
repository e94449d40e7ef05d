"""How a case ended: written once, told to everybody who ever held it, and to the cases it came from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.care.booking import service as booking
from app.care.referrals.models import Referral
from app.cases import mail, queries
from app.foundation.identity.actor import Actor
from app.foundation.notifications import service as notifications

ENDED = "linked_case_ended"
# What the ending of the case says of an arrangement that is still in force.
OUTCOMES = {
    **dict.fromkeys(("completed", "sent_down", "unacknowledged", "transferred"), "arrived"),
    "no_arrival": "no_show",
}


def record(
    session: Session, case_id: UUID, ending: str, reason: str | None, *, actor: Actor | None, at: datetime
) -> None:
    """Keep the ending, tell senders, receivers and the patient, and write to each older case of this one."""
    case = queries.find(session, case_id)
    row = insert(Referral).values(
        id=case_id,
        patient=case.subject,
        author=actor.person if actor else case.started_by,
        author_institution=case.started_institution,
        created_at=at,
        changed_at=at,
        sent_at=at,
        answers={},
        content={},
        ending=ending,
        ending_reason=reason,
        ended_at=at,
    )
    kept = {"ending": ending, "ending_reason": reason, "ended_at": at}
    session.execute(
        row.on_conflict_do_update(index_elements=[Referral.id], set_=kept, where=Referral.ending.is_(None))
    )
    booking.end_with_case(session, case_id, OUTCOMES.get(ending, ending), at=at)
    patient = f"patient:{case.subject}" if case.subject else None
    facts = {"number": case.number, "ending": ending}
    notifications.tell(session, case_id, ["senders", "receivers", patient], f"ended_{ending}", facts)
    for older in queries.pointed_to(session, case_id):
        mail.write(session, older, ENDED, {"ending": ending}, from_case=case_id)


def of_case(session: Session, case_id: UUID) -> tuple[str | None, str | None]:
    """The ending and its reason; nothing while the case lives."""
    row = session.execute(select(Referral.ending, Referral.ending_reason).where(Referral.id == case_id)).first()
    return (row.ending, row.ending_reason) if row else (None, None)
