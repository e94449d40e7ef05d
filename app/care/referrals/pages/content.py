"""What was written in a referral, to be read: the form as it stands now, and each form as it was sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.care.referrals import queries
from app.care.referrals.pages.words import strip_of
from app.cases import CaseFile, sheets
from app.cases import queries as cases
from app.cases.definitions.queries import Version
from app.cases.narrative import element_name
from app.cases.sheets import Fact, Sheet
from app.foundation.access.policy import Sight
from app.foundation.identity.actor import Actor
from app.foundation.ledger import queries as ledger
from app.web import language

PATIENT = "patient"


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: the step's name, by whom, when, its answers."""

    title: str
    by: str
    at: datetime
    facts: tuple[Fact, ...]


def patient(session: Session, case: CaseFile) -> dict[str, str] | None:
    """The case's patient for the strip, masked, with the allergies of the record or of the referral."""
    found = patients.get(session, case.subject) if case.subject else None
    if found is None:
        return None
    allergies = found.allergies or str(queries.content(session, Sight(case.id)).get("allergies") or "")
    return strip_of(patients.strips(session, [found.id])[found.id], allergies)


def present(session: Session, actor: Actor, case: CaseFile, version: Version) -> tuple[Fact, ...]:
    """The start form in its official order with the answers that stand now, without the patient's own values: the
    strip shows them masked."""
    sheet = sheets.of_action(session, case, version.manifest.start_form)
    return () if sheet is None else _facts(session, actor, sheet)


def submissions(session: Session, actor: Actor, case: CaseFile, version: Version, seen: Sight) -> list[Sent]:
    """Every form that was sent while the actor's institution took part, oldest first. Whoever sees the start form
    as it stands now (`present`) is not shown it again as it was sent."""
    names = {row["person"]: row["name"] for row in ledger.history(session, case.id) if row.get("name")}
    found = []
    for one in cases.submissions(session, case.id):
        start_again = one.item is None and seen.until is None
        sheet = sheets.of_submission(version, one.form, one.answers)
        if sheet is not None and seen.covers(one.sent_at) and not start_again:
            title = element_name(version.definition, one.element, language())
            facts = _facts(session, actor, sheet)
            found.append(Sent(title, names.get(one.sent_by, ""), one.sent_at, facts))
    return found


def _facts(session: Session, actor: Actor, sheet: Sheet) -> tuple[Fact, ...]:
    own = sheets.bound_to(sheet, PATIENT)
    values: dict[str, Any] = {key: value for key, value in sheet.values.items() if key not in own}
    return sheets.facts(sheets.draw(session, actor, replace(sheet, values=values), language()))
