"""Institutions and departments as options of form fields."""

from __future__ import annotations

from uuid import UUID

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
