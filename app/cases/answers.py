"""Answers to a form: what is there now, what is wrong with new ones, and where each of them goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.bindings import Place
from app.cases.models import CaseFile
from app.cases.wiring import wired
from app.clock import now
from app.engine.forms import Form
from app.errors import FieldProblem, Invalid
from app.foundation.identity.actor import Actor

VARIABLE = "variable"


@dataclass(frozen=True)
class Accepted:
    """Sound answers: `values` by key for the submission, `variables` for the case, `places` for the features."""

    values: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def current(
    session: Session, form: Form, scope: Mapping[str, Any], case_id: UUID | None, subject: UUID | None
) -> dict[str, Any]:
    """The values that the form's bound fields have now, by key. One read per feature that the form binds to."""
    targets: dict[str, Mapping[str, Any]] = {VARIABLE: scope}
    for target in _targets(form):
        if case_id is not None:
            targets[target] = place(target).read(session, case_id, subject)
    return form.current(targets)


def accept(
    session: Session,
    actor: Actor,
    form: Form | None,
    answers: object,
    scope: Mapping[str, Any],
    now_there: Mapping[str, Any],
) -> Accepted:
    """Check answers against their form; raises `Invalid` naming every field. Without a form none are taken."""
    if not isinstance(answers, Mapping):
        zh, en = "请在 answers 里按字段写回答。", "Give the answers by key in an object called answers."
        raise _refused([FieldProblem("answers", "not_an_object", zh, en)])
    if form is None:
        if answers:
            raise _refused([_no_form(key) for key in answers])
        return Accepted()
    checked = form.check(
        answers, current=now_there, context=scope, pickers=wired().pickers(session, actor), now=now(session)
    )
    if checked.errors:
        raise _refused([FieldProblem(one.path, one.code, one.zh, one.en) for one in checked.errors])
    places = {target: values for target, values in checked.bound.items() if target != VARIABLE}
    return Accepted(checked.values, checked.bound.get(VARIABLE, {}), places)


def keep(session: Session, case: CaseFile, places: Mapping[str, Mapping[str, Any]], actor: Actor) -> None:
    """Give the features what belongs to them."""
    for target, values in places.items():
        place(target).write(session, case.id, case.subject, values, actor)


def place(target: str) -> Place:
    """The feature's place of that name; an unknown one is a fault of the package that the linter names."""
    found = wired().bindings.get(target)
    if found is None:
        raise LookupError(f"no feature declares the binding {target}")
    return found.place


def _targets(form: Form) -> list[str]:
    found = {one.binding.target for one in form.fields if one.binding}
    return sorted(found - {VARIABLE})


def _no_form(key: str) -> FieldProblem:
    return FieldProblem(str(key), "unknown_key", "这项任务没有表单，不收回答。", "This task has no form to answer.")


def _refused(fields: list[FieldProblem]) -> Invalid:
    return Invalid(
        "answers_invalid",
        "有内容需要修改，请看每一处的说明。您写的内容还在。",
        "Some answers need changing; see each field. What you wrote is kept.",
        fields=fields,
    )
