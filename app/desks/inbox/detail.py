"""One task beside the list: the patient, why they were referred, where the case stands, what may be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.care.referrals import showing
from app.cases import CaseFile, WorkItem, items, position, queries, sheets, task_queries, within
from app.cases.definitions import queries as definitions
from app.cases.definitions.queries import Version
from app.cases.locks import item_etag
from app.cases.rights import allowed
from app.cases.sheets import Fact, Sheet
from app.clock import now
from app.desks.inbox import standing
from app.desks.inbox.listing import person_words
from app.engine.forms import FormView
from app.errors import FieldProblem
from app.foundation.access.policy import Sight
from app.foundation.documents import service as documents
from app.foundation.identity import queries as people
from app.foundation.identity.actor import ROLES, Actor
from app.foundation.network import queries as network
from app.ui.view import t
from app.ui.words import Due, Language, due_words

# Answers that say that there is nothing to warn of.
NO_ALLERGY = frozenset({"", "无", "没有", "否认", "无过敏史", "否认过敏史", "none", "no", "nil"})
WHY = ("referral", "variable")
IMAGE = "image/"


@dataclass(frozen=True)
class Typed:
    """What was typed and not accepted: the answers, what is wrong with them, the list that wants more rows."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[FieldProblem, ...] = ()
    more: str = ""


@dataclass(frozen=True)
class Material:
    """A file of the case; images are shown in place."""

    id: str
    name: str
    image: bool


@dataclass(frozen=True)
class Detail:
    """Everything that the page of a task shows; `spare` is what was typed in vain, as a text."""

    item: WorkItem
    case: CaseFile
    etag: str
    actions: list[str]
    name: str
    urgency: int | None
    green: bool
    source: str
    patient: Mapping[str, str] | None
    reason: str
    why: list[Fact]
    materials: list[Material]
    five: Mapping[str, tuple[str, str]] | None
    due: Due | None
    used: int
    form: FormView | None
    facts: tuple[Fact, ...]
    spare: str
    draft_at: datetime | None
    entries: list[Mapping[str, Any]]
    pictures: list[position.Picture]
    comments: Sequence[Mapping[str, Any]]
    receivers: list[tuple[str, list[tuple[str, str]]]]
    moment: datetime


def detail(session: Session, actor: Actor, which: UUID, language: Language, typed: Typed | None = None) -> Detail:
    """A task as far as this actor sees it; raises `NotFound` for everybody else's."""
    item, case = task_queries.find(session, actor, which)
    sight = within.of_task(session, actor, case.id, item.closed_at)
    version = definitions.version(session, case.version)
    actions = allowed(actor, item)
    rows = within.history(session, sight)
    shown = showing.heading(case, showing.surroundings(session, [case], []))
    why = _why(session, actor, case, version, language) if sight.until is None else []
    moment = now(session)
    return Detail(
        item=item,
        case=case,
        etag=item_etag(item),
        actions=actions,
        name=(item.name_en if language == "en" else "") or item.name,
        urgency=shown["urgency"] if isinstance(shown["urgency"], int) else None,
        green=shown["kind"] == "green_channel",
        source=_source(shown["sender"], case, language),
        patient=_patient(session, case, shown["subject"], why),
        reason=" ".join(next((one.texts for one in why if one.key == "reason"), ())),
        why=[one for one in why if one.key != "reason" and not one.files],
        materials=_materials(session, why),
        five=standing.five(session, item, moment, language) if item.closed_at is None else None,
        due=due_words(item.due_at, moment, language) if item.due_at and item.closed_at is None else None,
        used=standing.used(item, moment),
        **_answers(session, actor, item, case, language, typed, "complete" in actions),
        entries=standing.entries(session, version, rows, item, language, moment),
        pictures=_pictures(session, version, rows, case, sight, language),
        comments=within.comments(session, actor, sight),
        receivers=_receivers(session, actor, language) if "delegate" in actions else [],
        moment=moment,
    )


