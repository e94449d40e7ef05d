"""Doctors as options of a form field (`doctorpicker`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.foundation.identity import queries
from app.foundation.network.pickers import NOBODY, narrowed

MOST = 200


class DoctorPicker:
    """Doctors in office, of one institution and department where the field says which."""

    url = "/api/v1/doctors"

    def __init__(self, session: Session, own: UUID | None) -> None:
        self._session = session
        self._own = own

    def accepts(self, value: str, parameters: Mapping[str, str], /) -> bool:
        return any(str(one.person) == value for one in self._found(value, parameters))

    def label(self, value: str, /) -> str:
        found = queries.names(self._session, [narrowed(value) or NOBODY])
        return next(iter(found.values()), value)

    def offer(self, q: str, parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        return [(str(one.person), one.name) for one in self._found(q, parameters)]

    def _found(self, q: str, parameters: Mapping[str, str]) -> list[queries.PostView]:
        institution = narrowed(parameters.get("institution", ""), self._own)
        department = narrowed(parameters.get("department", ""))
        return queries.find_doctors(self._session, q.strip(), institution, department, MOST)
