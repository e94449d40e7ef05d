"""Kinds of due things: each says how to lock its subject and what to do when the time has come.

    @due_kind("hold", lock=lock_slot)
    def expire_hold(session, due, slot): ...

`lock` gets the session and the subject and returns the locked thing, or None when somebody else has it now
(it is then tried again at the next sweep). Without `lock` the due row itself is the only lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class DueThing:
    """What was due: the row as it was when it was taken."""

    id: UUID
    kind: str
    subject: UUID
    reference: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0


Lock = Callable[[Session, UUID], Any]
Fire = Callable[[Session, DueThing, Any], None]
Parked = Callable[[Session, DueThing, str], None]


@dataclass(frozen=True)
class DueKind:
    """A registered kind. `parked` is told when the sweeper gives up, in a transaction of its own."""

    name: str
    fire: Fire
    lock: Lock | None = None
    parked: Parked | None = None


_kinds: dict[str, DueKind] = {}


def due_kind(name: str, *, lock: Lock | None = None, parked: Parked | None = None) -> Callable[[Fire], Fire]:
    """Register a function for the kind `name`; the factory imports the modules that do so."""

    def register(fire: Fire) -> Fire:
        if name in _kinds:
            raise ValueError(f"due kind {name} is registered twice")
        _kinds[name] = DueKind(name, fire, lock, parked)
        return fire

    return register


def kind_of(name: str) -> DueKind | None:
    """The kind of that name, if a feature has registered it."""
    return _kinds.get(name)


def kinds() -> tuple[str, ...]:
    """The names of all registered kinds."""
    return tuple(_kinds)
