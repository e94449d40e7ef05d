"""What may be done with a case now: the messages it waits for that this person may send, as the diagram says.

Properties of the message event: `action` (its name; else the message's), `roles` (`party:role`, by commas), `form`,
`reasons` (`code: 中文 | English`, by semicolons; labels may be left out, `other` always exists).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import answers, parties
from app.cases.definitions.queries import Version
from app.cases.models import CaseFile, WaitingMessage
from app.cases.surroundings import names
from app.errors import Conflict, FieldProblem, Forbidden, Invalid
from app.foundation.identity.actor import Actor

OTHER = "other"
ANYBODY = "*"
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Reason:
    """A coded reason, with what people read."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Action:
    """Something this person may do with the case now."""

    name: str
    element: str
    zh: str
    en: str
    form: str | None
    reasons: tuple[Reason, ...]


def available_actions(session: Session, actor: Actor, case: CaseFile) -> list[Action]:
    """The actions of a case that are open to this actor, in the order of their names."""
    found = {name_of(one): _action(one) for one in _waiting(session, case) if _fits(actor, case, one)}
    return [found[name] for name in sorted(found)]


def chosen(session: Session, actor: Actor, case: CaseFile, name: str) -> WaitingMessage:
    """The message behind an action; `Conflict` when it is not waited for now, `Forbidden` for other roles."""
    waiting = [one for one in _waiting(session, case) if name_of(one) == name and _roles(one)]
    if not waiting:
        raise _not_now(case)
    fitting = [one for one in waiting if _fits(actor, case, one)]
    if not fitting:
        raise Forbidden(
            "action_of_others",
            "这个操作不由您的岗位来做。",
            "This action is not for your post.",
        )
    return fitting[0]


def payload(
    session: Session,
    actor: Actor,
    case: CaseFile,
    version: Version,
    waiting: WaitingMessage,
    body: Mapping[str, Any],
) -> dict[str, Any]:
    """What the message carries: the coded reason, the note, and the form's answers where there is a form."""
    known = {one.code for one in reasons_of(waiting)}
    reason, note = body.get("reason_code"), body.get("note")
    if reason is not None and reason not in known:
        raise _wrong("reason_code", "reason_unknown", "请选择列出的原因。", "Choose one of the listed reasons.")
    if note is not None and (not isinstance(note, str) or len(note) > LONGEST_NOTE):
        raise _wrong("note", "note_invalid", "说明要是文本，不超过 2000 字。", "The note is text of at most 2000.")
    carried = {"reason_code": reason, "note": note}
    form = version.form(waiting.properties.get("form"))
    given = body.get("answers")
    if form is None or given is None:
        return carried
    scope = names(case, version, case.variables)
    there = answers.current(session, form, scope, case.id, case.subject)
    accepted = answers.accept(session, actor, form, given, scope, there)
    answers.keep(session, case, accepted.places, actor)
    return {**carried, **accepted.values}


def name_of(waiting: WaitingMessage) -> str:
    """The action's name in addresses."""
    return waiting.properties.get("action") or waiting.name


def reasons_of(waiting: WaitingMessage) -> tuple[Reason, ...]:
    """The coded reasons that the diagram offers, `other` always last."""
    return reasons_in(waiting.properties)


def reasons_in(properties: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The same from the properties of the element itself, for telling what was chosen long ago."""
    text = properties.get("reasons", "")
    listed = {one.code: one for one in map(_reason, text.split(";") if ":" in text else _words(text)) if one.code}
    other = listed.pop(OTHER, Reason(OTHER, "其他", "Other"))
    return (*listed.values(), other)


def _reason(entry: str) -> Reason:
    """`cost: 费用 | Cost`; without labels the code is read."""
    code, _colon, labels = (part.strip() for part in entry.partition(":"))
    zh, _bar, en = (part.strip() for part in labels.partition("|"))
    return Reason(code, zh or code, en or zh or code)


def _waiting(session: Session, case: CaseFile) -> Iterable[WaitingMessage]:
    return session.execute(
        select(WaitingMessage).where(WaitingMessage.case_id == case.id).order_by(WaitingMessage.id)
    ).scalars()


def _fits(actor: Actor, case: CaseFile, waiting: WaitingMessage) -> bool:
    mine = parties.capacities(case, actor)
    return any(
        role in (actor.role, ANYBODY) and (party in mine or party == ANYBODY) for party, role in _roles(waiting)
    )


def _roles(waiting: WaitingMessage) -> list[tuple[str, str]]:
    """Pairs of party and role; a message without any is no action for people."""
    pairs = (word.partition(":") for word in _words(waiting.properties.get("roles", "")))
    return [(party.strip(), role.strip()) for party, _colon, role in pairs]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]


def _action(waiting: WaitingMessage) -> Action:
    form = waiting.properties.get("form")
    return Action(name_of(waiting), waiting.element, waiting.name_zh, waiting.name_en, form, reasons_of(waiting))


def _not_now(case: CaseFile) -> Conflict:
    by, at = case.ended_by or "", case.ended_at or case.changed_at
    return Conflict(
        "action_not_available",
        "案例现在的状态不允许这个操作。请刷新看看。",
        "The case does not allow this action in its present state. Reload to see why.",
        by=by,
        at=at.isoformat(),
    )


def _wrong(path: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, zh, en, fields=[FieldProblem(path, code, zh, en)])
