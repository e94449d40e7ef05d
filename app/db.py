"""The database: one declarative base, one place that commits, one opening statement per transaction."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import uuid_utils.compat
from sqlalchemy import DateTime, Dialect, Interval, MetaData, Uuid, create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator

from app.clock import NOW

LOCK_TIMEOUT = timedelta(seconds=5)
STATEMENT_TIMEOUT = timedelta(seconds=30)

# The transaction's moment: the database's clock plus the installation's offset (demonstration and tests).
OPENING = text("SELECT clock_timestamp() + coalesce((SELECT ahead FROM installation_clock), interval '0')")


def new_id() -> UUID:
    """A fresh UUIDv7: unique everywhere and ordered by time of creation."""
    return uuid_utils.compat.uuid7()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with zone; a naive one is a programming error and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without zone was given to the database")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)


Json = JSONB(none_as_null=True)


class Base(DeclarativeBase):
    """All tables; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        UUID: Uuid(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


class InstallationClock(Base):
    """How far the installation's clock is ahead of the database's; at most one row, none in production."""

    __tablename__ = "installation_clock"
    only: Mapped[bool] = mapped_column(primary_key=True, default=True)
    ahead: Mapped[timedelta] = mapped_column(Interval)


class Database:
    """Connections for one role, and the only two ways to use them."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = _engine(make_url(url), pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One human or machine action: everything inside happens, or nothing. The only commit there is."""
        with self._sessions() as session:
            session.info[NOW] = session.execute(OPENING).scalar_one()
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent look that never writes: whatever was changed inside is thrown away."""
        with self._sessions() as session:
            session.info[NOW] = session.execute(OPENING).scalar_one()
            yield session  # closing rolls back, and leaves what was read readable

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _engine(url: URL, pool_size: int) -> Engine:
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    limits = (
        f"-c lock_timeout={_milliseconds(LOCK_TIMEOUT)}"
        f" -c statement_timeout={_milliseconds(STATEMENT_TIMEOUT)} -c timezone=UTC"
    )
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        hide_parameters=True,  # parameters are personal data and would reach logs
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args={"options": limits, "connect_timeout": 5},
    )


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


def load_models() -> Mapping[str, Any]:
    """Import every feature's `models` module, so that `Base.metadata` is whole; returns its tables."""
    importlib.import_module("app.idempotency")
    for room in ("app.foundation", "app.cases", "app.care", "app.demo"):
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if module.name.rsplit(".", 1)[-1] == "models":
                importlib.import_module(module.name)
    return Base.metadata.tables
