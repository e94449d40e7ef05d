"""Who acts: one person in one post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Scope = Literal["institution", "city"]

# Every role with its Chinese and English name; programs rely on the keys.
ROLES: dict[str, tuple[str, str]] = {
    "primary_doctor": ("基层医生", "Primary doctor"),
    "internal_reviewer": ("院内审核", "Internal reviewer"),
    "referral_office": ("转诊办", "Referral office"),
    "specialist": ("专科医生", "Specialist"),
    "booking_clerk": ("预约", "Booking clerk"),
    "nurse": ("护士", "Nurse"),
    "institution_lead": ("机构负责人", "Head of institution"),
    "process_designer": ("流程设计", "Process designer"),
    "auditor": ("审计", "Auditor"),
    "administrator": ("管理员", "Administrator"),
}


@dataclass(frozen=True)
class Actor:
    """A person in the post they act in now; `scope` is `city` for posts that serve the whole city."""

    person: UUID
    name: str
    post: UUID
    institution: UUID
    department: UUID | None
    role: str
    scope: Scope = "institution"

    @property
    def groups(self) -> frozenset[str]:
        """The candidate groups this post belongs to, as diagrams write them."""
        whole = f"{self.institution}:{self.role}"
        if self.department is None:
            return frozenset({whole})
        return frozenset({whole, f"{self.institution}/{self.department}:{self.role}"})
