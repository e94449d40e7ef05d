"""Reading of people, posts and sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Interval, Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.clock import now
from app.db import InstallationClock
from app.foundation.identity.actor import Actor, Scope
from app.foundation.identity.models import Account, Person, Post, SignIn
from app.foundation.terminology.sound import pattern

DOCTORS = ("specialist", "primary_doctor")


@dataclass(frozen=True)
class Presence:
    """A live session as read for one request: who acts, and what decides whether it still holds."""

    session: UUID
    actor: Actor
    last_seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class PostView:
    """One post with the person who holds it."""

    id: UUID
    person: UUID
    name: str
    institution: UUID
    department: UUID | None
    role: str
    scope: str
    valid_from: datetime
    valid_to: datetime | None


def presence(connection: Connection, token_hash: bytes) -> Presence | None:
    """The session of this token with its person and post, in one statement; None when it does not stand.

    It stands while it is not revoked, the person is active and the post is held (installation's clock).
    """
    row = connection.execute(_PRESENCE, {"token_hash": token_hash}).first()
    if row is None:
        return None
    actor = Actor(row.person, row.name, row.post, row.institution, row.department, row.role, row.scope)
    return Presence(row.session, actor, row.last_seen_at, row.expires_at)


def account(session: Session, username: str) -> tuple[Account, Person] | None:
    """The account of that (lower-case) name with its person, also when the person is deactivated."""
    found = session.execute(
        select(Account, Person).join(Person, Person.id == Account.person).where(Account.username == username)
    ).first()
    return None if found is None else (found[0], found[1])


def posts_of(session: Session, person: UUID) -> list[PostView]:
    """The posts that this person holds now, oldest first."""
    return _posts(session, Post.person == person)


def institutions_of(session: Session, person: UUID) -> list[UUID]:
    """Where a person works or has worked, the newest post first."""
    rows = session.execute(select(Post.institution).where(Post.person == person).order_by(Post.valid_from.desc()))
    return list(dict.fromkeys(rows.scalars()))


def actor_of(session: Session, post: UUID) -> Actor | None:
    """Whoever holds this post now, as an actor."""
    found = _posts(session, Post.id == post)
    return _actor(found[0]) if found else None


def holders(session: Session, institution: UUID, role: str, department: UUID | None = None) -> list[Actor]:
    """Everybody who holds this role at the institution now (in that department, when one is given)."""
    conditions = [Post.institution == institution, Post.role == role]
    if department is not None:
        conditions.append(Post.department == department)
    return [_actor(one) for one in _posts(session, *conditions)]


def colleagues(session: Session, institution: UUID) -> list[PostView]:
    """The posts held at an institution now, by the sound of their holders' names."""
    return _posts(session, Post.institution == institution, order=(Person.pinyin, Person.id, Post.valid_from))


def names(session: Session, people: Iterable[UUID]) -> dict[UUID, str]:
    """Names of these people, the deactivated included."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(set(people))))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True)
class Listed:
    """A row of the directory of people: the person, and one post of theirs if they hold any."""

    username: str
    name: str
    active: bool
    post: PostView | None


def directory(session: Session, text: str = "") -> list[Listed]:
    """Everybody with an account whose name or user name contains the text, a row for each post held now."""
    like = pattern(text.lower())
    people = session.execute(
        select(Person.id, Account.username, Person.name, Person.deactivated_at)
        .join(Account, Account.person == Person.id)
        .where(or_(Account.username.like(like), Person.name.ilike(like)))
        .order_by(Account.username)
    ).all()
    held: dict[UUID, list[PostView | None]] = {}
    for post in _posts(session, Post.person.in_([row.id for row in people]), most=len(people) * 20 + 1):
        held.setdefault(post.person, []).append(post)
    return [
        Listed(row.username, row.name, row.deactivated_at is None, post)
        for row in people
        for post in held.get(row.id) or [None]
    ]


def find_doctors(
    session: Session, text: str, institution: UUID | None, department: UUID | None, most: int
) -> list[PostView]:
    """Doctors in office by name, pinyin, initials or id, in the order of their names' sound, each person once."""
    conditions: list[ColumnElement[bool]] = [Post.role.in_(DOCTORS)]
    if institution is not None:
        conditions.append(Post.institution == institution)
    if department is not None:
        conditions.append(Post.department == department)
    if text:
        like = pattern(text.lower())
        conditions.append(
            or_(Person.name.like(like), Person.pinyin.like(like), Person.initials.like(like), _id_is(text))
        )
    found = _posts(session, *conditions, order=(Person.pinyin, Person.id, Post.valid_from), most=most * 2)
    return list({one.person: one for one in reversed(found)}.values())[::-1][:most]


def sessions_of(session: Session, person: UUID, moment: datetime) -> list[SignIn]:
    """Sessions of this person that still live, newest first."""
    rows = session.execute(
        select(SignIn)
        .where(SignIn.person == person, SignIn.revoked_at.is_(None), SignIn.expires_at > moment)
        .order_by(SignIn.created_at.desc())
    )
    return list(rows.scalars())


def _posts(
    session: Session,
    *conditions: ColumnElement[bool],
    order: tuple[Any, ...] = (Post.valid_from, Post.id),
    most: int = 500,
) -> list[PostView]:
    rows = session.execute(
        select(
            Post.id,
            Post.person,
            Person.name,
            Post.institution,
            Post.department,
            Post.role,
            Post.scope,
            Post.valid_from,
            Post.valid_to,
        )
        .join(Person, Person.id == Post.person)
        .where(_held(literal(now(session))), Person.deactivated_at.is_(None), *conditions)
        .order_by(*order)
        .limit(most)
    )
    return [PostView(*row) for row in rows]


def _actor(post: PostView) -> Actor:
    return Actor(
        post.person, post.name, post.id, post.institution, post.department, post.role, cast(Scope, post.scope)
    )


def _held(moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(Post.valid_from <= moment, or_(Post.valid_to.is_(None), Post.valid_to > moment))


def _id_is(text: str) -> ColumnElement[bool]:
    try:
        return Person.id == UUID(text)
    except ValueError:
        return literal(False)


def _presence() -> Select[*tuple[Any, ...]]:
    """The one statement of authentication; it reads the installation's clock itself, having no transaction."""
    ahead = select(InstallationClock.ahead).scalar_subquery()
    moment = func.clock_timestamp() + func.coalesce(ahead, literal(timedelta(0), Interval))
    return (
        select(
            SignIn.id.label("session"),
            SignIn.last_seen_at,
            SignIn.expires_at,
            Person.id.label("person"),
            Person.name,
            Post.id.label("post"),
            Post.institution,
            Post.department,
            Post.role,
            Post.scope,
        )
        .join(Post, Post.id == SignIn.post)
        .join(Person, Person.id == SignIn.person)
        .where(
            SignIn.token_hash == bindparam("token_hash"),
            SignIn.revoked_at.is_(None),
            Person.deactivated_at.is_(None),
            Post.person == SignIn.person,
            _held(moment),
        )
    )


_PRESENCE = _presence()
