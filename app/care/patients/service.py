"""Registering and changing patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.care.patients import identifiers, queries
from app.care.patients.identifiers import Identifier
from app.care.patients.models import Patient, PatientIdentifier, PatientInstitution
from app.care.patients.vault import vault
from app.clock import now
from app.db import new_id
from app.errors import Conflict, FieldProblem, Forbidden, Invalid
from app.etags import require_match
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor
from app.foundation.ledger import service as ledger
from app.foundation.terminology.sound import spelled


@dataclass(frozen=True)
class Given:
    """What is told about a new patient; `identifiers` are `{kind, value, mother?}`."""

    name: str
    sex: str
    birth_date: date | None = None
    phone: str | None = None
    address: str | None = None
    district: str | None = None
    allergies: str | None = None
    identifiers: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Registered:
    """The patient, and whether they were new to the city."""

    id: UUID
    new: bool


def register(session: Session, actor: Actor, given: Given, *, confirmed: bool = False) -> Registered:
    """Make a patient known at the actor's institution.

    Somebody with the same identifier and name is taken as the same person. Raises `Invalid` for a wrong identifier,
    `Conflict` when the identifier is another name's, or (until `confirmed`) with `candidates` when the institution
    knows somebody of the same name, sex and birth date.
    """
    if not right_of(actor.role).patients:
        raise Forbidden("role_required", "您的岗位不能登记患者。", "Your post may not register patients.")
    read = _read_identifiers(given)
    known = _owner(session, read)
    if known is not None:
        _check_same(known, given)
        _make_known(session, known.id, actor.institution)
        return Registered(known.id, new=False)
    if not confirmed:
        _offer_candidates(session, actor, given)
    made = add(session, given, read, institution=actor.institution, created_by=actor.person)
    ledger.record(session, made, ledger.Entry("patient_registered", actor))
    return Registered(made, new=True)


def add(
    session: Session,
    given: Given,
    read: Sequence[Identifier] | None = None,
    *,
    institution: UUID,
    created_by: UUID | None = None,
    home: bool = False,
) -> UUID:
    """Write a new patient who is known at an institution (`home`: it keeps the health record)."""
    found = _read_identifiers(given) if read is None else read
    pinyin, initials = spelled(given.name)
    patient = Patient(
        id=new_id(),
        name=given.name,
        pinyin=pinyin,
        initials=initials,
        sex=given.sex,
        birth_date=given.birth_date or next(filter(None, map(identifiers.birth_date_of, found)), None),
        district=given.district,
        allergies=given.allergies,
        created_at=now(session),
        created_by=created_by,
    )
    _seal(patient, "phone", given.phone)
    _seal(patient, "address", given.address)
    session.add(patient)
    session.flush()
    session.add_all(_row(patient.id, one) for one in found)
    _make_known(session, patient.id, institution, home=home)
    session.flush()
    return patient.id


def change(session: Session, actor: Actor, which: UUID, seen: str | None, values: Mapping[str, Any]) -> Patient:
    """Change name, sex, birth date, phone, address, district, allergies; `seen` is the caller's `If-Match`.

    Only the institutions where the patient is known may; raises `NotFound`, `PreconditionRequired`, `Stale`.
    """
    patient = queries.visible(session, actor, which, lock=True)
    if not (right_of(actor.role).patients and queries.is_known(session, which, actor.institution)):
        raise Forbidden(
            "not_own_patient", "只有患者所在的机构可以修改。", "Only an institution of the patient's may."
        )
    require_match(seen, queries.etag(patient))
    write(session, patient, values)
    ledger.record(session, which, ledger.Entry("patient_changed", actor, details={"fields": sorted(values)}))
    return patient


def write(session: Session, patient: Patient, values: Mapping[str, Any]) -> None:
    """Set some of a patient's values; None clears one."""
    for name, value in values.items():
        if name in ("phone", "address"):
            _seal(patient, name, value)
        else:
            setattr(patient, name, value)
    if "name" in values:
        patient.pinyin, patient.initials = spelled(patient.name)
    patient.revision += 1
    session.flush()


