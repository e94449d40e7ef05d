"""Where `bind: referral.…` answers of forms live."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.care.referrals.models import Referral
from app.cases.bindings import binding
from app.clock import now
from app.foundation.documents import service as documents
from app.foundation.identity import Actor

# Official order of the forms 双向转诊（转出）单 and （回转）单, and what each step of the lifecycles adds.
REFERRAL_FIELDS = (
    *("reason", "history", "allergies", "treatment", "medication", "results", "notes", "checklist", "attachments"),
    *("urgency_reason", "admission_no", "insurance_no", "health_file_no", "consent_text"),
    *("advice", "triage_reason", "triage_note"),
    *("outcome_note", "diagnosis", "summary", "outcome_advice", "outcome_medication", "question"),
    *("main_results", "down_treatment", "next_plan", "rehabilitation", "down_medication", "down_notes"),
    *("discharge_summary", "patient_reason", "close_result", "close_note"),
)


@binding("referral", fields=REFERRAL_FIELDS)
class ReferralContent:
    """The content row of the case; made at the first write when the case was started by another case."""

    def read(self, session: Session, case_id: UUID, patient: UUID | None) -> Mapping[str, Any]:  # noqa: ARG002
        """The present content, by field name."""
        content = session.execute(select(Referral.content).where(Referral.id == case_id)).scalar_one_or_none()
        return content or {}

    def write(
        self, session: Session, case_id: UUID, patient: UUID | None, values: Mapping[str, Any], actor: Actor
    ) -> None:
        """Merge the values into the content in one statement; None clears a field; files join the case."""
        moment = now(session)
        first = insert(Referral).values(
            id=case_id,
            patient=patient,
            author=actor.person,
            author_institution=actor.institution,
            created_at=moment,
            changed_at=moment,
            sent_at=moment,
            answers={},
            content=dict(values),
        )
        session.execute(
            first.on_conflict_do_update(
                index_elements=[Referral.id],
                set_={"content": Referral.content.op("||")(first.excluded.content), "changed_at": moment},
            )
        )
        documents.attach(session, case_id, map(UUID, values.get("attachments") or ()))
