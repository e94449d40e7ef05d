"""Forms on pages: drawn with what is there and what was typed, read back from what a browser posts.

    sheet = sheets.of_task(session, item, case)          # or of_start, of_action
    view = sheets.draw(session, actor, sheet, "zh", typed=…, faults=problem.fields)
    posted = sheets.read(database, actor, sheet, request.form, request.files)

Answers keep their order of power: what is bound now, over it what was typed. Files of a posted form are kept at
once, in a transaction of their own, so that they are not lost when the rest of the form is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

from app.cases import answers
from app.cases.definitions import queries as definitions
from app.cases.definitions.queries import Version
from app.cases.models import CaseFile, WorkItem
from app.cases.surroundings import names
from app.cases.tasks import answered
from app.cases.wiring import wired
from app.db import Database
from app.engine.forms import Field, FieldFault, FieldView, Form, FormView, answers_from_html, view
from app.engine.forms.model import as_text
from app.errors import FieldProblem, Invalid
from app.foundation.documents import service as documents
from app.foundation.documents.api import store
from app.foundation.identity.actor import Actor

FILES = "@"
MORE = "more"
# Empty rows beside those filled in: one to write in, several when the reader asks for more.
ROWS = 1
MORE_ROWS = 3


@dataclass(frozen=True)
class Sheet:
    """A form, the values that it shows by key, and the names that its conditions may read."""

    form: Form
    values: Mapping[str, Any]
    scope: Mapping[str, Any]


@dataclass(frozen=True)
class Posted:
    """What a browser sent: answers by key, the list that wants more rows (else empty), files that were refused;
    `changed` says whether anything differs from what is there."""

    answers: Mapping[str, Any]
    more: str = ""
    faults: tuple[FieldProblem, ...] = ()
    changed: bool = False


@dataclass(frozen=True)
class Fact:
    """One answer to read: `kind` is the field's, `texts` its value in words, `files` pairs of file id and name."""

    key: str
    kind: str
    label: str
    texts: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[Fact, ...], ...] = field(default=())


def of_task(session: Session, item: WorkItem, case: CaseFile) -> Sheet | None:
    """A task's form with its present values (of a done task what was sent); None when the task has no form."""
    version = definitions.version(session, case.version)
    form = version.form(item.form)
    if form is None:
        return None
    scope = {**names(case, version, case.variables), **item.item}
    return Sheet(form, answered(session, item, case, form), scope)


def of_start(session: Session, actor: Actor, process: str, variables: Mapping[str, Any]) -> Sheet | None:
    """The start form of a process's live version before there is a case; None when it has none."""
    version = definitions.live(session, process)
    form = version.form(version.manifest.start_form)
    if form is None:
        return None
    scope = {**dict.fromkeys(version.definition.variables), **variables, **_starter(actor)}
    return Sheet(form, answers.current(session, form, scope, None, None), scope)


def of_action(session: Session, case: CaseFile, form_id: str | None) -> Sheet | None:
    """The form of an action on a case (`Action.form`) with its present values; None when it has none."""
    version = definitions.version(session, case.version)
    form = version.form(form_id)
    if form is None:
        return None
    scope = names(case, version, case.variables)
    return Sheet(form, answers.current(session, form, scope, case.id, case.subject), scope)


def of_submission(version: Version, form_id: str | None, sent: Mapping[str, Any]) -> Sheet | None:
    """A form as it was sent, to be read with `facts`; None when it had no form."""
    form = version.form(form_id)
    return None if form is None else Sheet(form, sent, dict.fromkeys(version.definition.variables))


def draw(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    language: str,
    *,
    typed: Mapping[str, Any] | None = None,
    faults: Iterable[FieldProblem] = (),
    more: str = "",
) -> FormView:
    """The form for the macros of `components/form.html.j2`: what was `typed`, wrong or not, over the values."""
    return view(
        sheet.form,
        language,
        values={**sheet.values, **(typed or {})},
        context=sheet.scope,
        pickers=wired().pickers(session, actor),
        errors=[FieldFault(one.path, one.code, one.zh, one.en) for one in faults],
        blank_rows=MORE_ROWS if more else ROWS,
    )


