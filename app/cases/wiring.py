"""What the rest of the system lends to the cases; the factory fills it in once, at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.bindings import Binding
from app.engine.topics import TopicRegistry

Sla = Callable[[Session, Mapping[str, Any]], Mapping[str, Any]]
Subjects = Callable[[Session, Iterable[UUID]], Mapping[UUID, Mapping[str, Any]]]
Pickers = Callable[[Session, Any], Mapping[str, Any]]


def _no_sla(_session: Session, _variables: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}


def _no_subjects(_session: Session, _ids: Iterable[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    return {}


def _no_pickers(_session: Session, _actor: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Wiring:
    """`topics` and `bindings` by name; `sla(session, variables)` the settings of the receiving service;
    `subjects(session, ids)` the masked strip of each patient; `pickers(session, actor)` the field kinds that
    offer values (patient, institution, …)."""

    topics: TopicRegistry = field(default_factory=TopicRegistry)
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    sla: Sla = _no_sla
    subjects: Subjects = _no_subjects
    pickers: Pickers = _no_pickers


_wiring = [Wiring()]


def install(wiring: Wiring) -> None:
    """Use this wiring from now on, in this process."""
    _wiring[0] = wiring


def wired() -> Wiring:
    """The wiring of this process."""
    return _wiring[0]
