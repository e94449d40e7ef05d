"""Form fields that write to the patient: `bind: patient.phone` and the like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.patients import queries, service
from app.cases.bindings import binding
from app.errors import Invalid
from app.foundation.identity.actor import Actor

SHOWN = ("name", "sex", "birth_date", "identifier")
WRITTEN = ("phone", "address", "district", "allergies")
SEXES = {"0": "未知 Unknown", "1": "男 Male", "2": "女 Female", "9": "未说明 Not stated"}


@binding("patient", fields=(*SHOWN, *WRITTEN))
class PatientPlace:
    """The case's patient; read in full, for the form is shown to whoever carries out the task.

    Who the patient is, is only shown: it changes at the patient's own page. Identifiers stay masked.
    """

    def read(self, session: Session, _case_id: UUID, patient: UUID | None) -> Mapping[str, Any]:
        found = queries.get(session, patient) if patient else None
        if found is None:
            return {}
        sealed = {name: queries.opened(found, name) for name in ("phone", "address")}
        return {
            "name": found.name,
            "sex": SEXES[found.sex],
            "birth_date": found.birth_date.isoformat() if found.birth_date else None,
            "identifier": "、".join(queries.masked_identifiers(session, found.id)),
            **sealed,
            "district": found.district,
            "allergies": found.allergies,
        }

    def write(
        self, session: Session, _case_id: UUID, patient: UUID | None, values: Mapping[str, Any], _actor: Actor
    ) -> None:
        found = queries.get(session, patient) if patient else None
        if found is None:
            raise Invalid("no_patient", "这个案例没有患者。", "This case has no patient.")
        service.write(session, found, {name: value for name, value in values.items() if name in WRITTEN})
