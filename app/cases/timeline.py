"""A case's history in words, and its position on the diagram, for pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.definitions import queries as definitions
from app.cases.definitions.queries import Version
from app.cases.models import CaseFile, WaitingMessage, WorkItem
from app.engine.dialect import Definition, ElementInfo
from app.engine.forms import Field
from app.engine.forms.model import as_text
from app.foundation.identity.actor import ROLES
from app.foundation.network import queries as network
from app.foundation.network.queries import Name
from app.ui.diagram import DiagramError, Mark, draw, read, spread
from app.ui.words import Language

Kind = Literal["person", "system", "trouble", "now"]
# What each kind of row says: Chinese, English; `{what}` is the step of the diagram.
WORDS: dict[str, tuple[str, str]] = {
    "case_started": ("发起", "Started"),
    "task_completed": ("{what}", "{what}"),
    "task_opened": ("等待{what}", "Waiting: {what}"),
    "task_cancelled": ("不再需要{what}", "No longer needed: {what}"),
    "task_claimed": ("领取{what}", "Claimed: {what}"),
    "task_unclaimed": ("放回{what}", "Given back: {what}"),
    "task_delegated": ("转交{what}", "Delegated: {what}"),
    "task_returned": ("{what}回到队列", "Back in the queue: {what}"),
    "task_taken_over": ("{what}交给下一岗位", "Taken over: {what}"),
    "commented": ("留言", "Remark"),
    "action_taken": ("{what}", "{what}"),
    "message_delivered": ("收到关联案例的消息", "Message from a linked case"),
    "timer_fired": ("到时：{what}", "Time came: {what}"),
    "job_done": ("{what}", "{what}"),
    "topic_called": ("{what}", "{what}"),
    "decision_taken": ("按规则判断：{what}", "Rule applied: {what}"),
    "incident_raised": ("走不下去：{what}", "Stuck: {what}"),
    "incident_retried": ("重试：{what}", "Tried again: {what}"),
    "case_cancelled": ("终止", "Cancelled"),
    "case_ended": ("结束", "Ended"),
}
TROUBLE = frozenset({"incident_raised"})
# What the system does at every step: of interest to an audit, not to whoever acts on the case.
MACHINERY = frozenset({"topic_called", "decision_taken", "task_opened", "task_cancelled", "job_done"})
DECISION = "decision"


@dataclass(frozen=True)
class Told:
    """One row of the history in words; `exact` is the moment itself, `who` empty for the system."""

    kind: Kind
    title: str
    who: str
    exact: datetime
    note: str = ""


def told(
    session: Session, case: CaseFile, rows: Sequence[Mapping[str, Any]], language: Language, *, whole: bool = False
) -> list[Told]:
    """These rows (of `ledger.history`, as far as the reader sees them) newest first; without the machinery between
    people's steps, unless the `whole` is asked for."""
    version = definitions.version(session, case.version)
    houses = network.institution_names(session, {row["institution"] for row in rows if row["institution"]})
    shown = [row for row in rows if whole or row["kind"] not in MACHINERY]
    return [_told(row, version, houses, language) for row in reversed(shown)]


def position(
    session: Session,
    case: CaseFile,
    rows: Iterable[Mapping[str, Any]],
    language: Language,
    label: str,
    *,
    present: bool = True,
) -> tuple[Markup, ...]:
    """The diagrams of a case's version with its walked and present steps: the process, then each collapsed part in
    which the case is now. Empty when the file cannot be drawn. `present=False` leaves out where it is now."""
    version = definitions.version(session, case.version)
    now_at = _present(session, case) if present else set()
    marks = _marks(rows, now_at)
    try:
        drawings = read(_diagram(version.definition))
    except DiagramError:
        return ()
    spread_marks = spread(drawings, marks)
    wanted = [one for place, one in enumerate(drawings) if place == 0 or one.holds(now_at)]
    return tuple(draw(one, spread_marks, language, label) for one in wanted)


def step_name(definition: Definition, element: str | None, language: Language) -> str:
    """What a step is called, wherever in the process or in one that it calls; its id where it has no name."""
    found = _element(definition, element)
    if found is None:
        return element or ""
    return (found.name_en if language == "en" else "") or found.name or found.id


def _told(row: Mapping[str, Any], version: Version, houses: Mapping[UUID, Name], language: Language) -> Told:
    words = WORDS.get(row["kind"], (row["kind"], row["kind"]))
    title = words[language == "en"].format(what=step_name(version.definition, row["element"], language))
    decided = _decided(row, version, language)
    if decided:
        title += f"：{decided}" if language == "zh" else f": {decided}"
    kind: Kind = "trouble" if row["kind"] in TROUBLE else "person" if row["person"] else "system"
    return Told(kind, title, _who(row, houses, language), row["at"])


def _who(row: Mapping[str, Any], houses: Mapping[UUID, Name], language: Language) -> str:
    if not row["person"]:
        return ""
    house = houses.get(row["institution"])
    place = (house.name_en if language == "en" else house.name) if house else ""
    role = ROLES[row["role"]][language == "en"] if row["role"] in ROLES else ""
    return " ".join(part for part in (row.get("name") or "", place, role) if part)


def _decided(row: Mapping[str, Any], version: Version, language: Language) -> str:
    """Of a completed task the chosen `decision`, in the words of its form."""
    if row["kind"] != "task_completed":
        return ""
    field = _decision_of(version, row["element"])
    if field is None or field.binding is None:
        return ""
    value = ((row.get("after") or {}).get("variables") or {}).get(field.binding.name)
    labels = {as_text(one.value): (one.en if language == "en" else "") or one.zh for one in field.options}
    return labels.get(as_text(value), "") if value is not None else ""


def _decision_of(version: Version, element: str | None) -> Field | None:
    found = _element(version.definition, element)
    form = version.form(found.form) if found else None
    return form.field_at(DECISION) if form else None


def _element(definition: Definition, element: str | None) -> ElementInfo | None:
    found = definition.elements.get(element or "")
    if found is not None:
        return found
    within = (_element(one, element) for one in definition.called.values())
    return next((one for one in within if one is not None), None)


def _present(session: Session, case: CaseFile) -> set[str]:
    """Elements at which people or messages are waited for."""
    if case.ended_at is not None:
        return set()
    items = select(WorkItem.element).where(WorkItem.case_id == case.id, WorkItem.closed_at.is_(None))
    messages = select(WaitingMessage.element).where(
        WaitingMessage.case_id == case.id, ~WaitingMessage.properties.has_key("action")
    )
    return {*session.execute(items).scalars(), *session.execute(messages).scalars()}


def _marks(rows: Iterable[Mapping[str, Any]], now_at: Collection[str]) -> dict[str, Mark]:
    steps = [step for row in rows for step in row.get("steps") or ()]
    walked = {element for element, _kind, _flow in steps} | {flow for _element, _kind, flow in steps if flow}
    return {**dict.fromkeys(walked, Mark("walked")), **dict.fromkeys(now_at, Mark("now"))}


def _diagram(definition: Definition) -> str:
    """The BPMN text of the process; a package may hold several files."""
    texts = [text for name, text in sorted(definition.files.items()) if name.endswith(".bpmn")]
    return next((text for text in texts if f'id="{definition.process}"' in text), texts[0])
