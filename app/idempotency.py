"""A repeated request is answered with the first answer, and done only once.

The key is reserved at the start of the action's own transaction: a twin that arrives meanwhile waits for it, then
gets its answer; if the action rolls back, so does the reservation. Keys belong to one person, so that nobody
learns from another's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Index, SmallInteger, String, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.clock import host_now
from app.db import Base, Json
from app.errors import BadRequest, Invalid

KEPT_FOR = timedelta(hours=48)
LONGEST_KEY = 200


@dataclass(frozen=True)
class Answer:
    """What an action answers: a JSON body, its status, and the ETag of what it changed, if that has one."""

    body: Any
    status: int = 200
    etag: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    replayed: bool = False


class IdempotencyKey(Base):
    """One reserved key of one person, and the answer that was given."""

    __tablename__ = "idempotency_key"
    __table_args__ = (Index(None, "created_at"),)
    person: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    status: Mapped[int | None] = mapped_column(SmallInteger)
    answer: Mapped[Any] = mapped_column(Json, nullable=True)


def once(
    session: Session, person: UUID, key: str | None, request: bytes, work: Callable[[Session], Answer]
) -> Answer:
    """Do `work` once per key of this person; `request` (method, path, body) must be the same each time.

    Without a key the work is simply done. Raises `Invalid` when the key was used for another request.
    """
    if key is None:
        return work(session)
    fingerprint = hashlib.sha256(request).hexdigest()
    if not _reserve(session, person, _checked(key), fingerprint):
        return _first_answer(session, person, key, fingerprint)
    answer = work(session)
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.person == person, IdempotencyKey.key == key)
        .values(status=answer.status, answer={"body": answer.body, "etag": answer.etag, "headers": answer.headers})
    )
    return answer


def forget_old(session: Session) -> int:
    """Remove keys older than `KEPT_FOR`; returns how many."""
    gone = session.execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.created_at < host_now() - KEPT_FOR)
        .returning(IdempotencyKey.key)
    )
    return len(gone.all())


def _checked(key: str) -> str:
    if not key.isprintable() or not 0 < len(key) <= LONGEST_KEY:
        raise BadRequest(
            "idempotency_key_malformed",
            f"Idempotency-Key 要用 1 到 {LONGEST_KEY} 个可见字符。",
            f"Idempotency-Key must be 1 to {LONGEST_KEY} printable characters.",
        )
    return key


def _reserve(session: Session, person: UUID, key: str, fingerprint: str) -> bool:
    reserved = session.execute(
        insert(IdempotencyKey)
        .values(person=person, key=key, fingerprint=fingerprint, created_at=host_now())
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    return reserved.first() is not None


def _first_answer(session: Session, person: UUID, key: str, fingerprint: str) -> Answer:
    first = session.execute(
        select(IdempotencyKey).where(IdempotencyKey.person == person, IdempotencyKey.key == key)
    ).scalar_one()
    if first.fingerprint != fingerprint:
        raise Invalid(
            "idempotency_key_reused",
            "这个 Idempotency-Key 已用于另一个请求。请换一个新的。",
            "This Idempotency-Key was used for another request. Use a new one.",
        )
    kept = first.answer
    return Answer(kept["body"], first.status or 200, kept["etag"], kept["headers"], replayed=True)
