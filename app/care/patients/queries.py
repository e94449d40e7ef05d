"""Finding and reading patients, always within what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.care.patients import identifiers
from app.care.patients.models import Patient, PatientIdentifier, PatientInstitution
from app.care.patients.vault import vault
from app.clock import ZONE, now
from app.db import Base
from app.errors import NotFound
from app.etags import etag_of
from app.foundation.access import policy
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor
from app.foundation.network.pickers import NOBODY, narrowed
from app.foundation.terminology.sound import pattern


@dataclass(frozen=True)
class Page:
    """Some rows of a list, where it goes on, and how long the whole is."""

    items: list[dict[str, Any]]
    following: tuple[str, UUID] | None
    total: int


def find(session: Session, actor: Actor, text: str, most: int, after: tuple[str, UUID] | None = None) -> Page:
    """Without text the institution's own patients; with text also those of visible cases, by Chinese name, pinyin,
    initials, telephone, identifier or id. In the order of the names' sound."""
    if not right_of(actor.role).patients:
        return Page([], None, 0)
    own = Patient.id.in_(_known_at(actor.institution))
    condition = and_(_matches(text), or_(own, Patient.id.in_(_of_visible_cases(actor)))) if text else own
    total = session.execute(select(func.count()).select_from(Patient).where(condition)).scalar_one()
    query = select(Patient.id, Patient.pinyin).where(condition).order_by(Patient.pinyin, Patient.id).limit(most + 1)
    if after is not None:
        query = query.where(tuple_(Patient.pinyin, Patient.id) > after)
    rows = session.execute(query).all()
    shown = [row.id for row in rows[:most]]
    following = (rows[most - 1].pinyin, rows[most - 1].id) if len(rows) > most else None
    by_id = strips(session, shown)
    return Page([by_id[one] for one in shown], following, total)


