"""What the writer should know before sending: the facts of the eligibility rule, in words. Hints never refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.referrals import facts
from app.ui.view import t


def hints(session: Session, patient: UUID, answers: Mapping[str, Any]) -> list[str]:
    """Sentences about duplicates, a breach of today, and whether the chosen service takes this."""
    found = facts.gather(session, None, patient, _codes(answers.get("impression")), _id(answers.get("department")))
    said = []
    if found["duplicates"]:
        said.append(t("refer.hint.duplicates", n=found["duplicates"]))
    if found["same_day_breach"]:
        said.append(t("refer.hint.same_day"))
    if not found["service_takes"]:
        said.append(t("refer.hint.not_taken"))
    return said


def _codes(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _id(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None
