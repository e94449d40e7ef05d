"""Who may look at processes on pages, and who may publish them."""

from __future__ import annotations

from app.errors import NotFound
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import require_role
from app.ui.frame import DESIGNERS

PUBLISHER = "process_designer"
LONGEST_NUMBER = 9


def looker() -> Actor:
    """Designers, administrators, auditors, leads; `Forbidden` for everybody else."""
    return require_role(*sorted(DESIGNERS))


def number_of(text: str) -> int:
    """A version's number from an address; what is none is answered like an unknown one."""
    if not (text.isascii() and text.isdecimal()) or len(text) > LONGEST_NUMBER:
        raise NotFound
    return int(text)
