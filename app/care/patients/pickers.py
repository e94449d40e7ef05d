"""Patients as options of a form field (`patientpicker`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.patients import queries
from app.foundation.identity.actor import Actor
from app.foundation.network.pickers import NOBODY, narrowed

MOST = 50


class PatientPicker:
    """Patients that the actor may read."""

    url = "/api/v1/patients"

    def __init__(self, session: Session, actor: Actor) -> None:
        self._session = session
        self._actor = actor

    def accepts(self, value: str, _parameters: Mapping[str, str], /) -> bool:
        return queries.may_see(self._session, self._actor, narrowed(value) or NOBODY)

    def label(self, value: str, /) -> str:
        which = narrowed(value) or NOBODY
        found: Mapping[UUID, Mapping[str, object]] = queries.strips(self._session, [which])
        return str(found[which]["name"]) if which in found else value

    def offer(self, q: str, _parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        page = queries.find(self._session, self._actor, q.strip(), MOST)
        return [(str(one["id"]), str(one["label"])) for one in page.items]
