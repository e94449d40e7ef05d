"""Passwords: argon2id hashes, and the few rules a new one must keep."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import FieldProblem, Invalid

if TYPE_CHECKING:
    from app.config import Settings

SHORTEST = 10
LONGEST = 200


@dataclass(frozen=True)
class Strength:
    """What one hash costs: passes over `memory_kib` of memory with `lanes` in parallel."""

    passes: int
    memory_kib: int
    lanes: int


STRONG = Strength(passes=3, memory_kib=65536, lanes=4)  # RFC 9106, second recommended option
LIGHT = Strength(passes=1, memory_kib=1024, lanes=1)  # demonstration and tests, which guard nothing


def strength(settings: Settings) -> Strength:
    """Strong, except for a demonstration and tests."""
    return LIGHT if settings.demo or settings.mode == "test" else STRONG


def hashed(password: str, cost: Strength = STRONG) -> str:
    """The argon2id hash with its parameters and a fresh salt."""
    return _hasher(cost).hash(password)


def matches(kept: str | None, password: str, cost: Strength = STRONG) -> bool:
    """Whether the password is right; without an account the same work is done on a hash of nothing."""
    try:
        right = _hasher(cost).verify(kept or _dummy(cost), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def outdated(kept: str, cost: Strength) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher(cost).check_needs_rehash(kept)


def check(password: str, username: str, path: str = "password") -> None:
    """Refuse a new password that is easily guessed; raises `Invalid` at `path`."""
    if SHORTEST <= len(password) <= LONGEST and username.lower() not in password.lower() and len(set(password)) > 4:
        return
    raise Invalid(
        "password_weak",
        "这个密码太容易猜到。",
        "This password is too easy to guess.",
        fields=[
            FieldProblem(
                path,
                "password_weak",
                f"请用 {SHORTEST} 到 {LONGEST} 个字符，至少五种不同的字符，不含用户名。",
                f"Use {SHORTEST} to {LONGEST} characters, at least five different ones, without the user name.",
            )
        ],
    )


@lru_cache
def _hasher(cost: Strength) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)


@lru_cache
def _dummy(cost: Strength) -> str:
    return _hasher(cost).hash("nobody has this password")