def _answers(
    session: Session,
    actor: Actor,
    item: WorkItem,
    case: CaseFile,
    language: Language,
    typed: Typed | None,
    may_complete: bool,
) -> dict[str, Any]:
    """The form to fill in, with the draft or what was just typed; or its answers to read."""
    sheet = sheets.of_task(session, item, case)
    if sheet is None:
        return {"form": None, "facts": (), "spare": "", "draft_at": None}
    draft = items.draft_of(session, item.id, actor.person) if may_complete else None
    if not may_complete and typed is None:
        told = sheets.facts(sheets.draw(session, actor, sheet, language))
        return {"form": None, "facts": told, "spare": "", "draft_at": None}
    given = typed or Typed(draft.answers if draft else {})
    form = sheets.draw(session, actor, sheet, language, typed=given.answers, faults=given.faults, more=given.more)
    spare = "" if may_complete else _as_remark(sheets.facts(form))
    return {"form": form, "facts": (), "spare": spare, "draft_at": draft.saved_at if draft else None}


def _as_remark(facts: tuple[Fact, ...]) -> str:
    """What was typed in vain, as a text that can be left as a remark."""
    return "\n".join(f"{one.label}{t('colon')}{t('list_comma').join(one.texts)}" for one in facts if one.texts)


def _why(session: Session, actor: Actor, case: CaseFile, version: Version, language: Language) -> list[Fact]:
    """What the start form says now, without the patient's particulars, which the strip shows masked."""
    sheet = sheets.of_action(session, case, version.manifest.start_form)
    if sheet is None:
        return []
    kept = {key for target in WHY for key in sheets.bound_to(sheet, target)}
    seen = Sheet(sheet.form, {key: value for key, value in sheet.values.items() if key in kept}, sheet.scope)
    return [one for one in sheets.facts(sheets.draw(session, actor, seen, language)) if one.key in kept]


def _patient(
    session: Session, case: CaseFile, strip: Mapping[str, Any] | None, why: list[Fact]
) -> Mapping[str, str] | None:
    if strip is None or case.subject is None:
        return None
    found = patients.get(session, case.subject)
    said = [" ".join(one.texts) for one in why if one.key == "allergies"]
    allergies = [found.allergies or "" if found else "", *said]
    return {
        "name": strip["name"],
        "sex": person_words({**strip, "age": None}),
        "age": "" if strip["age"] is None else t("inbox.age", n=strip["age"]),
        "allergy": next((one for one in allergies if one.strip(" 。.").lower() not in NO_ALLERGY), ""),
        "id_masked": next((one["masked"] for one in strip["identifiers"]), ""),
        "phone_masked": strip["phone"] or "",
    }


def _materials(session: Session, why: list[Fact]) -> list[Material]:
    ids = [UUID(which) for fact in why for which, _name in fact.files]
    found = documents.named(session, ids)
    return [
        Material(str(one), found[one].name, found[one].media_type.startswith(IMAGE)) for one in ids if one in found
    ]


def _source(sender: Mapping[str, Any] | None, case: CaseFile, language: Language) -> str:
    place = ((sender["name_en"] if language == "en" else "") or sender["name"]) if sender else ""
    return f"{place} {case.started_name}".strip()


def _pictures(
    session: Session,
    version: Version,
    rows: list[dict[str, Any]],
    case: CaseFile,
    sight: Sight,
    language: Language,
) -> list[position.Picture]:
    open_now = queries.open_items(session, [case.id]).get(case.id, []) if sight.until is None else []
    marked = position.marks(rows, {one.element for one in open_now})
    return position.pictures(version.definition, marked, language)


def _receivers(session: Session, actor: Actor, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """Whom a task may be handed to: colleagues, then posts, each with the value that the form sends."""
    posts = people.colleagues(session, actor.institution)
    wards = network.department_names(session, {one.department for one in posts if one.department})
    named = {str(one.person): f"{one.name} {ROLES[one.role][language == 'en']}" for one in reversed(posts)}
    own = {f"person:{which}": name for which, name in reversed(named.items()) if which != str(actor.person)}
    offices: dict[str, str] = {}
    for one in posts:
        ward = wards.get(one.department) if one.department else None
        place = f"{(ward.name_en if language == 'en' else '') or ward.name} " if ward else ""
        offices[f"role:{one.role}:{one.department or ''}"] = f"{place}{ROLES[one.role][language == 'en']}"
    return [(t("task.colleagues"), list(own.items())), (t("task.posts"), list(offices.items()))]
