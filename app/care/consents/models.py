"""The table of consents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class Consent(Base):
    """One decision of a patient (or of who signs for them), with the version of the text that was read out.

    `scope`: referral, treatment or data; `recipient`: the institution it is limited to, none = whoever the case
    goes to; a withdrawn one stays with its time.
    """

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("decision IN ('agree', 'refuse')", name="decision"),
        Index(None, "patient", "recorded_at"),
        Index(None, "case_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    patient: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"))
    scope: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[UUID | None] = mapped_column(ForeignKey("institution.id"))
    limited: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column(String(200))
    text_version: Mapped[str] = mapped_column(String(40))
    risks: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str] = mapped_column(String(10))
    signer: Mapped[str | None] = mapped_column(String(100))
    relation: Mapped[str | None] = mapped_column(String(40))
    signed_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]
    recorded_post: Mapped[UUID]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500))
    revision: Mapped[int] = mapped_column(default=1)
