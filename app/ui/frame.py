"""What stands around a page: who is signed in, which entries the rail shows to whom."""

from __future__ import annotations

from dataclasses import dataclass

EVERYBODY: frozenset[str] = frozenset()
WITH_CASES = frozenset(
    {
        "primary_doctor",
        "internal_reviewer",
        "referral_office",
        "specialist",
        "booking_clerk",
        "nurse",
        "institution_lead",
        "auditor",
        "administrator",
    }
)
DESIGNERS = frozenset({"process_designer", "administrator", "auditor", "institution_lead"})


@dataclass(frozen=True)
class Entry:
    """One entry of the rail; `roles` empty means everybody."""

    key: str
    icon: str
    url: str
    label: str
    roles: frozenset[str] = EVERYBODY


ENTRIES = (
    Entry("inbox", "inbox", "/inbox", "nav.inbox"),
    Entry("referrals", "send", "/referrals", "nav.referrals", WITH_CASES),
    Entry("history", "history", "/history", "nav.history", WITH_CASES),
    Entry("designer", "flow", "/designer", "nav.designer", DESIGNERS),
)


@dataclass(frozen=True)
class PostChoice:
    """A post the person may act in: its id, how it reads in one line, whether it is the present one."""

    id: str
    text: str
    current: bool = False


@dataclass(frozen=True)
class Frame:
    """Who looks at the page, in the reader's language already. `csrf` is the token that every form must carry."""

    person: str
    post: str
    role: str
    csrf: str = ""
    posts: tuple[PostChoice, ...] = ()
    open_tasks: int = 0
    post_url: str = "/session/post"
    password_url: str = "/session/password"  # noqa: S105 - an address
    leave_url: str = "/session/end"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rail's entries for this role."""
        return tuple(entry for entry in ENTRIES if not entry.roles or self.role in entry.roles)
