"""What a case is made of while it lives, and what stays of it afterwards.

Everything that a screen asks of open work has a partial index, so that closed cases cost nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    Sequence,
    SmallInteger,
    String,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id

CASE_NUMBERS = Sequence("case_number", metadata=Base.metadata)
ORDINARY_PRIORITY = 50


class CaseFile(Base):
    """One case: the row that every action locks first.

    `engine_state` is the kernel's; `variables` are the case's one scope after the last hop, `parties` the
    parties in force as `{capacity: [[institution, department], …]}`; both are copies that save a read.
    `ledger_count` and `ledger_digest` are the head of the case's history chain.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_subject", "subject", "created_at"),
        Index("ix_case_file_process_state", "process", "state", "created_at"),
        Index("ix_case_file_started_by", "started_by", "created_at"),
        Index("ix_case_file_live", "created_at", postgresql_where=text("ended_at IS NULL")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    city: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(32), unique=True)
    process: Mapped[str] = mapped_column(String(100))
    version: Mapped[UUID] = mapped_column(ForeignKey("definition_version.id"))
    version_number: Mapped[int]
    state: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    started_by: Mapped[UUID]
    started_name: Mapped[str] = mapped_column(String(100))
    started_post: Mapped[UUID]
    started_institution: Mapped[UUID]
    started_role: Mapped[str] = mapped_column(String(40))
    by_hand: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[UUID | None]
    engine_state: Mapped[dict[str, Any]]
    variables: Mapped[dict[str, Any]]
    parties: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    clock_started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_element: Mapped[str | None] = mapped_column(String(200))
    ended_by: Mapped[str | None] = mapped_column(String(100))
    ledger_count: Mapped[int] = mapped_column(default=0)
    ledger_digest: Mapped[bytes] = mapped_column(LargeBinary, default=b"")


class WorkItem(Base):
    """Something a person has to do. `id` is the engine's task id; `groups` are the candidates, the newest
    post of a takeover in `front`; `holder` is who has it now. The ETag is made of `revision` alone."""

    __tablename__ = "work_item"
    __table_args__ = (
        Index(
            "ix_work_item_open_groups", "groups", postgresql_using="gin", postgresql_where=text("closed_at IS NULL")
        ),
        Index("ix_work_item_open_holder", "holder", postgresql_where=text("closed_at IS NULL")),
        Index("ix_work_item_done_by", "closed_by", "closed_at", postgresql_where=text("closed_at IS NOT NULL")),
        Index("ix_work_item_done", "closed_at", postgresql_where=text("closed_how = 'completed'")),
        Index("ix_work_item_case", "case_id", "opened_at"),
        Index("ix_work_item_open_case", "case_id", postgresql_where=text("closed_at IS NULL")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    element: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    form: Mapped[str | None] = mapped_column(String(100))
    assignee: Mapped[str | None] = mapped_column(String(100))
    groups: Mapped[list[str]] = mapped_column(ARRAY(Text))
    front: Mapped[str | None] = mapped_column(String(200))
    holder: Mapped[UUID | None]
    holder_name: Mapped[str | None] = mapped_column(String(100))
    holder_post: Mapped[UUID | None]
    holder_institution: Mapped[UUID | None]
    holder_role: Mapped[str | None] = mapped_column(String(40))
    claimed_at: Mapped[datetime | None]
    takeover: Mapped[list[Any]]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    follow_up_at: Mapped[datetime | None]
    priority: Mapped[int] = mapped_column(SmallInteger, default=ORDINARY_PRIORITY)
    properties: Mapped[dict[str, Any]]
    item: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    closed_name: Mapped[str | None] = mapped_column(String(100))
    closed_how: Mapped[str | None] = mapped_column(String(20))


class WaitingMessage(Base):
    """A message that a case waits for now: the source of "what may I do with this case"."""

    __tablename__ = "waiting_message"
    __table_args__ = (Index(None, "case_id"),)
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    element: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    name_zh: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    properties: Mapped[dict[str, Any]]


class Message(Base):
    """Mail between cases: written in the transaction of the cause, delivered in its own, in order per case."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_undelivered", "to_case", "place", postgresql_where=text("delivered_at IS NULL")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    place: Mapped[int] = mapped_column(BigInteger, Sequence("message_place", metadata=Base.metadata))
    to_case: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    from_case: Mapped[UUID | None] = mapped_column(ForeignKey("case_file.id"))
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str | None] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(20))


class Draft(Base):
    """What a person has typed into a task and not sent yet; theirs alone, with an ETag of its own."""

    __tablename__ = "draft"
    item: Mapped[UUID] = mapped_column(ForeignKey("work_item.id", ondelete="CASCADE"), primary_key=True)
    person: Mapped[UUID] = mapped_column(primary_key=True)
    answers: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime]


class Submission(Base):
    """A form as it was sent, for ever, with the version whose form it was. `item` is empty for a start form."""

    __tablename__ = "submission"
    __table_args__ = (Index(None, "case_id", "sent_at"), Index(None, "item"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    item: Mapped[UUID | None]
    element: Mapped[str] = mapped_column(String(200))
    form: Mapped[str | None] = mapped_column(String(100))
    version: Mapped[UUID]
    answers: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]
    sent_by: Mapped[UUID]
    sent_post: Mapped[UUID]


class Comment(Base):
    """A remark on a case, made at one of its tasks."""

    __tablename__ = "comment"
    __table_args__ = (Index(None, "case_id", "made_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    item: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[UUID]
    made_name: Mapped[str] = mapped_column(String(100))


class Incident(Base):
    """The system could not go on by itself: where, why, and what will be tried again."""

    __tablename__ = "incident"
    __table_args__ = (Index("ix_incident_open", "case_id", postgresql_where=text("resolved_at IS NULL")),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    element: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(Text)
    due: Mapped[UUID | None]
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]


class CaseParty(Base):
    """Who takes part in a case, in what capacity, from when to when, and what they see of it.

    `sees`: `all` while the row is open; `until_end` what was there when their part ended.
    """

    __tablename__ = "case_party"
    __table_args__ = (
        Index("ix_case_party_institution", "institution", "case_id"),
        Index("ix_case_party_case", "case_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    institution: Mapped[UUID]
    department: Mapped[UUID | None]
    capacity: Mapped[str] = mapped_column(String(40))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]
    sees: Mapped[str] = mapped_column(String(20), default="all")


class CaseLink(Base):
    """`newer` is `relation` (down_of, bounce_back_of, follow_up_of) of `older`."""

    __tablename__ = "case_link"
    __table_args__ = (Index(None, "newer"), Index(None, "older"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    relation: Mapped[str] = mapped_column(String(40))
    newer: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    older: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"))
    made_at: Mapped[datetime]
