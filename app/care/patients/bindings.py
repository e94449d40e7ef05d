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

FIELDS = ("phone", "address", "district", "allergies")


@binding("patient", fields=FIELDS)
class PatientPlace:
    """The case's patient; read in full, for the form is shown to whoever carries out the task."""

    def read(self, session: Session, _case_id: UUID, patient: UUID | None) -> Mapping[str, Any]:
        found = queries.get(session, patient) if patient else None
        if found is None:
            return {}
        sealed = {name: queries.opened(found, name) for name in ("phone", "address")}
        return {**sealed, "district": found.district, "allergies": found.allergies}

    def write(
        self, session: Session, _case_id: UUID, patient: UUID | None, values: Mapping[str, Any], _actor: Actor
    ) -> None:
        found = queries.get(session, patient) if patient else None
        if found is None:
            raise Invalid("no_patient", "这个案例没有患者。", "This case has no patient.")
        service.write(session, found, values)
