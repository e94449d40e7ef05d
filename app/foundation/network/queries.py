"""Reading of institutions, departments, services and settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.orm import Session

from app.etags import etag_of
from app.foundation.network.models import Department, Institution, InstitutionSetting, Service
from app.foundation.network.sla import DEFAULTS
from app.foundation.terminology.sound import pattern


@dataclass(frozen=True)
class Name:
    """What a thing is called."""

    id: UUID
    name: str
    name_en: str


def institution(session: Session, which: UUID) -> Institution | None:
    """One institution."""
    return session.get(Institution, which)


def institution_by_code(session: Session, code: str) -> Institution | None:
    """The institution with that code."""
    return session.execute(select(Institution).where(Institution.code == code)).scalar_one_or_none()


def institution_names(session: Session, which: Iterable[UUID]) -> dict[UUID, Name]:
    """Names of these institutions."""
    rows = session.execute(
        select(Institution.id, Institution.name, Institution.name_en).where(Institution.id.in_(set(which)))
    )
    return {row.id: Name(*row) for row in rows}


def department(session: Session, which: UUID) -> Department | None:
    """One department."""
    return session.get(Department, which)


def department_names(session: Session, which: Iterable[UUID]) -> dict[UUID, Name]:
    """Names of these departments."""
    rows = session.execute(
        select(Department.id, Department.name, Department.name_en).where(Department.id.in_(set(which)))
    )
    return {row.id: Name(*row) for row in rows}


def department_by_code(session: Session, institution: UUID, code: str) -> UUID | None:
    """The id of the institution's department with that code."""
    return session.execute(
        select(Department.id).where(Department.institution == institution, Department.code == code)
    ).scalar_one_or_none()


def belongs(session: Session, which: UUID, institution: UUID) -> bool:
    """Whether this department is one of that institution."""
    found = session.execute(
        select(Department.id).where(Department.id == which, Department.institution == institution)
    )
    return found.first() is not None


def find_institutions(session: Session, text: str, tier: str | None = None, most: int = 500) -> list[Institution]:
    """Active institutions by name, short name, code, pinyin, initials or id, higher tiers first."""
    query = select(Institution).where(Institution.active)
    if tier:
        query = query.where(Institution.tier.in_(tier.split(",")))
    if text:
        like = pattern(text.lower())
        query = query.where(
            or_(
                Institution.name.ilike(like),
                Institution.name_en.ilike(like),
                Institution.short_name.ilike(like),
                Institution.code.ilike(like),
                Institution.pinyin.like(like),
                Institution.initials.like(like),
                _id_is(Institution.id, text),
            )
        )
    return list(session.execute(query.order_by(Institution.tier.desc(), Institution.code).limit(most)).scalars())


def find_departments(session: Session, text: str, institution: UUID | None, most: int = 500) -> list[Department]:
    """Departments that the directory offers (not closed), by name, code, pinyin, initials or id."""
    query = (
        select(Department)
        .join(Service, Service.department == Department.id)
        .where(Service.state != "closed")
        .order_by(Department.institution, Department.code)
    )
    if institution is not None:
        query = query.where(Department.institution == institution)
    if text:
        like = pattern(text.lower())
        query = query.where(
            or_(
                Department.name.ilike(like),
                Department.name_en.ilike(like),
                Department.code.ilike(like),
                Department.pinyin.like(like),
                Department.initials.like(like),
                _id_is(Department.id, text),
            )
        )
    return list(session.execute(query.limit(most)).scalars())


def primary_in(session: Session, district: str | None) -> list[UUID]:
    """Active primary institutions of a district, by code."""
    query = select(Institution.id).where(
        Institution.active, Institution.tier == "primary", Institution.district == district
    )
    return list(session.execute(query.order_by(Institution.code)).scalars())


def of_tier(session: Session, which: Iterable[UUID], tier: str) -> set[UUID]:
    """Of these institutions, the active ones of that tier."""
    query = select(Institution.id).where(
        Institution.id.in_(set(which)), Institution.active, Institution.tier == tier
    )
    return set(session.execute(query).scalars())


def service(session: Session, department: UUID) -> Service | None:
    """The directory's entry of a department."""
    return session.get(Service, department)


def services(session: Session, departments: Iterable[UUID]) -> dict[UUID, Service]:
    """The directory's entries of these departments."""
    rows = session.execute(select(Service).where(Service.department.in_(set(departments)))).scalars()
    return {one.department: one for one in rows}


@dataclass(frozen=True)
class Settings:
    """What an institution has decided for itself."""

    internal_review: bool
    sla: Mapping[str, str]

    @property
    def etag(self) -> str:
        """What a caller has seen of these settings."""
        return etag_of("settings", self.internal_review, sorted(self.sla.items()))

    def as_json(self) -> dict[str, Any]:
        """For answers and history."""
        return {"internal_review": self.internal_review, "sla": dict(self.sla)}


def settings_of(session: Session, institution: UUID, *, lock: bool = False) -> Settings:
    """An institution's own settings; the defaults where it has decided nothing."""
    found = session.get(InstitutionSetting, institution, with_for_update=lock or None, populate_existing=True)
    return Settings(True, {}) if found is None else Settings(found.internal_review, dict(found.sla))


def internal_review(session: Session, institution: UUID) -> bool:
    """Whether referrals of this institution are reviewed before they leave it; yes where nothing was decided."""
    return settings_of(session, institution).internal_review


def sla_of(session: Session, institution: UUID | None, department: UUID | None = None) -> dict[str, str]:
    """Every deadline's length by name, ISO 8601 text or `working(…)`: the service's own, else the institution's,
    else the default. One statement."""
    if institution is None:
        return dict(DEFAULTS)
    row = session.execute(
        select(InstitutionSetting.sla, Service.sla)
        .select_from(Institution)
        .outerjoin(InstitutionSetting, InstitutionSetting.institution == Institution.id)
        .outerjoin(
            Service,
            (Service.institution == Institution.id) & (Service.department == department)
            if department is not None
            else literal(False),
        )
        .where(Institution.id == institution)
    ).first()
    own: tuple[Mapping[str, Any] | None, ...] = (None, None) if row is None else (row[0], row[1])
    return {**DEFAULTS, **(own[0] or {}), **(own[1] or {})}


def _id_is(column: Any, text: str) -> ColumnElement[bool]:
    try:
        wanted = UUID(text)
    except ValueError:
        return literal(False)
    return column == wanted  # type: ignore[no-any-return]
