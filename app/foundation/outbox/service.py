"""What has to leave the machine: written with the action, done afterwards by the sweeper, tried until it works.

outbox.put(session, "notice", {"notice": "…"})         in the action's transaction
@outbox_kind("notice")                                  in the feature that knows how
def send(session, payload): ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.clock import now
from app.db import new_id
from app.foundation.timekeeping.registry import DueThing, due_kind
from app.foundation.timekeeping.service import ToDo, schedule_all

PREFIX = "outbox."
Send = Callable[[Session, Mapping[str, Any]], None]


def put(session: Session, kind: str, *payloads: Mapping[str, Any]) -> None:
    """Have each payload carried out once this transaction has happened. One statement."""
    moment = now(session)
    schedule_all(session, [ToDo(PREFIX + kind, new_id(), moment, payload) for payload in payloads])


def outbox_kind(kind: str) -> Callable[[Send], Send]:
    """Register what carries out payloads of this kind; it may run again after a failure."""

    def register(send: Send) -> Send:
        @due_kind(PREFIX + kind)
        def fire(session: Session, due: DueThing, _locked: object) -> None:
            send(session, due.payload)

        return send

    return register
