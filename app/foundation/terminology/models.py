"""The table of diagnoses."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Icd10(Base):
    """One code of ICD-10 in the Chinese clinical edition (国家临床版), or of the installation's own table."""

    __tablename__ = "icd10"
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    pinyin: Mapped[str] = mapped_column(String(600))
    initials: Mapped[str] = mapped_column(String(200))
    rank: Mapped[int] = mapped_column(default=0, index=True)
