"""Recording and withdrawing consents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.care.consents.models import Consent
from app.care.patients import queries as patients
from app.clock import now
from app.db import new_id
from app.errors import Conflict, NotFound
from app.etags import etag_of, require_match
from app.foundation.access import policy
from app.foundation.identity.actor import Actor
from app.foundation.ledger import service as ledger

TEXTS: Mapping[str, Any] = json.loads((Path(__file__).parent / "texts.json").read_text("utf-8"))
REFERRAL = "referral"


@dataclass(frozen=True)
class Given:
    """What was decided, by whom, and for what."""

    patient: UUID
    decision: str
    scope: str = REFERRAL
    case_id: UUID | None = None
    recipient: UUID | None = None
    limited: bool = False
    signer: str | None = None
    relation: str | None = None
    risks: str | None = None
    signed_at: datetime | None = None


def record(session: Session, actor: Actor, given: Given) -> Consent:
    """Keep one decision with the text in force today."""
    text = TEXTS[given.scope]
    made = Consent(
        id=new_id(),
        **vars(given),
        purpose=text["purpose"]["zh"],
        text_version=text["version"],
        recorded_at=now(session),
        recorded_by=actor.person,
        recorded_post=actor.post,
        withdrawn_at=None,
        withdrawn_by=None,
        withdrawn_reason=None,
    )
    session.add(made)
    session.flush()
    return made


def of_case(session: Session, case_id: UUID) -> Consent | None:
    """The latest consent of a case."""
    return session.execute(
        select(Consent)
        .where(Consent.case_id == case_id)
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def of_patient(session: Session, actor: Actor, patient: UUID) -> list[Consent]:
    """A patient's consents of the cases in sight, newest first; raises `NotFound` for a patient out of sight."""
    found = patients.visible(session, actor, patient)
    rows = session.execute(
        select(Consent)
        .where(Consent.patient == found.id, _in_sight(actor))
        .order_by(Consent.recorded_at.desc(), Consent.id.desc())
    )
    return list(rows.scalars())


def readable(session: Session, actor: Actor, which: UUID, *, lock: bool = False) -> Consent:
    """One consent of a case in sight, or without a case of a patient in sight; raises `NotFound` otherwise."""
    query = select(Consent).where(Consent.id == which, _in_sight(actor))
    found = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if found is None or (found.case_id is None and not patients.may_see(session, actor, found.patient)):
        raise NotFound
    return found


def withdraw(session: Session, actor: Actor, which: UUID, seen: str | None, reason: str | None) -> Consent:
    """Note that the patient took a consent back; what was done before stays lawful.

    Raises `NotFound`, `Conflict` (with `at`) when it was withdrawn already, `PreconditionRequired`, `Stale`.
    """
    found = readable(session, actor, which, lock=True)
    if found.withdrawn_at is not None:
        raise Conflict(
            "already_withdrawn",
            "这份同意书已经撤回。",
            "This consent has been withdrawn already.",
            at=found.withdrawn_at,
        )
    require_match(seen, etag(found))
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = now(session), actor.person, reason
    found.revision += 1
    ledger.record(session, found.patient, ledger.Entry("consent_withdrawn", actor, reason=reason))
    session.flush()
    return found


def covers(session: Session, case_id: UUID, institution: UUID) -> bool:
    """Whether the case's consent stands and lets its data go to that institution."""
    found = of_case(session, case_id)
    if found is None or found.decision != "agree" or found.withdrawn_at is not None:
        return False
    return not found.limited or found.recipient == institution


def etag(consent: Consent) -> str:
    """What a caller has seen of this consent."""
    return etag_of("consent", consent.id, consent.revision)


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    """A consent belongs to its case: who does not see the case, does not see whom the patient trusted there."""
    return or_(Consent.case_id.is_(None), Consent.case_id.in_(policy.visible_case_ids(actor)))
