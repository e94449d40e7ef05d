"""What the eligibility rule wants to know: other referrals of the patient, and what the service takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.cases import CaseFile
from app.cases import queries as cases
from app.clock import ZONE, now
from app.foundation.network import queries as network

# Assumption of the field, not a rule of law: a second referral for the same disease within a month is a duplicate.
DUPLICATE_WITHIN = timedelta(days=30)
OVER = ("rejected", "withdrawn", "closed")
# The first three characters of an ICD-10 code are the disease.
DISEASE_LENGTH = 3


def gather(
    session: Session,
    case_id: UUID | None,
    patient: UUID,
    impression: Sequence[str],
    department: UUID | None,
) -> dict[str, Any]:
    """The facts as a context: `duplicates`, `same_day_breach`, `age`, `service_known`, `service_takes`."""
    moment = now(session)
    others = [one for one in cases.of_subject(session, patient, moment - DUPLICATE_WITHIN) if one.id != case_id]
    found = patients.get(session, patient)
    return {
        "duplicates": sum(_same_disease(one, impression) for one in others),
        "same_day_breach": any(_bounced_today(one, moment) for one in others),
        "age": patients.age_on(found.birth_date, moment.astimezone(ZONE).date()) if found else None,
        **_service(session, department, impression),
    }


def _same_disease(case: CaseFile, impression: Sequence[str]) -> bool:
    theirs = case.variables.get("impression") or []
    return case.state not in OVER and not _diseases(impression).isdisjoint(_diseases(theirs))


def _diseases(codes: Sequence[str]) -> set[str]:
    return {code[:DISEASE_LENGTH] for code in codes}


def _bounced_today(case: CaseFile, moment: datetime) -> bool:
    same_day = case.created_at.astimezone(ZONE).date() == moment.astimezone(ZONE).date()
    return same_day and case.variables.get("origin") == "bounce_back"


def _service(session: Session, department: UUID | None, impression: Sequence[str]) -> dict[str, bool]:
    entry = network.service(session, department) if department else None
    if entry is None:
        return {"service_known": False, "service_takes": True}
    wanted = not entry.takes or any(code.startswith(tuple(entry.takes)) for code in impression)
    return {"service_known": True, "service_takes": entry.state != "closed" and wanted}
