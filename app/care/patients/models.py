"""Tables of patients, their identifiers and where they are known."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.care.patients.identifiers import KINDS
from app.db import Base, new_id

_KIND_LIST = ", ".join(f"'{kind}'" for kind in KINDS)


class Patient(Base):
    """One person who is cared for, once for the whole city. `sex` is GB/T 2261.1; sealed columns: see `vault`."""

    __tablename__ = "patient"
    __table_args__ = (
        CheckConstraint("sex IN ('0', '1', '2', '9')", name="sex"),
        Index(None, "pinyin", "id"),
        Index(None, "phone_index"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    pinyin: Mapped[str] = mapped_column(String(300))
    initials: Mapped[str] = mapped_column(String(100))
    sex: Mapped[str] = mapped_column(String(1))
    birth_date: Mapped[date | None]
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    district: Mapped[str | None] = mapped_column(String(60))
    allergies: Mapped[str | None] = mapped_column(Text)
    family_doctor: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]


class PatientIdentifier(Base):
    """One typed identifier of a patient; the same value of a kind belongs to one patient only."""

    __tablename__ = "patient_identifier"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KIND_LIST})", name="kind"),
        UniqueConstraint("kind", "value_index", "index_version"),
        Index(None, "patient"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    patient: Mapped[UUID] = mapped_column(ForeignKey("patient.id"))
    kind: Mapped[str] = mapped_column(String(20))
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    value_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    index_version: Mapped[int] = mapped_column(SmallInteger)
    masked: Mapped[str] = mapped_column(String(64))
    mother: Mapped[UUID | None] = mapped_column(ForeignKey("patient.id"))


class PatientInstitution(Base):
    """At which institutions a patient is known; `home` is the primary institution that keeps the health record."""

    __tablename__ = "patient_institution"
    __table_args__ = (Index(None, "institution", "patient"),)
    patient: Mapped[UUID] = mapped_column(ForeignKey("patient.id"), primary_key=True)
    institution: Mapped[UUID] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    home: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]
