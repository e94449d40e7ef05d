"""Moving the installation's clock: for demonstrations and tests alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import NOW, now
from app.db import InstallationClock
from app.engine.dialect import times
from app.errors import FieldProblem, Invalid


def span_of(text: object, start: datetime) -> timedelta:
    """How far an ISO 8601 duration leads from `start`; raises `Invalid` for anything that does not lead forward."""
    try:
        length = times.duration(text) if isinstance(text, str) else None
    except ValueError:
        length = None
    if length is None or not length.positive:
        raise Invalid(
            "advance_invalid",
            "时钟没有动。",
            "The clock was not moved.",
            fields=[
                FieldProblem(
                    "advance",
                    "not_a_duration",
                    "请写向前的 ISO 8601 时长，例如 PT3H 或 P2D。",
                    "Give an ISO 8601 duration that leads forward, such as PT3H or P2D.",
                )
            ],
        )
    return times.later(start, length) - start


def advance(session: Session, span: timedelta) -> datetime:
    """Move the installation's clock forward; returns the new present, which this transaction has from now on."""
    row = insert(InstallationClock).values(only=True, ahead=span)
    moved = row.on_conflict_do_update(
        index_elements=["only"], set_={"ahead": InstallationClock.ahead + row.excluded.ahead}
    )
    session.execute(moved)
    session.info[NOW] = now(session) + span
    return now(session)
