"""What each role may read, as one table. docs/access.md says the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reach = Literal["city", "institution", "department", "by_hand"]


@dataclass(frozen=True)
class Right:
    """`cases`: how far the role sees cases; `patients`: whether it may look for and register patients;
    `variables`: whether it may read the raw variables of cases it sees; `unmask`: whether it may read an
    identifier in full, with a reason."""

    cases: Reach
    patients: bool = False
    variables: bool = False
    unmask: bool = False


# `institution`: cases that the institution is or was a party to. `department`: of these only the own department's,
# and any that the person started, has to do with now, or has done work in. `by_hand`: only what the person started
# by hand to try a diagram. `city`: every case, when the post's scope is the city.
RIGHTS: dict[str, Right] = {
    "primary_doctor": Right("institution", patients=True, unmask=True),
    "internal_reviewer": Right("institution", patients=True),
    "referral_office": Right("institution", patients=True, unmask=True),
    "specialist": Right("department", patients=True, unmask=True),
    "booking_clerk": Right("institution", patients=True, unmask=True),
    "nurse": Right("institution", patients=True, unmask=True),
    "institution_lead": Right("institution", patients=True),
    "process_designer": Right("by_hand"),
    "auditor": Right("city", variables=True),
    "administrator": Right("by_hand"),
}
NOTHING = Right("by_hand")


def right_of(role: str) -> Right:
    """The rights of a role; an unknown one has none."""
    return RIGHTS.get(role, NOTHING)
