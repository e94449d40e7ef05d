"""The journey itself: who does what, in order, and what must be true after each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from app.clock import ZONE
from app.journey.client import Client, Unexpected
from app.journey.filling import fill
from app.journey.hands import Hands

Step = tuple[str, str]
VISITS = 2
FOLLOW_UP_ROW = {"every_days": 7, "times": VISITS, "low": 90, "high": 140}


class Journey:
    """One referral in the hands of the demonstration's cast."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.doctor = client.who("primary_doctor")
        self.auditor = client.who("auditor")
        self.receiver = client.who("referral_office", tier="secondary").institution
        self.upward = self.downward = Hands(client, "", self.auditor)

    def walk(self) -> Iterator[Step]:
        """Do every step; yields its name and what was seen. Raises `Unexpected` at the first that differs."""
        for part in (self._prepare, self._up, self._treatment, self._down, self._follow_up, self._look_back):
            yield from part()

    def _prepare(self) -> Iterator[Step]:
        ready = self.client.expect(self.client.call("GET", "/readyz"), "GET /readyz")
        yield "ready", str(ready.status)
        me = self.client.get("/api/v1/session", self.doctor).body
        yield "township doctor signs in", str(me["person"]["name"])
        self.start = self.client.get("/api/v1/definitions/upward_referral", self.doctor).body
        yield "start form read", f"version {self.start['version']}"
        patients = self.client.get("/api/v1/patients?q=", self.doctor).body
        self.patient = patients["items"][0]["id"]
        yield "own patients listed", f"{patients['total']}"

    def _up(self) -> Iterator[Step]:
        chosen = {"kind": "ordinary", "urgency": 3, "mode": "outpatient", "consent_signed": True}
        given = {**chosen, "receiver": self.receiver}
        answers = fill(self.client, self.doctor, self.start["start_form"], given)
        body = {"process": "upward_referral", "patient": self.patient, "answers": answers, "send": True}
        sent = self.client.post("/api/v1/referrals", body, self.doctor).body
        self.upward = Hands(self.client, sent["id"], self.auditor)
        yield "referral sent", sent["number"]
        yield _state(self.upward, "awaiting_review")
        yield _do(self.upward, "internal_review", decision="approve")
        yield _state(self.upward, "awaiting_triage")
        yield _do(self.upward, "triage", decision="accept")
        yield _state(self.upward, "in_transit")

    def _treatment(self) -> Iterator[Step]:
        soon = (self.client.now(self.doctor) + timedelta(hours=1)).astimezone(ZONE)
        yield _do(self.upward, "schedule", result="visit", starts_at=soon.isoformat(timespec="seconds"))
        yield self._pass("PT2H")
        yield _do(self.upward, "register_arrival", outcome="arrived")
        yield _do(self.upward, "treat", outcome="send_down")

    def _down(self) -> Iterator[Step]:
        yield _do(self.upward, "discharge", stable=True, follow_up_plan=[FOLLOW_UP_ROW])
        yield _state(self.upward, "completed")
        self.downward = self.upward.linked("down_of")
        yield "downward case linked", self.downward.read()["number"]
        home = self.doctor.institution
        yield _do(self.downward, "patient_decision", decision="agree", primary_institution=home)
        yield _do(self.downward, "assign_doctor", doctor=self.doctor.person)
        yield _do(self.downward, "accept_transfer", decision="accept")
        yield _do(self.downward, "register_return", outcome="arrived")

    def _follow_up(self) -> Iterator[Step]:
        for _ in range(VISITS):
            if "follow_up" not in self.downward.open():
                yield self._pass("P7D")
            yield _do(self.downward, "follow_up", readings=[{"value": 128}])
        yield _do(self.downward, "close_plan")
        yield _state(self.downward, "closed")

    def _look_back(self) -> Iterator[Step]:
        for name, case in (("upward history", self.upward), ("downward history", self.downward)):
            rows = self.client.get(f"/api/v1/referrals/{case.case}/history", self.auditor).body
            if not rows["items"]:
                raise Unexpected(f"{name} is empty")
            yield name, f"{rows['total']} rows"
        stranger = self.client.who("primary_doctor", institution=self._other_primary())
        seen = self.client.call("GET", f"/api/v1/referrals/{self.downward.case}", account=stranger).status
        if seen != 404:
            raise Unexpected(f"another institution's doctor got {seen} for this case")
        yield "a stranger sees nothing", "404"

    def _pass(self, length: str) -> Step:
        reply = self.client.post("/api/v1/clock", {"advance": length}, self.client.who("administrator"))
        return f"clock moved by {length}", reply.body["now"]

    def _other_primary(self) -> str:
        primary = (one.institution for one in self.client.accounts if one.tier == "primary")
        return next(one for one in primary if one != self.doctor.institution)


def travel(client: Client, say: Callable[[str], None]) -> int:
    """Walk the journey, one line a step; returns the number of steps. Raises `Unexpected`."""
    count = 0
    for count, (name, seen) in enumerate(Journey(client).walk(), start=1):
        say(f"{count:2}  {name}: {seen}")
    return count


def _do(case: Hands, element: str, **answers: Any) -> Step:
    account = case.do(element, **answers)
    return element, f"{account.name} ({account.role})"


def _state(case: Hands, *wanted: str) -> Step:
    state = case.read()["state"]
    if state not in wanted:
        raise Unexpected(f"the state is {state}, not {' or '.join(wanted)}")
    return "state", state
