"""Case numbers: prefix, year and month, a running number, a check digit that finds every slip of a finger."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.cases.models import CASE_NUMBERS
from app.clock import ZONE, now

DIGITS = 7
# Damm's quasigroup of order 10: finds every wrong digit and every swap of neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def next_number(session: Session, prefix: str) -> str:
    """A fresh number such as `ZZ2611-00000423`; the sequence waits for nobody and may leave gaps."""
    running = session.scalar(CASE_NUMBERS)
    month = now(session).astimezone(ZONE).strftime("%y%m")
    digits = f"{running:0{DIGITS}d}"
    return f"{prefix}{month}-{digits}{_check(month + digits)}"


def is_sound(number: str) -> bool:
    """Whether a number as typed by somebody can be right at all."""
    digits = "".join(one for one in number.rpartition("-")[0][-4:] + number.rpartition("-")[2] if one.isdecimal())
    return len(digits) >= DIGITS + 5 and _check(digits) == 0


def _check(digits: str) -> int:
    rest = 0
    for digit in digits:
        rest = _DAMM[rest][int(digit)]
    return rest
