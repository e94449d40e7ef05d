"""The journey itself: who does what, in order, and what must be true after each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from app.clock import ZONE
from app.journey.client import Account, Client, Unexpected
from app.journey.filling import fill

Step = tuple[str, str]
VISITS = 2
FOLLOW_UP_ROW = {"every_days": 7, "times": VISITS, "low": 90, "high": 140}


class Journey:
    """One referral in the hands of the demonstration's cast."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.doctor = client.who("primary_doctor")
        self.receiver = client.who("referral_office", tier="secondary").institution
        self.case = ""

    def walk(self) -> Iterator[Step]:
        """Do every step; yields its name and what was seen. Raises `Unexpected` at the first that differs."""
        for step in (
            self._prepare,
            self._upward,
            self._treatment,
            self._handing_over,
            self._follow_up,
            self._looking_back,
        ):
            yield from step()

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

    def _upward(self) -> Iterator[Step]:
        given = {
            "kind": "ordinary",
            "urgency": 3,
            "mode": "outpatient",
            "receiver": self.receiver,
            "consent_signed": True,
        }
        answers = fill(self.client, self.doctor, self.start["start_form"], given)
        body = {"process": "upward_referral", "patient": self.patient, "answers": answers, "send": True}
        sent = self.client.post("/api/v1/referrals", body, self.doctor).body
        self.case = self.upward = sent["id"]
        yield "referral sent", sent["number"]
        yield self._state("awaiting_review")
        yield self._do("internal_review", decision="approve")
        yield self._state("awaiting_triage")
        yield self._do("triage", decision="accept")
        yield self._state("in_transit")

    def _treatment(self) -> Iterator[Step]:
        soon = self.client.now(self.doctor) + timedelta(hours=1)
        yield self._do("schedule", result="visit", starts_at=soon.astimezone(ZONE).isoformat(timespec="seconds"))
        yield self._pass("PT2H")
        yield self._do("register_arrival", outcome="arrived")
        yield self._do("treat", outcome="send_down")

    def _handing_over(self) -> Iterator[Step]:
        yield self._do("discharge", stable=True, follow_up_plan=[FOLLOW_UP_ROW])
        yield self._state("completed")
        self.case = self._linked("down_of")
        yield "downward case linked", self._read()["number"]
        yield self._do("patient_decision", decision="agree", primary_institution=self.doctor.institution)
        yield self._do("assign_doctor", doctor=self.doctor.person)
        yield self._do("accept_transfer", decision="accept")
        yield self._do("register_return", outcome="arrived")

    def _follow_up(self) -> Iterator[Step]:
        for _ in range(VISITS):
            if "follow_up" not in self._open():
                yield self._pass("P7D")
            yield self._do("follow_up", readings=[{"value": 128}])
        yield self._do("close_plan")
        if self._read()["state"] not in ("closed", "completed"):
            raise Unexpected(f"the downward case is {self._read()['state']}, not at its end")
        yield self._state(self._read()["state"])

    def _looking_back(self) -> Iterator[Step]:
        auditor = self.client.who("auditor")
        for name, case in (("upward history", self.upward), ("downward history", self.case)):
            rows = self.client.get(f"/api/v1/referrals/{case}/history", auditor).body
            if not rows["items"]:
                raise Unexpected(f"{name} is empty")
            yield name, f"{rows['total']} rows"
        stranger = self.client.who("primary_doctor", institution=self._other_primary())
        seen = self.client.call("GET", f"/api/v1/referrals/{self.case}", account=stranger).status
        if seen != 404:
            raise Unexpected(f"another institution's doctor got {seen} for this case")
        yield "a stranger sees nothing", "404"

    def _do(self, element: str, **answers: Any) -> Step:
        task = self._open().get(element)
        if task is None:
            raise Unexpected(f"{element} is not open, but {sorted(self._open())}")
        path = f"/api/v1/tasks/{task['id']}"
        for account in self._able(task["waiting_for"]):
            reply = self.client.call("GET", path, account=account)
            if reply.status != 200 or not {"claim", "complete"} & set(reply.body["actions"]):
                continue
            filled = fill(self.client, account, reply.body.get("form") or {}, answers)
            self.client.post(f"{path}/complete", {"answers": filled}, account, reply.etag)
            return element, f"{account.name} ({account.role})"
        raise Unexpected(f"nobody of the cast may complete {element}: {task['waiting_for']}")

    def _able(self, waiting: dict[str, Any]) -> list[Account]:
        if waiting.get("person"):
            return [one for one in self.client.accounts if one.person == waiting["person"]]
        return [
            one
            for one in self.client.accounts
            if (one.role, one.institution) == (waiting["role"], waiting["institution"])
        ]

    def _read(self) -> dict[str, Any]:
        body: dict[str, Any] = self.client.get(f"/api/v1/referrals/{self.case}", self.client.who("auditor")).body
        return body

    def _open(self) -> dict[str, dict[str, Any]]:
        return {task["element"]: task for task in self._read()["open_tasks"]}

    def _state(self, wanted: str) -> Step:
        state = self._read()["state"]
        if state != wanted:
            raise Unexpected(f"the state is {state}, not {wanted}")
        return "state", state

    def _pass(self, length: str) -> Step:
        reply = self.client.post("/api/v1/clock", {"advance": length}, self.client.who("administrator"))
        return f"clock moved by {length}", reply.body["now"]

    def _linked(self, relation: str) -> str:
        for link in self._read()["links"]:
            if link["relation"] == relation and link["to"] == self.case:
                return str(link["from"])
        raise Unexpected(f"no case is linked as {relation}")

    def _other_primary(self) -> str:
        return next(
            one.institution
            for one in self.client.accounts
            if one.tier == "primary" and one.institution != self.doctor.institution
        )


def travel(client: Client, say: Callable[[str], None]) -> int:
    """Walk the journey, one line a step; returns the number of steps. Raises `Unexpected`."""
    count = 0
    for count, (name, seen) in enumerate(Journey(client).walk(), start=1):
        say(f"{count:2}  {name}: {seen}")
    return count
