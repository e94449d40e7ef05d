"""The history of a case in words: one sentence a row, for the page of a case and the desk of the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.actions import reasons_in
from app.engine.dialect import Definition
from app.engine.dialect.definition import ElementInfo
from app.foundation.network import queries as network
from app.ui.states import ROLE_KEYS
from app.ui.view import t
from app.ui.words import Language

Sort = Literal["person", "system", "trouble"]
Say = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """One row in words. `element` is the step's name, `who` the person and `post` their post; `main` rows are the
    ones that a reader in a hurry needs."""

    seq: int
    at: datetime
    sort: Sort
    title: str
    who: str
    post: str
    element: str
    reason: str
    note: str
    version: str
    kind: str
    main: bool


@dataclass(frozen=True)
class Kind:
    """How a kind of row is told: its sentence from the step's name, its mark, whether it is a main one."""

    say: Say
    sort: Sort = "person"
    main: bool = True


KINDS: dict[str, Kind] = {
    "case_started": Kind(lambda _: t("case.story.case_started")),
    "task_completed": Kind(lambda name: t("case.story.task_completed", name=name)),
    "action_taken": Kind(lambda name: t("case.story.action_taken", name=name)),
    "message_delivered": Kind(lambda _: t("case.story.message_delivered"), "system"),
    "timer_fired": Kind(lambda name: t("case.story.timer_fired", name=name), "system"),
    "job_done": Kind(lambda name: t("case.story.job_done", name=name), "system", main=False),
    "case_cancelled": Kind(lambda _: t("case.story.case_cancelled"), "trouble"),
    "topic_called": Kind(lambda name: t("case.story.topic_called", name=name), "system", main=False),
    "decision_taken": Kind(lambda name: t("case.story.decision_taken", name=name), "system", main=False),
    "task_opened": Kind(lambda name: t("case.story.task_opened", name=name), "system", main=False),
    "task_cancelled": Kind(lambda name: t("case.story.task_cancelled", name=name), "system", main=False),
    "task_claimed": Kind(lambda name: t("case.story.task_claimed", name=name)),
    "task_unclaimed": Kind(lambda name: t("case.story.task_unclaimed", name=name)),
    "task_delegated": Kind(lambda name: t("case.story.task_delegated", name=name)),
    "task_returned": Kind(lambda name: t("case.story.task_returned", name=name), "system"),
    "task_taken_over": Kind(lambda name: t("case.story.task_taken_over", name=name), "trouble"),
    "commented": Kind(lambda name: t("case.story.commented", name=name)),
    "incident_raised": Kind(lambda name: t("case.story.incident_raised", name=name), "trouble"),
    "incident_retried": Kind(lambda name: t("case.story.incident_retried", name=name)),
    "case_ended": Kind(lambda name: t("case.story.case_ended", name=name), "system"),
    "consent_withdrawn": Kind(lambda _: t("case.story.consent_withdrawn"), "trouble"),
}
UNKNOWN = Kind(lambda name: t("case.story.other", name=name), "system", main=False)


def told(
    session: Session, definition: Definition, rows: Iterable[Mapping[str, Any]], language: Language
) -> list[Told]:
    """Rows of `ledger.history` in words, in the order given, in one statement."""
    rows = list(rows)
    houses = network.institution_names(session, {row["institution"] for row in rows if row["institution"]})
    places = {which: _said(one.name, one.name_en, language) for which, one in houses.items()}
    return [_told(row, definition, places, language) for row in rows]


def element_name(definition: Definition, element: str | None, language: Language) -> str:
    """What a step is called, in the process or in one that it calls; its id where it has no name."""
    found = _element(definition, element) if element else None
    if found is None:
        return element or ""
    return _said(found.name, found.name_en, language) or found.id


def _told(row: Mapping[str, Any], definition: Definition, places: Mapping[UUID, str], language: Language) -> Told:
    kind = KINDS.get(row["kind"], UNKNOWN)
    name = element_name(definition, row["element"], language)
    payload = row.get("payload") or {}
    role = t(ROLE_KEYS[row["role"]]) if row["role"] in ROLE_KEYS else ""
    return Told(
        seq=row["seq"],
        at=row["at"],
        sort=kind.sort if row["person"] or kind.sort == "trouble" else "system",
        title=kind.say(name) if kind is not UNKNOWN else kind.say(row["kind"]),
        who=row.get("name") or t("case.system"),
        post=" ".join(part for part in (places.get(row["institution"], ""), role) if part),
        element=name,
        reason=_reason(row, definition, language),
        note=str(payload.get("note") or ""),
        version=row["version"] or "",
        kind=row["kind"],
        main=kind.main,
    )


def _reason(row: Mapping[str, Any], definition: Definition, language: Language) -> str:
    """The coded reason in words where the diagram lists it, else as it was written."""
    given = row.get("reason")
    if not given:
        return ""
    found = _element(definition, row["element"]) if row["element"] else None
    listed = {one.code: one for one in reasons_in(found.properties)} if found else {}
    return _said(listed[given].zh, listed[given].en, language) if given in listed else str(given)


def _element(definition: Definition, element: str) -> ElementInfo | None:
    if element in definition.elements:
        return definition.elements[element]
    found = (_element(called, element) for called in definition.called.values())
    return next((one for one in found if one is not None), None)


def _said(zh: str, en: str, language: Language) -> str:
    return (en if language == "en" else "") or zh
