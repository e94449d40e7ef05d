"""The start form of a referral on a page: filled with the patient, drawn with what was typed, read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.care.referrals.models import Referral
from app.care.referrals.pages.hints import hints
from app.care.referrals.pages.words import strip_of
from app.cases import answers, sheets
from app.cases.definitions import queries as definitions
from app.cases.sheets import Posted, Sheet
from app.clock import now
from app.db import new_id
from app.errors import FieldProblem, Invalid, NotFound, Problem
from app.foundation.identity.actor import Actor
from app.web import database, language

PATIENT = "patient"
SAVE, SEND = "save", "send"


@dataclass(frozen=True)
class Writing:
    """A start form on its way: the process, the patient, what was typed, what is wrong, the draft if there is one.

    `hinted`: the writer pressed send and is shown the hints first.
    """

    process: str
    patient: UUID
    typed: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[FieldProblem, ...] = ()
    more: str = ""
    draft: Referral | None = None
    etag: str = ""
    problem: Problem | None = None
    hinted: bool = False

    @property
    def url(self) -> str:
        """Where the form is posted to."""
        return f"/referrals/{self.draft.id}/edit" if self.draft else "/referrals/new"

    @property
    def draft_url(self) -> str:
        """Where a script saves by itself."""
        return f"/referrals/{self.draft.id}/draft" if self.draft else "/referrals/new/draft"


class Hinted(Exception):
    """Nothing was sent: there are hints that the writer has not seen."""


def page(session: Session, actor: Actor, writing: Writing, status: int = 200) -> Response:
    """The form's page. Raises `NotFound` for a patient out of sight or a process that is not there."""
    sheet = of(session, actor, writing.process, writing.patient)
    subject = patients.strips(session, [writing.patient])[writing.patient]
    found = patients.visible(session, actor, writing.patient)
    version = definitions.live(session, writing.process)
    view = sheets.draw(
        session, actor, sheet, language(), typed=writing.typed, faults=writing.faults, more=writing.more
    )
    body = render_template(
        "referral_pages/write.html.j2",
        writing=writing,
        process=version.manifest,
        subject=subject,
        strip=strip_of(subject, found.allergies or ""),
        view=view,
        hints=hints(session, writing.patient, writing.typed),
        now=now(session),
    )
    return make_response(body, status)


def of(session: Session, actor: Actor, process: str, patient: UUID) -> Sheet:
    """The start form with the patient's own values in it; `NotFound` where the process has no start form."""
    patients.visible(session, actor, patient)
    sheet = sheets.of_start(session, actor, process, {"patient": str(patient), "sender": str(actor.institution)})
    if sheet is None:
        raise NotFound
    own = answers.place(PATIENT).read(session, new_id(), patient)
    bound = {
        one.key: one.binding.name for one in sheet.form.fields if one.binding and one.binding.target == PATIENT
    }
    return replace(sheet, values={**sheet.values, **{key: own.get(name) for key, name in bound.items()}})


def posted(actor: Actor, process: str, patient: UUID) -> Posted:
    """What the browser sent for the start form."""
    with database().reading() as session:
        sheet = of(session, actor, process, patient)
    return sheets.read(database(), actor, sheet, request.form, request.files)


def check_hints(session: Session, writing: Writing) -> None:
    """Raises `Hinted` unless the writer has seen every hint that there is now. Inside the change itself, so that a
    second click is answered like the first and not with a hint about what the first has sent."""
    seen = request.form.get("hinted", "").replace("\r", "").split("\n")
    if set(hints(session, writing.patient, writing.typed)) - set(seen):
        raise Hinted


def hinted(actor: Actor, writing: Writing) -> Response:
    """The form again with what to look at before it is sent."""
    with database().reading() as session:
        return page(session, actor, replace(writing, hinted=True))


def refused(actor: Actor, writing: Writing, problem: Problem) -> Response:
    """The form again with everything typed: wrong fields marked, or the sentence of what stood in the way."""
    fields: Iterable[FieldProblem] = problem.fields if isinstance(problem, Invalid) else ()
    again = replace(writing, faults=tuple(fields), problem=None if problem.fields else problem)
    with database().reading() as session:
        return page(session, actor, again, problem.status)
