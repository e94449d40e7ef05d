"""Form fields that write to the consent of a case: `bind: consent.signer` and the like."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.consents import service
from app.cases.bindings import binding
from app.clock import ZONE, now
from app.errors import Invalid
from app.foundation.identity.actor import Actor

FIELDS = ("signer", "relation", "decision", "risks", "signed_at", "limited")


@binding("consent", fields=FIELDS)
class ConsentPlace:
    """The consent of the case; every sending of a form that changes it makes a new record, the older ones stay."""

    def read(self, session: Session, case_id: UUID, _patient: UUID | None) -> Mapping[str, Any]:
        found = service.of_case(session, case_id)
        if found is None:
            return {}
        values = {name: getattr(found, name) for name in FIELDS}
        return {**values, "signed_at": found.signed_at and found.signed_at.astimezone(ZONE).isoformat()}

    def write(
        self, session: Session, case_id: UUID, patient: UUID | None, values: Mapping[str, Any], actor: Actor
    ) -> None:
        if patient is None:
            raise Invalid("no_patient", "这个案例没有患者。", "This case has no patient.")
        before = service.of_case(session, case_id)
        if before is None and not any(values.get(name) for name in ("signer", "decision", "signed_at")):
            return
        kept = {name: getattr(before, name) for name in FIELDS} if before else {}
        merged = {**kept, **values}
        service.record(
            session,
            actor,
            service.Given(
                patient=patient,
                case_id=case_id,
                decision=_decision(merged.get("decision")),
                signer=merged.get("signer"),
                relation=merged.get("relation"),
                risks=merged.get("risks"),
                limited=bool(merged.get("limited")),
                signed_at=_moment(merged.get("signed_at")) or now(session),
            ),
        )


def _decision(value: object) -> str:
    """A signed form that does not ask for the decision is an agreement."""
    return "refuse" if value == "refuse" else "agree"


def _moment(value: object) -> datetime | None:
    if isinstance(value, datetime) or value is None:
        return value
    found = datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=ZONE)
