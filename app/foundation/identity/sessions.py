"""Signing in and out: sessions with a secret token of which only the digest is kept, on the host's clock."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.clock import host_now
from app.db import Database
from app.errors import FieldProblem, Forbidden, Invalid, NotFound, Unauthorized
from app.foundation.identity import passwords, queries, throttle
from app.foundation.identity.actor import Actor
from app.foundation.identity.models import Account, SignIn
from app.foundation.identity.queries import PostView, Presence
from app.foundation.ledger import service as ledger

LASTS = timedelta(hours=12)
IDLE = timedelta(hours=4)
NOTED_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class SignedIn:
    """A new session: its token is told once and never again."""

    token: str
    person: UUID
    name: str
    post: PostView
    posts: list[PostView]


@dataclass(frozen=True)
class Origin:
    """Where a sign-in comes from, for the list of one's sessions and the throttle."""

    address: str
    program: str = ""


def sign_in(
    database: Database,
    username: str,
    password: str,
    *,
    origin: Origin,
    post: UUID | None = None,
    cost: passwords.Strength = passwords.STRONG,
) -> SignedIn:
    """Open a session. Raises `TooMany` when throttled, `Unauthorized` (always the same) when name or password is
    wrong or the person is deactivated, `Forbidden` without a post, `Invalid` when `post` is not theirs."""
    name = username.strip().lower()
    with database.transaction() as session:
        throttle.admit(session, name, origin.address)
        found = queries.account(session, name)
    right = passwords.matches(found[0].password_hash if found else None, password, cost)
    if found is None or not right or found[1].deactivated_at is not None:
        raise _refused()
    with database.transaction() as session:
        throttle.succeeded(session, name, origin.address)
        _refresh_hash(session, found[0], password, cost)
        return open_session(session, found[1].id, origin, post)


def open_session(session: Session, person: UUID, origin: Origin, post: UUID | None = None) -> SignedIn:
    """A session for a person whose identity is proved; acts in `post`, else in the first one held."""
    held = queries.posts_of(session, person)
    if not held:
        raise Forbidden(
            "no_post",
            "您目前没有有效的岗位，请联系管理员。",
            "You hold no post at present. Ask the administrator.",
        )
    chosen = _chosen(held, post)
    token = secrets.token_urlsafe(32)
    moment = host_now()
    session.add(
        SignIn(
            token_hash=digest(token),
            person=person,
            post=chosen.id,
            created_at=moment,
            last_seen_at=moment,
            expires_at=moment + LASTS,
            revoked_at=None,
            address=origin.address[:64],
            program=origin.program[:200],
        )
    )
    return SignedIn(token, person, chosen.name, chosen, held)


def digest(token: str) -> bytes:
    """What is kept of a token; tokens are random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def present(database: Database, token: str) -> Presence | None:
    """The live session of a token, in one statement; notes at most once a minute that it was seen."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        found = queries.presence(connection, digest(token))
    moment = host_now()
    if found is None or moment >= found.expires_at or moment - found.last_seen_at > IDLE:
        return None
    if moment - found.last_seen_at > NOTED_EVERY:
        with database.transaction() as session:
            session.execute(update(SignIn).where(SignIn.id == found.session).values(last_seen_at=moment))
    return found


def switch_post(session: Session, presence: Presence, post: UUID) -> PostView:
    """Act in another of one's posts from now on; raises `Invalid` when it is not one's own."""
    chosen = _chosen(queries.posts_of(session, presence.actor.person), post)
    session.execute(update(SignIn).where(SignIn.id == presence.session).values(post=chosen.id))
    return chosen


def revoke(session: Session, person: UUID, which: UUID) -> None:
    """End one session of this person; raises `NotFound` when it is nobody's or somebody else's."""
    ended = session.execute(
        update(SignIn)
        .where(SignIn.id == which, SignIn.person == person, SignIn.revoked_at.is_(None))
        .values(revoked_at=host_now())
        .returning(SignIn.id)
    )
    if ended.first() is None:
        raise NotFound


def revoke_all(session: Session, person: UUID, *, spare: UUID | None = None) -> None:
    """End every session of this person, except the one to spare."""
    query = update(SignIn).where(SignIn.person == person, SignIn.revoked_at.is_(None))
    if spare is not None:
        query = query.where(SignIn.id != spare)
    session.execute(query.values(revoked_at=host_now()))


def forget_old(session: Session) -> int:
    """Remove sessions that ended long ago; returns how many. The history of sign-ins is not kept here."""
    old = delete(SignIn).where(SignIn.expires_at < host_now() - KEPT_FOR)
    return len(session.execute(old.returning(SignIn.id)).all())


def change_password(
    session: Session, presence: Presence, current: str, new: str, cost: passwords.Strength = passwords.STRONG
) -> None:
    """Replace one's own password and end one's other sessions; raises `Invalid` at `current` or `new`."""
    actor: Actor = presence.actor
    account = session.get_one(Account, actor.person, with_for_update=True)
    if not passwords.matches(account.password_hash, current, cost):
        raise _wrong_field("current", "password_wrong", "现在的密码不对。", "The present password is not right.")
    passwords.check(new, account.username, "new")
    account.password_hash = passwords.hashed(new, cost)
    account.password_changed_at = host_now()
    revoke_all(session, actor.person, spare=presence.session)
    ledger.record(session, actor.person, ledger.Entry("password_changed", actor))


def _chosen(held: list[PostView], post: UUID | None) -> PostView:
    if post is None:
        return held[0]
    for one in held:
        if one.id == post:
            return one
    raise _wrong_field("post", "post_unknown", "请选择您自己的有效岗位。", "Choose one of the posts you hold.")


def _refresh_hash(session: Session, account: Account, password: str, cost: passwords.Strength) -> None:
    if passwords.outdated(account.password_hash, cost):
        session.execute(
            update(Account)
            .where(Account.person == account.person, Account.password_hash == account.password_hash)
            .values(password_hash=passwords.hashed(password, cost))
        )


def _refused() -> Unauthorized:
    return Unauthorized(
        "sign_in_failed",
        "用户名或密码不对。请检查后再试。",
        "User name or password is wrong. Check them and try again.",
    )


def _wrong_field(path: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, zh, en, fields=[FieldProblem(path, code, zh, en)])
