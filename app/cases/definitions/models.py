"""Published processes: one row per key, one immutable row per version."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id


class ProcessDefinition(Base):
    """A process by its key. `live` is the version new cases start on; `shipped_hash` the last one imported
    from the installation's own folders, so that a designer's change is never overwritten."""

    __tablename__ = "definition"
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    live: Mapped[UUID | None]
    live_number: Mapped[int] = mapped_column(default=0)
    shipped: Mapped[bool] = mapped_column(default=False)
    shipped_hash: Mapped[str | None] = mapped_column(String(64))
    offered_hash: Mapped[str | None] = mapped_column(String(64))


class DefinitionVersion(Base):
    """One version as published: never changed. `pins` are the versions of called processes by key."""

    __tablename__ = "definition_version"
    __table_args__ = (UniqueConstraint("key", "number"), UniqueConstraint("key", "hash"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(ForeignKey("definition.key"))
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    files: Mapped[dict[str, Any]]
    manifest: Mapped[dict[str, Any]]
    pins: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None]
    published_name: Mapped[str] = mapped_column(String(100))
