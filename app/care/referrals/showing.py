"""A referral as programs and pages read it, with the names of what it points to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.care.referrals.models import Referral
from app.cases import CaseFile, within
from app.foundation.access.policy import Sight
from app.foundation.network import queries as network
from app.foundation.network.queries import Name

CHOSEN = ("kind", "urgency", "mode", "impression")


@dataclass(frozen=True)
class Surroundings:
    """Patients' strips, and names of institutions and departments, by id."""

    patients: Mapping[UUID, Mapping[str, Any]]
    places: Mapping[UUID, Name]


def surroundings(session: Session, cases: Iterable[CaseFile], drafts: Iterable[Referral]) -> Surroundings:
    """Everything that these rows point to, in three statements however many they are."""
    variables = [case.variables for case in cases] + [{**draft.answers} for draft in drafts]
    people = {case.subject for case in cases} | {draft.patient for draft in drafts}
    houses = {_id(one.get(name)) for one in variables for name in ("sender", "receiver")}
    houses |= {draft.author_institution for draft in drafts}
    wards = {_id(one.get("department")) for one in variables}
    return Surroundings(
        patients.strips(session, {one for one in people if one}),
        {
            **network.institution_names(session, {one for one in houses if one}),
            **network.department_names(session, {one for one in wards if one}),
        },
    )


def case_row(case: CaseFile, summary: Mapping[str, Any], around: Surroundings, sight: Sight) -> dict[str, Any]:
    """A case as far as the sight reaches."""
    return within.summary({**summary, **heading(case, around)}, sight)


def heading(case: CaseFile, around: Surroundings) -> dict[str, Any]:
    """Who, from where to where, how urgent: what a row of any list of cases begins with."""
    return _common(case.subject, case.variables, around)


def draft_row(draft: Referral, around: Surroundings) -> dict[str, Any]:
    """A draft, in the same shape as a case."""
    chosen = {**draft.answers, "sender": str(draft.author_institution)}
    return {
        "id": draft.id,
        "number": None,
        "process": draft.process,
        "version": None,
        "state": "draft",
        "created_at": draft.created_at,
        "changed_at": draft.changed_at,
        "clock_started_at": None,
        "waiting_for": None,
        "due_at": None,
        "open_tasks": [],
        "links": [],
        "ended_at": None,
        "end_element": None,
        **_common(draft.patient, chosen, around),
    }


def _common(patient: UUID | None, chosen: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    return {
        "patient": patient,
        "subject": around.patients.get(patient) if patient else None,
        "sender": _place(chosen.get("sender"), around),
        "receiver": _place(chosen.get("receiver"), around),
        "department": _place(chosen.get("department"), around),
        **{name: chosen.get(name) for name in CHOSEN},
    }


def _place(value: Any, around: Surroundings) -> dict[str, Any] | None:
    found = around.places.get(_id(value) or UUID(int=0))
    return {"id": found.id, "name": found.name, "name_en": found.name_en} if found else None


def _id(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
