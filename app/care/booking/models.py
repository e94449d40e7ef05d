"""Appointments that receivers arrange by hand until the pool of slots exists."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class Appointment(Base):
    """One arrangement for one case (FHIR Appointment).

    `kind` is visit, bed or waitlist; `status` is booked, waitlist, cancelled, noshow or fulfilled; `doctor` is a
    person of the receiver, or nobody in particular. At most one per case is in force.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index("uq_appointment_in_force", "case_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index(None, "case_id", "made_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    starts_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(Text)
    doctor: Mapped[UUID | None]
    bring: Mapped[str | None] = mapped_column(Text)
    urgency: Mapped[int | None] = mapped_column(SmallInteger)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)
