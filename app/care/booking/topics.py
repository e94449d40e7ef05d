"""What diagrams may ask of booking."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.care.booking import service
from app.care.booking.service import Arrangement
from app.clock import ZONE
from app.engine.topics import TopicCall, topic


@topic(
    "booking.arrange",
    zh="记下安排的时间、地点、医生；候补和床位也在此登记",
    en="Keep the arranged time, place and doctor; waiting list and bed too",
    inputs={
        "result": "string",
        "starts_at": "date and time?",
        "place": "string?",
        "doctor": "string?",
        "bring": "string?",
        "urgency": "number?",
    },
    outputs={"appointment": "string", "booking_code": "string"},
    errors=("slot_gone",),
)
def arrange(
    call: TopicCall,
    *,
    result: str,
    starts_at: str | None = None,
    place: str | None = None,
    doctor: str | None = None,
    bring: str | None = None,
    urgency: int | None = None,
) -> dict[str, Any]:
    """The receiver's own arrangement cannot be gone; `slot_gone` is for the pool that comes behind this name."""
    wanted = Arrangement(
        kind=result,
        starts_at=_moment(starts_at),
        place=place,
        doctor=UUID(doctor) if doctor else None,
        bring=bring,
        urgency=urgency,
    )
    made_by = getattr(call.actor, "person", None)
    made = service.arrange(call.session, UUID(call.case_id), wanted, made_by=made_by, at=call.now)
    return {"appointment": str(made.id), "booking_code": made.code}


@topic(
    "booking.cancel",
    zh="结束这次安排（爽约、患者取消、医院取消、病情加重）",
    en="End this arrangement (no-show, cancelled by either side, got worse)",
    inputs={"appointment": "string?", "outcome": "string", "reason": "string?"},
)
def cancel(
    call: TopicCall, *, outcome: str, appointment: str | None = None, reason: str | None = None
) -> dict[str, Any]:
    """Nothing arranged, nothing to end."""
    if appointment:
        service.end(call.session, UUID(appointment), outcome, reason, at=call.now)
    return {}


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