def reveal(session: Session, actor: Actor, which: UUID, reason: str) -> dict[str, Any]:
    """Identifiers, phone and address in full; who read them and why goes into the history."""
    patient = queries.visible(session, actor, which)
    if not right_of(actor.role).unmask:
        raise Forbidden(
            "role_required", "您的岗位不能查看完整证件号。", "Your post may not read identifiers in full."
        )
    ledger.record(session, which, ledger.Entry("patient_revealed", actor, reason=reason))
    return queries.in_full(session, patient)


def _read_identifiers(given: Given) -> list[Identifier]:
    read = [
        identifiers.read(
            one.get("kind", ""), one.get("value", ""), one.get("mother"), path=f"identifiers.{place}.value"
        )
        for place, one in enumerate(given.identifiers)
    ]
    wrong = [one for one in read if isinstance(one, FieldProblem)]
    good = [one for one in read if isinstance(one, Identifier)]
    wrong += [
        FieldProblem(
            "birth_date", "contradicts_identifier", "与身份证上的出生日期不同。", "Differs from the identity card."
        )
        for one in good
        if given.birth_date and (born := identifiers.birth_date_of(one)) and born != given.birth_date
    ]
    if wrong:
        raise Invalid("invalid", "有内容需要修改。", "Some content needs changing.", fields=wrong)
    return good


def _owner(session: Session, read: Sequence[Identifier]) -> Patient | None:
    """Whoever has one of these identifiers already; two who register the same one at once take turns."""
    indexes = [(one.kind, vault().index(one.kind, one.indexed)) for one in read]
    for lock in sorted(int.from_bytes(index[:8], signed=True) for _, index in indexes):
        session.execute(select(func.pg_advisory_xact_lock(lock)))
    return queries.by_index(session, indexes)


def _check_same(known: Patient, given: Given) -> None:
    if known.name != given.name:
        raise Conflict(
            "identifier_taken",
            "这个证件号已登记在另一个姓名下，请核对证件。",
            "This identifier is registered under another name. Check the document.",
        )


def _offer_candidates(session: Session, actor: Actor, given: Given) -> None:
    alike = session.execute(
        select(Patient)
        .join(PatientInstitution, PatientInstitution.patient == Patient.id)
        .where(
            PatientInstitution.institution == actor.institution,
            Patient.name == given.name,
            Patient.sex == given.sex,
            Patient.birth_date == given.birth_date,
        )
        .limit(10)
    ).scalars()
    candidates = queries.strips(session, [one.id for one in alike])
    if candidates:
        raise Conflict(
            "possible_duplicate",
            "本机构已有同名、同性别、同出生日期的患者。请选择其中一位，或确认是另一个人（confirm_new）。",
            "A patient of this name, sex and birth date is known here. Choose one, or confirm that this is "
            "somebody else (confirm_new).",
            candidates=list(candidates.values()),
        )


def _make_known(session: Session, patient: UUID, institution: UUID, *, home: bool = False) -> None:
    session.execute(
        insert(PatientInstitution)
        .values(patient=patient, institution=institution, home=home, since=now(session))
        .on_conflict_do_nothing()
    )


def _row(patient: UUID, one: Identifier) -> PatientIdentifier:
    row = new_id()
    return PatientIdentifier(
        id=row,
        patient=patient,
        kind=one.kind,
        value_sealed=vault().seal(one.value, f"patient_identifier.value:{row}"),
        value_index=vault().index(one.kind, one.indexed),
        index_version=vault().index_version,
        masked=one.masked,
        mother=UUID(one.mother) if one.mother else None,
    )


def _seal(patient: Patient, name: str, value: str | None) -> None:
    sealed = vault().seal(value, f"patient.{name}:{patient.id}") if value else None
    setattr(patient, f"{name}_sealed", sealed)
    if name == "phone":
        patient.phone_index = vault().index("phone", value) if value else None
