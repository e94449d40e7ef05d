"""The referral form's content, kept apart from the case's variables."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, Json, new_id


class Referral(Base):
    """One referral, from the first word of its draft on; `id` is also the case's once it is sent.

    `process` and `answers` are the draft: what would be started, and its start form as typed so far. `content`
    holds the fields of `REFERRAL_FIELDS` by name (texts, lists of file ids), written only through the forms of
    the case. A case that another case started has no draft: no process, no answers.
    """

    __tablename__ = "referral"
    __table_args__ = (
        Index(
            "ix_referral_drafts",
            "author_institution",
            "author",
            "changed_at",
            postgresql_where=text("sent_at IS NULL AND discarded_at IS NULL"),
        ),
        Index(None, "patient", "created_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    process: Mapped[str | None] = mapped_column(String(100))
    patient: Mapped[UUID | None]
    author: Mapped[UUID]
    author_institution: Mapped[UUID]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    ending: Mapped[str | None] = mapped_column(String(40))
    ending_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None]