def read(
    database: Database, actor: Actor, sheet: Sheet, data: MultiDict[str, str], files: MultiDict[str, FileStorage]
) -> Posted:
    """What a browser posted for this form; its files are kept and stand in the answers already."""
    typed = MultiDict(data)
    faults: list[FieldProblem] = []
    for name, given in files.items(multi=True):
        path = name.removeprefix(FILES)
        if given.filename and name.startswith(FILES) and _takes_files(sheet.form, path):
            _keep(database, actor, typed, path, given, faults)
    answered_now = answers_from_html(sheet.form, typed)
    return Posted(answered_now, data.get(MORE, ""), tuple(faults), _differs(sheet, answered_now))


def facts(drawn: FormView) -> tuple[Fact, ...]:
    """The answers of a drawn form as they are read: without what is empty or hidden."""
    return tuple(_facts(drawn.fields))


def bound_to(sheet: Sheet, target: str) -> tuple[str, ...]:
    """Keys of the fields whose answers go to that place, such as `referral`."""
    return tuple(one.key for one in sheet.form.fields if one.binding and one.binding.target == target)


def _differs(sheet: Sheet, typed: Mapping[str, Any]) -> bool:
    return any(_comparable(value) != _comparable(sheet.values.get(key)) for key, value in typed.items())


def _comparable(value: Any) -> Any:
    """An answer as a page sends it: text, and nothing for whatever is empty."""
    if isinstance(value, list):
        return [_comparable(one) for one in value] or ""
    if isinstance(value, Mapping):
        return {key: text for key, one in value.items() if (text := _comparable(one))} or ""
    return "" if value is None or value is False else as_text(value)


def _starter(actor: Actor) -> dict[str, Any]:
    return {
        "case_id": None,
        "case_number": None,
        "started_by": str(actor.person),
        "started_institution": str(actor.institution),
        "started_role": actor.role,
    }


def _takes_files(form: Form, path: str) -> bool:
    """Whether an input of that name (`attachments`, `plan.0.scan`) is one for files."""
    keys = [part for part in path.split(".") if not part.isdigit()]
    fields: tuple[Field, ...] = form.fields
    found: Field | None = None
    for key in keys:
        found = next((one for one in fields if one.key == key), None)
        fields = found.children if found else ()
    return found is not None and found.kind.name == "filepicker"


def _keep(
    database: Database,
    actor: Actor,
    typed: MultiDict[str, str],
    path: str,
    given: FileStorage,
    faults: list[FieldProblem],
) -> None:
    data = given.stream.read(documents.LARGEST + 1)
    try:
        with database.transaction() as session:
            made: UUID = documents.keep(session, store(), actor, given.filename or "", data).id
    except Invalid as refused:
        faults.extend(replace(one, path=path) for one in refused.fields)
    else:
        typed.add(path, str(made))


def _facts(fields: Iterable[FieldView]) -> Iterator[Fact]:
    for one in fields:
        if one.hidden:
            continue
        if one.kind == "group":
            yield from _facts(one.children)
        elif one.name:
            told = _fact(one)
            if told.texts or told.files or told.rows:
                yield told


def _fact(one: FieldView) -> Fact:
    chosen = tuple((option.value, option.label) for option in one.options if option.chosen)
    if one.kind == "filepicker":
        return Fact(one.key, one.kind, one.label, files=chosen)
    if one.rows:
        rows = tuple(tuple(_facts(row.fields)) for row in one.rows)
        return Fact(one.key, one.kind, one.label, rows=tuple(row for row in rows if row))
    if one.children:
        words = tuple(text for part in _facts(one.children) for text in part.texts)
        return Fact(one.key, one.kind, one.label, (" ".join(words),) if words else ())
    if one.kind == "checkbox":
        return Fact(one.key, one.kind, one.label, ("✓",) if one.checked else ())
    labels = dict(chosen)
    if one.multiple or one.values:
        return Fact(one.key, one.kind, one.label, tuple(labels.get(value, value) for value in one.values))
    texts = tuple(labels.values()) or ((one.value,) if one.value else ())
    return Fact(one.key, one.kind, one.label, texts)
