"""Where form answers live that are not variables: named places that features of the domain declare.

A field says `bind: referral.reason`; the feature that owns `referral` declares

    @binding("referral", fields=("reason", "history"))
    class ReferralPlace:
        def read(self, session, case_id, patient) -> dict: ...
        def write(self, session, case_id, patient, values, actor) -> None: ...

Nothing is registered by importing it: the factory collects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from app.foundation.identity.actor import Actor

MARK = "__liandong_binding__"


class Place(Protocol):
    """A place for answers; `patient` is the case's subject, None when it has none."""

    def read(self, session: Session, case_id: UUID, patient: UUID | None) -> Mapping[str, Any]:
        """The present values by field name, as a form shows them."""

    def write(
        self, session: Session, case_id: UUID, patient: UUID | None, values: Mapping[str, Any], actor: Actor
    ) -> None:
        """Keep these values; None clears one, an absent name leaves it. A `Problem` refuses all.

        Where the system itself writes, `actor` is whoever started the case.
        """


@dataclass(frozen=True)
class Binding:
    """A declared place: its name, the field names it takes, and what reads and writes them."""

    name: str
    fields: tuple[str, ...]
    place: Place


def binding(name: str, *, fields: Iterable[str]) -> Callable[[type[Place]], type[Place]]:
    """Declare a class without arguments as the place `name`."""

    def mark(declared: type[Place]) -> type[Place]:
        setattr(declared, MARK, Binding(name, tuple(fields), declared()))
        return declared

    return mark


def collect(modules: Iterable[ModuleType]) -> dict[str, Binding]:
    """All places that the given modules declare, by name."""
    found = (getattr(value, MARK, None) for module in modules for value in vars(module).values())
    return {one.name: one for one in found if one is not None}
