"""Tables of institutions, departments, services and settings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class Institution(Base):
    """A hospital or health centre; `tier` is its level of care, `alliance` its 医联体/医共体."""

    __tablename__ = "institution"
    __table_args__ = (CheckConstraint("tier IN ('primary', 'secondary', 'tertiary')", name="tier"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    tier: Mapped[str] = mapped_column(String(20), index=True)
    district: Mapped[str] = mapped_column(String(60), index=True)
    alliance: Mapped[str | None] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(40))
    pinyin: Mapped[str] = mapped_column(String(600))
    initials: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)


class Department(Base):
    """A department 科室 of one institution."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("institution", "code"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    institution: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    pinyin: Mapped[str] = mapped_column(String(300))
    initials: Mapped[str] = mapped_column(String(100))


class Service(Base):
    """An entry of the directory of services: what a department takes, and within which times.

    `takes`: ICD-10 prefixes, empty = everything; `modes`: outpatient, inpatient, advice; `sla`: deadlines of its
    own by name, ISO 8601 text; `attachments`: codes of papers that must be there before sending.
    """

    __tablename__ = "service_directory"
    __table_args__ = (CheckConstraint("state IN ('open', 'full', 'closed')", name="state"),)
    department: Mapped[UUID] = mapped_column(ForeignKey("department.id"), primary_key=True)
    institution: Mapped[UUID] = mapped_column(ForeignKey("institution.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    takes: Mapped[list[Any]] = mapped_column(default=list)
    modes: Mapped[list[Any]] = mapped_column(default=list)
    sla: Mapped[dict[str, Any]] = mapped_column(default=dict)
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str | None] = mapped_column(String(500))


class InstitutionSetting(Base):
    """What one institution has decided for itself; no row = the defaults."""

    __tablename__ = "institution_setting"
    institution: Mapped[UUID] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    internal_review: Mapped[bool] = mapped_column(default=True)
    sla: Mapped[dict[str, Any]] = mapped_column(default=dict)
