"""What the screens know of states and urgencies: icon, colour family, key of the word. Nothing else may choose a
colour for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """Icon name, colour family (`red amber green blue violet grey`) and translation key."""

    icon: str
    family: str
    key: str


STATES: dict[str, Look] = {
    "draft": Look("draft", "grey", "state.draft"),
    "awaiting_review": Look("half", "violet", "state.awaiting_review"),
    "awaiting_triage": Look("half", "blue", "state.awaiting_triage"),
    "in_transit": Look("right", "blue", "state.in_transit"),
    "completed": Look("okc", "green", "state.completed"),
    "rejected": Look("xc", "red", "state.rejected"),
    "withdrawn": Look("back", "grey", "state.withdrawn"),
    "closed": Look("stop", "grey", "state.closed"),
    "returned": Look("pause", "amber", "state.returned"),
    "escalated": Look("late", "violet", "state.escalated"),
}
UNKNOWN = Look("info", "grey", "state.unknown")
NUMERALS = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
URGENCY_KEYS = {1: "urgency.1", 2: "urgency.2", 3: "urgency.3", 4: "urgency.4"}
DUE_ICONS = {"late": "late", "soon": "clock", "ok": "clock", "hold": "pause"}
ROLE_KEYS = {
    role: f"role.{role}"
    for role in (
        "primary_doctor",
        "internal_reviewer",
        "referral_office",
        "specialist",
        "booking_clerk",
        "nurse",
        "institution_lead",
        "process_designer",
        "auditor",
        "administrator",
    )
}


def state_look(state: str) -> Look:
    """How a business state is shown; a state that a new process brings itself gets the neutral look."""
    return STATES.get(state, UNKNOWN)
