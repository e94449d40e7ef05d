"""Who is meant by `senders` and `receivers` in a case."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.models import CaseFile, CaseParty
from app.foundation.notifications.service import INSTITUTION, PERSON, Recipient, address_book

SENDING = ("sender", "starter")
RECEIVING = ("receiver",)


@address_book("senders")
def senders(session: Session, case_id: UUID) -> Iterator[Recipient]:
    """Whoever sent this case and every earlier case that it goes back to: the person and the institution."""
    cases = _with_older(session, case_id)
    for person in session.execute(select(CaseFile.started_by).where(CaseFile.id.in_(cases))).scalars():
        yield Recipient(PERSON, str(person))
    yield from _institutions(session, cases, SENDING)


@address_book("receivers")
def receivers(session: Session, case_id: UUID) -> Iterator[Recipient]:
    """The institutions that receive or have received this case."""
    yield from _institutions(session, [case_id], RECEIVING)


def _institutions(session: Session, cases: list[UUID], capacities: tuple[str, ...]) -> Iterator[Recipient]:
    found = select(CaseParty.institution).where(CaseParty.case_id.in_(cases), CaseParty.capacity.in_(capacities))
    for institution in session.execute(found.order_by(CaseParty.from_at)).scalars():
        yield Recipient(INSTITUTION, str(institution))


def _with_older(session: Session, case_id: UUID) -> list[UUID]:
    found, left = [], [case_id]
    while left:
        one = left.pop(0)
        if one not in found:
            found.append(one)
            left += queries.pointed_to(session, one)
    return found
