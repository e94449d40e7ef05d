"""Making and ending the arrangement of a case."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.care.booking.models import Appointment

# Crockford's base 32: no letters that are mistaken for digits when a code is read out on the phone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 7
STATUS_OF_OUTCOME = {"no_show": "noshow", "arrived": "fulfilled"}


@dataclass(frozen=True)
class Arrangement:
    """What the receiver arranged: `kind` visit, bed or waitlist; the rest as far as known."""

    kind: str
    starts_at: datetime | None = None
    place: str | None = None
    doctor: UUID | None = None
    bring: str | None = None
    urgency: int | None = None


def arrange(
    session: Session, case_id: UUID, wanted: Arrangement, *, made_by: UUID | None, at: datetime
) -> Appointment:
    """Put the arrangement in force, in place of the one that was (a waiting patient who gets a date)."""
    session.execute(
        update(Appointment)
        .where(Appointment.case_id == case_id, Appointment.ended_at.is_(None))
        .values(ended_at=at, status="cancelled", reason="rearranged")
    )
    made = Appointment(
        case_id=case_id,
        kind=wanted.kind,
        status="waitlist" if wanted.kind == "waitlist" else "booked",
        code=booking_code(),
        starts_at=wanted.starts_at,
        place=wanted.place,
        doctor=wanted.doctor,
        bring=wanted.bring,
        urgency=wanted.urgency,
        made_at=at,
        made_by=made_by,
    )
    session.add(made)
    session.flush()
    return made


def end(session: Session, appointment: UUID, outcome: str, reason: str | None, *, at: datetime) -> bool:
    """End an arrangement with its outcome; False when it had ended before."""
    ended = session.execute(
        update(Appointment)
        .where(Appointment.id == appointment, Appointment.ended_at.is_(None))
        .values(ended_at=at, status=STATUS_OF_OUTCOME.get(outcome, "cancelled"), reason=reason or outcome)
        .returning(Appointment.id)
    )
    return ended.first() is not None


def end_with_case(session: Session, case_id: UUID, outcome: str, *, at: datetime) -> None:
    """The case is over, and so is whatever was still arranged for it."""
    session.execute(
        update(Appointment)
        .where(Appointment.case_id == case_id, Appointment.ended_at.is_(None))
        .values(ended_at=at, status=STATUS_OF_OUTCOME.get(outcome, "cancelled"), reason=outcome)
    )


def in_force(session: Session, case_id: UUID) -> dict[str, Any] | None:
    """The arrangement of a case that counts now, as screens and programs show it."""
    found = session.execute(
        select(Appointment).where(Appointment.case_id == case_id, Appointment.ended_at.is_(None))
    ).scalar_one_or_none()
    if found is None:
        return None
    return {
        "id": str(found.id),
        "kind": found.kind,
        "status": found.status,
        "code": found.code,
        "starts_at": found.starts_at,
        "place": found.place,
        "doctor": str(found.doctor) if found.doctor else None,
        "bring": found.bring,
    }


def booking_code() -> str:
    """A random code that is easy to say; its last character checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The check character of a code: position-weighted sum modulo 31, so that swaps and single errors show."""
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(body, start=2))
    return ALPHABET[total % 31]
