"""Diagnoses as options of a form field (`icd10picker`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from app.foundation.terminology import queries


class Icd10Picker:
    """Takes every code of the table."""

    url = "/api/v1/icd10"

    def __init__(self, session: Session) -> None:
        self._session = session

    def accepts(self, value: str, _parameters: Mapping[str, str], /) -> bool:
        return value in queries.names(self._session, [value])

    def label(self, value: str, /) -> str:
        name = queries.names(self._session, [value]).get(value)
        return f"{value} {name}" if name else value

    def offer(self, q: str, _parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        return [(one.code, f"{one.code} {one.name}") for one in queries.find(self._session, q)]
