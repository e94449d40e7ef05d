"""People and posts: creating, ending, deactivating."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.clock import host_now, now
from app.db import new_id
from app.errors import Conflict, FieldProblem, Invalid, NotFound
from app.foundation.identity import passwords, sessions
from app.foundation.identity.actor import ROLES, Scope
from app.foundation.identity.models import Account, Person, Post, SignIn
from app.foundation.ledger import service as ledger
from app.foundation.network import queries as network
from app.foundation.terminology.sound import spelled

# Called with (session, person, post): what must not stay with somebody who has gone. `post` None = every post.
DeactivationHook = Callable[[Session, UUID, UUID | None], None]
_hooks: list[DeactivationHook] = []


def on_deactivation(hook: DeactivationHook) -> DeactivationHook:
    """Register what happens, in the same transaction, when a person or a post ends."""
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


def add_person(
    session: Session,
    *,
    name: str,
    username: str,
    password: str | None = None,
    password_hash: str | None = None,
    name_en: str | None = None,
    title: str | None = None,
    cost: passwords.Strength = passwords.STRONG,
) -> UUID:
    """A new person with an account; give the password, or a hash that many people of a demonstration share."""
    user = username.strip().lower()
    if session.execute(select(exists().where(Account.username == user))).scalar_one():
        raise Conflict("username_taken", f"用户名 {user} 已有人使用。", f"The user name {user} is taken.")
    if password_hash is None:
        passwords.check(password or "", user)
        password_hash = passwords.hashed(password or "", cost)
    pinyin, initials = spelled(name)
    person = Person(
        id=new_id(),
        name=name,
        name_en=name_en,
        pinyin=pinyin,
        initials=initials,
        title=title,
        created_at=now(session),
        deactivated_at=None,
    )
    session.add(person)
    session.flush()
    session.add(
        Account(person=person.id, username=user, password_hash=password_hash, password_changed_at=host_now())
    )
    session.flush()
    ledger.record(session, person.id, ledger.Entry("person_added"))
    return person.id


def add_post(
    session: Session,
    person: UUID,
    institution: UUID,
    role: str,
    *,
    department: UUID | None = None,
    scope: Scope = "institution",
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> UUID:
    """Give a person a role at an institution; raises `Invalid` for a role or department that is not there."""
    if role not in ROLES:
        raise _invalid("role", "role_unknown", f"没有 {role} 这个角色。", f"There is no role {role}.")
    if department is not None and not network.belongs(session, department, institution):
        raise _invalid("department", "department_unknown", "该机构没有这个科室。", "It has no such department.")
    post = Post(
        id=new_id(),
        person=person,
        institution=institution,
        department=department,
        role=role,
        scope=scope,
        valid_from=valid_from or now(session),
        valid_to=valid_to,
    )
    session.add(post)
    session.flush()
    told = {"post": str(post.id), "institution": str(institution), "role": role, "scope": scope}
    ledger.record(session, person, ledger.Entry("post_given", details=told))
    return post.id


def end_post(session: Session, post: UUID) -> None:
    """End a post now: its sessions close and what it holds goes back."""
    moment = now(session)
    held = session.execute(
        update(Post)
        .where(Post.id == post, Post.valid_to.is_(None) | (Post.valid_to > moment))
        .values(valid_to=moment)
        .returning(Post.person)
    ).scalar_one_or_none()
    if held is None:
        raise NotFound
    session.execute(
        update(SignIn).where(SignIn.post == post, SignIn.revoked_at.is_(None)).values(revoked_at=host_now())
    )
    ledger.record(session, held, ledger.Entry("post_ended", details={"post": str(post)}))
    _run_hooks(session, held, post)


def deactivate_person(session: Session, person: UUID) -> None:
    """Close a person's account and sessions at once and give back what they hold; their name stays in history."""
    done = session.execute(
        update(Person)
        .where(Person.id == person, Person.deactivated_at.is_(None))
        .values(deactivated_at=now(session))
        .returning(Person.id)
    )
    if done.first() is None:
        raise NotFound
    sessions.revoke_all(session, person)
    ledger.record(session, person, ledger.Entry("person_deactivated"))
    _run_hooks(session, person, None)


def set_password(
    session: Session, person: UUID, password: str, cost: passwords.Strength = passwords.STRONG
) -> None:
    """An administrator's new password for somebody; ends all their sessions."""
    account = session.get(Account, person, with_for_update=True)
    if account is None:
        raise NotFound
    passwords.check(password, account.username)
    account.password_hash = passwords.hashed(password, cost)
    account.password_changed_at = host_now()
    sessions.revoke_all(session, person)
    ledger.record(session, person, ledger.Entry("password_set"))


def _run_hooks(session: Session, person: UUID, post: UUID | None) -> None:
    for hook in _hooks:
        hook(session, person, post)


def _invalid(path: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, zh, en, fields=[FieldProblem(path, code, zh, en)])
