"""Where a task stands, in words: the five answers, the time used, the last steps of its case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import WorkItem, narrative, queries
from app.cases.definitions.queries import Version
from app.foundation.network import queries as network
from app.ui.states import ROLE_KEYS
from app.ui.view import t
from app.ui.words import Language, moment_words, recent_words, span_words

TIMELINE = 12


def five(session: Session, item: WorkItem, moment: datetime, language: Language) -> dict[str, tuple[str, str]]:
    """Where, in whose hands, since when, what next, by when: each a value and a line below."""
    waiting = queries.waiting_for(item)
    house = network.institution_names(session, [UUID(waiting["institution"])] if waiting["institution"] else [])
    place = next(((one.name_en if language == "en" else "") or one.name for one in house.values()), "")
    role = t(ROLE_KEYS[waiting["role"]]) if waiting["role"] in ROLE_KEYS else ""
    since = item.claimed_at or item.opened_at
    arrived = t(
        "task.claimed_at" if item.claimed_at else "task.arrived_at", at=recent_words(since, moment, language)
    )
    latest = (moment_words(item.due_at, moment, language), "") if item.due_at else (t("task.no_deadline"), "")
    return {
        "place": (place or role, role if place else ""),
        "holder": (item.holder_name or "", "" if item.holder else t("task.who_may", role=role)),
        "since": (span_words(moment - item.opened_at, language), arrived),
        "next_step": ((item.name_en if language == "en" else "") or item.name, ""),
        "latest": latest,
    }


def used(item: WorkItem, moment: datetime) -> int:
    """How much of the time is used, 0 to 100."""
    if item.due_at is None or item.due_at <= item.opened_at:
        return 100
    return max(0, min(100, round((moment - item.opened_at) / (item.due_at - item.opened_at) * 100)))


def entries(
    session: Session,
    version: Version,
    rows: list[dict[str, Any]],
    item: WorkItem,
    language: Language,
    moment: datetime,
) -> list[Mapping[str, str]]:
    """The last steps, newest first, what waits now on top; in the words of the macro `timeline`."""
    told = [one for one in narrative.told(session, version.definition, rows, language) if one.main]
    before: list[Mapping[str, str]] = [
        {
            "kind": one.sort,
            "title": one.title,
            "who": " ".join(part for part in (one.who, one.post) if part),
            "at": recent_words(one.at, moment, language),
            "exact": one.at.isoformat(),
            "note": " ".join(part for part in (one.reason, one.note) if part),
        }
        for one in reversed(told[-TIMELINE:])
    ]
    if item.closed_at is not None:
        return before
    name = (item.name_en if language == "en" else "") or item.name
    who = item.holder_name or t("nobody")
    return [
        {"kind": "now", "title": t("task.waiting", name=name), "who": who, "at": "", "exact": "", "note": ""},
        *before,
    ]
