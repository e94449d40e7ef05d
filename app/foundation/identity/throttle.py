"""Slows down guessing of passwords, per account and per address, on the host's clock.

An attempt is counted before the password is looked at and taken back when it was right, so that many attempts at
once do not slip through together.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import host_now
from app.errors import TooMany
from app.foundation.identity.models import SignInThrottle

FORGOTTEN_AFTER = timedelta(minutes=15)
FREE_FOR_ACCOUNT = 5
FREE_FOR_ADDRESS = 100
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = FORGOTTEN_AFTER


def admit(session: Session, username: str, address: str) -> None:
    """Count one attempt; raises `TooMany` (with `retry_after`) when it comes too soon after too many."""
    now = host_now()
    for key, free in _keys(username, address):
        row = _locked(session, key, now)
        if now - row.last_at >= FORGOTTEN_AFTER:
            row.attempts = 0
        allowed_at = row.last_at + _wait(row.attempts - free)
        if now < allowed_at:
            raise _too_many(allowed_at - now)
        row.attempts += 1
        row.last_at = now


def succeeded(session: Session, username: str, address: str) -> None:
    """The password was right: clear the account, and take the one attempt back from the address."""
    (account, _), (from_address, _) = _keys(username, address)
    session.execute(delete(SignInThrottle).where(SignInThrottle.key == account))
    session.execute(
        update(SignInThrottle)
        .where(SignInThrottle.key == from_address, SignInThrottle.attempts > 0)
        .values(attempts=SignInThrottle.attempts - 1)
    )


def forget_old(session: Session) -> int:
    """Remove what no longer slows anybody down; returns how many rows."""
    old = delete(SignInThrottle).where(SignInThrottle.last_at < host_now() - FORGOTTEN_AFTER)
    return len(session.execute(old.returning(SignInThrottle.key)).all())


def _keys(username: str, address: str) -> tuple[tuple[bytes, int], tuple[bytes, int]]:
    account = hashlib.sha256(f"account:{username}".encode()).digest()
    return (account, FREE_FOR_ACCOUNT), (hashlib.sha256(f"address:{address}".encode()).digest(), FREE_FOR_ADDRESS)


def _locked(session: Session, key: bytes, now: datetime) -> SignInThrottle:
    session.execute(insert(SignInThrottle).values(key=key, attempts=0, last_at=now).on_conflict_do_nothing())
    return session.execute(select(SignInThrottle).where(SignInThrottle.key == key).with_for_update()).scalar_one()


def _wait(beyond: int) -> timedelta:
    """Nothing within the free attempts, then 30 s and twice as long each time."""
    if beyond < 0:
        return timedelta(0)
    doublings: int = 1 << min(beyond, 10)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def _too_many(wait: timedelta) -> TooMany:
    seconds = ceil(wait.total_seconds())
    return TooMany(
        "too_many_sign_ins",
        f"登录失败次数太多，请在 {seconds} 秒后再试。",
        f"Too many failed sign-ins. Try again in {seconds} seconds.",
        retry_after=seconds,
    )
