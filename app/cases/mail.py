"""Mail between cases: a row in the transaction of the cause, delivered in its own, exactly once, in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import service
from app.cases.models import CaseFile, Message
from app.clock import now
from app.db import new_id
from app.foundation.timekeeping.service import schedule

MESSAGE = "case.message"
DELIVERED = "delivered"
NOBODY_WAITED = "nobody_waited"


def write(
    session: Session,
    to_case: UUID,
    name: str,
    payload: Mapping[str, Any],
    *,
    from_case: UUID | None = None,
    key: str | None = None,
) -> UUID:
    """Write to another case (key None: its own number). It arrives after this transaction, or never."""
    message = Message(
        id=new_id(),
        to_case=to_case,
        from_case=from_case,
        name=name,
        key=key,
        payload=dict(payload),
        written_at=now(session),
    )
    session.add(message)
    session.flush()
    schedule(session, MESSAGE, to_case, now(session), {"message": str(message.id)}, reference=str(message.id))
    return message.id


def deliver(session: Session, case: CaseFile) -> None:
    """Hand a locked case the oldest message that it has not had. Nobody waiting is an answer, not a fault."""
    message = session.execute(
        select(Message)
        .where(Message.to_case == case.id, Message.delivered_at.is_(None))
        .order_by(Message.place)
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()
    if message is None:
        return
    taken = service.correlate(session, None, case, message.name, message.key, message.payload)
    message.delivered_at = now(session)
    message.result = DELIVERED if taken else NOBODY_WAITED
    session.flush()
