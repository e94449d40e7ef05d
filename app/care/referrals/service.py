"""Writing, keeping, sending and discarding a referral before it is a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.care.patients import queries as patients
from app.care.referrals.models import Referral
from app.cases import CaseFile
from app.cases import service as cases
from app.cases.definitions import queries as definitions
from app.clock import now
from app.errors import Conflict, FieldProblem, Invalid, NotFound
from app.etags import etag_of, require_match
from app.foundation.identity.actor import Actor

# What a start form's answers are worth before they are sent: as typed, but not without bound.
MOST_DRAFT_FIELDS = 200


@dataclass(frozen=True)
class Wanted:
    """A referral as somebody begins it: the process, the patient, the start form as far as it is filled."""

    process: str
    patient: UUID
    answers: Mapping[str, Any]


def send(session: Session, actor: Actor, wanted: Wanted) -> CaseFile:
    """Begin the case at once."""
    draft = keep_draft(session, actor, wanted)
    return _sent(session, actor, draft)


def keep_draft(session: Session, actor: Actor, wanted: Wanted) -> Referral:
    """Put the referral aside unchecked, as its author's draft. Raises `NotFound` for an unknown process."""
    definitions.live(session, wanted.process)
    _check_patient(session, actor, wanted.patient)
    moment = now(session)
    draft = Referral(
        process=wanted.process,
        patient=wanted.patient,
        author=actor.person,
        author_institution=actor.institution,
        created_at=moment,
        changed_at=moment,
        revision=1,
        answers=_bounded(wanted.answers),
        content={},
    )
    session.add(draft)
    session.flush()
    return draft


def change_draft(
    session: Session, actor: Actor, which: UUID, etag: str | None, changes: Mapping[str, Any]
) -> Referral:
    """Merge what was typed since: `answers` by key, and perhaps another `patient`."""
    draft = lock_draft(session, actor, which)
    require_match(etag, draft_etag(draft))
    if changes.get("patient"):
        _check_patient(session, actor, changes["patient"])
        draft.patient = changes["patient"]
    draft.answers = _bounded({**draft.answers, **(changes.get("answers") or {})})
    draft.revision += 1
    draft.changed_at = now(session)
    session.flush()
    return draft


def send_draft(session: Session, actor: Actor, which: UUID, etag: str | None) -> CaseFile:
    """Begin the case from the draft, under the draft's id."""
    draft = lock_draft(session, actor, which)
    require_match(etag, draft_etag(draft))
    return _sent(session, actor, draft)


def discard_draft(session: Session, actor: Actor, which: UUID, etag: str | None) -> None:
    """Throw the draft away; nobody sees it any more."""
    draft = lock_draft(session, actor, which)
    require_match(etag, draft_etag(draft))
    draft.discarded_at = now(session)
    session.flush()


def lock_draft(session: Session, actor: Actor, which: UUID) -> Referral:
    """The author's own draft, locked; `Conflict` when it was sent meanwhile, `NotFound` for anything else."""
    draft = session.execute(_own(actor, which).with_for_update()).scalar_one_or_none()
    if draft is None or draft.discarded_at is not None or draft.process is None:
        raise NotFound
    if draft.sent_at is not None:
        raise Conflict(
            "draft_sent",
            "这份转诊已经送出。",
            "This referral has already been sent.",
            by=actor.name,
            at=draft.sent_at.isoformat(),
        )
    return draft


def draft(session: Session, actor: Actor, which: UUID) -> Referral | None:
    """The author's own draft that is neither sent nor discarded, if it is one."""
    open_one = _own(actor, which).where(
        Referral.sent_at.is_(None), Referral.discarded_at.is_(None), Referral.process.is_not(None)
    )
    return session.execute(open_one).scalar_one_or_none()


def draft_etag(one: Referral) -> str:
    """What a caller has seen of a draft."""
    return etag_of("draft", one.id, one.revision)


def _own(actor: Actor, which: UUID) -> Select[Referral]:
    return select(Referral).where(
        Referral.id == which, Referral.author == actor.person, Referral.author_institution == actor.institution
    )


def _sent(session: Session, actor: Actor, one: Referral) -> CaseFile:
    one.sent_at = now(session)
    session.flush()
    beginning = cases.Beginning(
        process=one.process or "",
        variables={"patient": str(one.patient), "sender": str(actor.institution)},
        answers=one.answers,
        case_id=one.id,
    )
    return cases.start(session, actor, beginning)


def _check_patient(session: Session, actor: Actor, patient: UUID) -> None:
    if patients.may_see(session, actor, patient):
        return
    zh, en = "请选择本院登记的患者。", "Choose a patient that your institution has registered."
    raise Invalid("patient_unknown", zh, en, fields=[FieldProblem("patient", "patient_unknown", zh, en)])


def _bounded(answers: Mapping[str, Any]) -> dict[str, Any]:
    if len(answers) > MOST_DRAFT_FIELDS:
        zh, en = "草稿的内容太多，请检查。", "The draft has too many fields."
        raise Invalid("draft_too_large", zh, en, fields=[FieldProblem("answers", "draft_too_large", zh, en)])
    return dict(answers)
