"""The append-only history: rows with digests, and the payloads apart so that they could be erased by law.

The application's role may only INSERT and SELECT here.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class LedgerRow(Base):
    """One thing that somebody or something did. `digest` covers every column and the previous row's digest."""

    __tablename__ = "ledger_row"
    __table_args__ = (UniqueConstraint("chain", "seq"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    chain: Mapped[UUID]
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(60))
    person: Mapped[UUID | None]
    post: Mapped[UUID | None]
    institution: Mapped[UUID | None]
    role: Mapped[str | None] = mapped_column(String(40))
    on_behalf: Mapped[UUID | None]
    element: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[str | None] = mapped_column(String(120))
    algorithm: Mapped[str] = mapped_column(String(20))
    payload_digest: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class LedgerPayload(Base):
    """What a row is about, in canonical JSON, with the salt that keeps its digest from being guessed."""

    __tablename__ = "ledger_payload"
    row: Mapped[UUID] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[str] = mapped_column(Text)


class LedgerChain(Base):
    """The head of a chain that belongs to no case (a definition, a person); a case keeps its own head."""

    __tablename__ = "ledger_chain"
    chain: Mapped[UUID] = mapped_column(primary_key=True)
    count: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
