"""Tables of uploaded files and the cases they are attached to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class StoredFile(Base):
    """One upload of one person. Its bytes lie under `$LIANDONG_HOME/files`, named by their SHA-256; equal bytes lie
    there once."""

    __tablename__ = "stored_file"
    __table_args__ = (Index(None, "uploaded_by", "uploaded_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    uploaded_by: Mapped[UUID]
    uploaded_post: Mapped[UUID]
    uploaded_at: Mapped[datetime]


class FileCase(Base):
    """That a file is part of a case, since when."""

    __tablename__ = "file_case"
    __table_args__ = (Index(None, "case_id"),)
    file: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    attached_at: Mapped[datetime]
