"""Carry notices out. For now to the console; other channels register beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.clock import now
from app.foundation.notifications.models import Notice
from app.foundation.notifications.service import OUTBOX
from app.foundation.outbox.service import outbox_kind

log = structlog.get_logger()
CONSOLE = "console"


@outbox_kind(OUTBOX)
def send(session: Session, payload: Mapping[str, Any]) -> None:
    """Send one notice, once. The log says that it was sent, not to whom: names are personal data."""
    notice = session.get(Notice, UUID(payload["notice"]), with_for_update=True)
    if notice is None or notice.sent_at is not None:
        return
    notice.sent_at, notice.channel = now(session), CONSOLE
    log.info("notice_sent", notice=str(notice.id), template=notice.template, to=notice.recipient_kind)
