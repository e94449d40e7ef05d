"""Notices: what was said to whom about which case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class Notice(Base):
    """One notice to one recipient: a person, a post (`institution[/department]:role`), an institution or a patient.

    `template` is the key of the text, `facts` are its blanks; never clinical content.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index(None, "case_id", "written_at"),
        Index(None, "recipient", "written_at"),
        Index("ix_notice_unsent", "written_at", postgresql_where=text("sent_at IS NULL")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID | None]
    template: Mapped[str] = mapped_column(String(100))
    recipient_kind: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(String(20))
