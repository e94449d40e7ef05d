"""Institutions and departments as options of form fields (`institutionpicker`, `departmentpicker`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.foundation.network import queries
from app.foundation.network.models import Department, Institution

NOBODY = UUID(int=0)


def narrowed(text: str, own: UUID | None = None) -> UUID | None:
    """A picker's narrowing id: empty = not narrowed, `own` = the actor's, no id at all = matches nothing."""
    if not text:
        return None
    if text == "own" and own is not None:
        return own
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


class InstitutionPicker:
    """Active institutions, perhaps of some tiers (`?tier=primary`)."""

    url = "/api/v1/institutions"

    def __init__(self, session: Session) -> None:
        self._session = session

    def accepts(self, value: str, parameters: Mapping[str, str], /) -> bool:
        return any(str(one.id) == value for one in self._found(value, parameters))

    def label(self, value: str, /) -> str:
        found = queries.institution_names(self._session, [narrowed(value) or NOBODY])
        return next((one.name for one in found.values()), value)

    def offer(self, q: str, parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        return [(str(one.id), one.name) for one in self._found(q, parameters)]

    def _found(self, q: str, parameters: Mapping[str, str]) -> list[Institution]:
        return queries.find_institutions(self._session, q.strip(), parameters.get("tier"))


class DepartmentPicker:
    """Departments on offer, of one institution where the field says which (`?institution={receiver}`)."""

    url = "/api/v1/departments"

    def __init__(self, session: Session, own: UUID | None) -> None:
        self._session = session
        self._own = own

    def accepts(self, value: str, parameters: Mapping[str, str], /) -> bool:
        return any(str(one.id) == value for one in self._found(value, parameters))

    def label(self, value: str, /) -> str:
        found = queries.department_names(self._session, [narrowed(value) or NOBODY])
        return next((one.name for one in found.values()), value)

    def offer(self, q: str, parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        return [(str(one.id), one.name) for one in self._found(q, parameters)]

    def _found(self, q: str, parameters: Mapping[str, str]) -> list[Department]:
        institution = narrowed(parameters.get("institution", ""), self._own)
        return queries.find_departments(self._session, q.strip(), institution)
