"""Everything that is due, who sweeps it, and when people work."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Index, SmallInteger, String, Text, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class Due(Base):
    """One thing to be done at a time: of a kind, for a subject, told apart by `reference`.

    `try_at` is `due_at` until an attempt fails, then later each time; `parked_at` means that the sweeper gave up.
    """

    __tablename__ = "due"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "reference"),
        Index("ix_due_next", "try_at", "due_at", postgresql_where=text("parked_at IS NULL")),
        Index("ix_due_subject", "subject", "due_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[UUID]
    reference: Mapped[str] = mapped_column(String(200), default="")
    due_at: Mapped[datetime]
    try_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    parked_at: Mapped[datetime | None]


class WorkerHeartbeat(Base):
    """A worker that lives, by the host's clock."""

    __tablename__ = "worker_heartbeat"
    worker: Mapped[str] = mapped_column(String(100), primary_key=True)
    beat_at: Mapped[datetime]


class CalendarDay(Base):
    """A day that differs from its weekday: a public holiday, or a weekend day that is worked. Editable."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))


class WorkingHours(Base):
    """A span of work on a weekday (Monday is 0), in Asia/Shanghai. Editable."""

    __tablename__ = "working_hours"
    weekday: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    starts: Mapped[time] = mapped_column(Time, primary_key=True)
    ends: Mapped[time] = mapped_column(Time)
