"""Whether this database holds the demonstration, and whether it was made to its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class DemonstrationCity(Base):
    """The one city of this database, made from `seed`; without `completed_at` it was left half-made."""

    __tablename__ = "demonstration_city"
    seed: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
