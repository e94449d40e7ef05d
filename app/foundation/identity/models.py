"""Tables of people, accounts, posts, sessions and failed sign-ins."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, new_id
from app.foundation.identity.actor import ROLES

_ROLE_LIST = ", ".join(f"'{role}'" for role in ROLES)


class Person(Base):
    """Somebody who works with the platform. Never deleted: history refers to people."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str | None] = mapped_column(String(100))
    pinyin: Mapped[str] = mapped_column(String(300))
    initials: Mapped[str] = mapped_column(String(100))
    title: Mapped[str | None] = mapped_column(String(50))
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]


class Account(Base):
    """How a person signs in; the name is kept in lower case."""

    __tablename__ = "account"
    person: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    username: Mapped[str] = mapped_column(String(100), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    password_changed_at: Mapped[datetime]


class Post(Base):
    """A person's office: a role at an institution, perhaps in a department, from a time, perhaps to a time."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLE_LIST})", name="role"),
        CheckConstraint("scope IN ('institution', 'city')", name="scope"),
        Index(None, "person"),
        Index(None, "institution", "role", "department"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    person: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    institution: Mapped[UUID] = mapped_column(ForeignKey("institution.id"))
    department: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    role: Mapped[str] = mapped_column(String(30))
    scope: Mapped[str] = mapped_column(String(20), default="institution")
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class SignIn(Base):
    """One session: acts in one post, dies by sign-out, revocation, idleness or age (host's clock)."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "person"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    person: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    post: Mapped[UUID] = mapped_column(ForeignKey("post.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64))
    program: Mapped[str] = mapped_column(String(200))


class SignInThrottle(Base):
    """Sign-in attempts that have not succeeded, per account and per address (host's clock).

    `key` is a digest: the table does not say who tried, nor which names exist.
    """

    __tablename__ = "sign_in_throttle"
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    attempts: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