def visible(session: Session, actor: Actor, which: UUID, *, lock: bool = False) -> Patient:
    """One patient of the own institution or of a visible case; raises `NotFound` for every other id."""
    query = select(Patient).where(Patient.id == which, _in_sight(actor))
    found = session.execute(query.with_for_update() if lock else query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def may_see(session: Session, actor: Actor, which: UUID) -> bool:
    """Whether the actor may read this patient, and so refer them."""
    return session.execute(select(Patient.id).where(Patient.id == which, _in_sight(actor))).first() is not None


def get(session: Session, which: UUID) -> Patient | None:
    """One patient, for code that has judged access already."""
    return session.get(Patient, which)


def is_known(session: Session, which: UUID, institution: UUID) -> bool:
    """Whether the patient is known at the institution."""
    return session.get(PatientInstitution, (which, institution)) is not None


def home_of(session: Session, which: UUID) -> UUID | None:
    """The primary institution that keeps the patient's health record, if one does."""
    return session.execute(
        select(PatientInstitution.institution)
        .where(PatientInstitution.patient == which, PatientInstitution.home)
        .order_by(PatientInstitution.since.desc())
        .limit(1)
    ).scalar_one_or_none()


def by_index(session: Session, indexes: Sequence[tuple[str, bytes]]) -> Patient | None:
    """Whoever has one of these identifiers, given as kind and blind index."""
    if not indexes:
        return None
    return session.execute(
        select(Patient)
        .join(PatientIdentifier, PatientIdentifier.patient == Patient.id)
        .where(
            tuple_(PatientIdentifier.kind, PatientIdentifier.value_index).in_(list(indexes)),
            PatientIdentifier.index_version == vault().index_version,
        )
        .limit(1)
    ).scalar_one_or_none()


def strips(session: Session, which: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The masked strip of each patient by id: name, sex, birth date, age, masked phone and identifiers."""
    wanted = list(which)
    if not wanted:
        return {}
    rows = session.execute(
        select(Patient, PatientIdentifier.kind, PatientIdentifier.masked)
        .outerjoin(PatientIdentifier, PatientIdentifier.patient == Patient.id)
        .where(Patient.id.in_(wanted))
        .order_by(Patient.id, PatientIdentifier.id)
    ).all()
    made: dict[UUID, dict[str, Any]] = {}
    for patient, kind, masked in rows:
        strip = made.setdefault(patient.id, _strip(patient, now(session).astimezone(ZONE).date()))
        if kind is not None:
            strip["identifiers"].append({"kind": kind, "masked": masked})
    return made


def detail(session: Session, patient: Patient) -> dict[str, Any]:
    """A patient for reading: the strip with allergies and where they are known."""
    institutions = session.execute(
        select(PatientInstitution.institution).where(PatientInstitution.patient == patient.id)
    ).scalars()
    return {
        **strips(session, [patient.id])[patient.id],
        "allergies": patient.allergies,
        "family_doctor": patient.family_doctor,
        "institutions": sorted(map(str, institutions)),
    }


def in_full(session: Session, patient: Patient) -> dict[str, Any]:
    """Everything sealed, opened. Only for `service.reveal` and forms that show it to whoever treats the patient."""
    rows = session.execute(
        select(PatientIdentifier).where(PatientIdentifier.patient == patient.id).order_by(PatientIdentifier.id)
    ).scalars()
    return {
        "id": patient.id,
        "phone": opened(patient, "phone"),
        "address": opened(patient, "address"),
        "identifiers": [
            {"kind": one.kind, "value": vault().open(one.value_sealed, f"patient_identifier.value:{one.id}")}
            for one in rows
        ],
    }


def opened(patient: Patient, name: str) -> str | None:
    """The phone or address of a patient in full."""
    sealed: bytes | None = getattr(patient, f"{name}_sealed")
    return None if sealed is None else vault().open(sealed, f"patient.{name}:{patient.id}")


def masked_identifiers(session: Session, which: UUID) -> list[str]:
    """The patient's identifiers as screens show them, oldest first."""
    rows = session.execute(
        select(PatientIdentifier.masked).where(PatientIdentifier.patient == which).order_by(PatientIdentifier.id)
    )
    return list(rows.scalars())


def etag(patient: Patient) -> str:
    """What a caller has seen of this patient."""
    return etag_of("patient", patient.id, patient.revision)


def age_on(birth_date: date | None, today: date) -> int | None:
    """Full years of life on a day."""
    if birth_date is None:
        return None
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _strip(patient: Patient, today: date) -> dict[str, Any]:
    phone = opened(patient, "phone")
    return {
        "id": patient.id,
        "value": patient.id,
        "label": patient.name,
        "name": patient.name,
        "sex": patient.sex,
        "birth_date": patient.birth_date,
        "age": age_on(patient.birth_date, today),
        "phone": identifiers.masked_phone(phone) if phone else None,
        "district": patient.district,
        "identifiers": [],
    }


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    if not right_of(actor.role).patients:
        return false()
    return or_(Patient.id.in_(_known_at(actor.institution)), Patient.id.in_(_of_visible_cases(actor)))


def _known_at(institution: UUID) -> Any:
    return select(PatientInstitution.patient).where(PatientInstitution.institution == institution)


def _of_visible_cases(actor: Actor) -> Any:
    case_file = Base.metadata.tables["case_file"].c
    return select(case_file.subject).where(case_file.subject.is_not(None), policy.visible_cases(actor))


def _matches(text: str) -> ColumnElement[bool]:
    low = text.lower()
    start = pattern(low)[1:]
    choices: list[ColumnElement[bool]] = [
        Patient.name.ilike(pattern(text)),
        Patient.pinyin.like(start),
        Patient.initials.like(start),
        Patient.phone_index == vault().index("phone", text),
        Patient.id == (narrowed(text) or NOBODY),
    ]
    guessed = [(one.kind, vault().index(one.kind, one.indexed)) for one in identifiers.guess(text)]
    if guessed:
        kinds = tuple_(PatientIdentifier.kind, PatientIdentifier.value_index).in_(guessed)
        choices.append(Patient.id.in_(select(PatientIdentifier.patient).where(kinds)))
    return or_(*choices)
