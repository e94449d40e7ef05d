"""The shipped processes carried out by the whole application, over HTTP, by the cast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.care.patients import service as patients
from app.cases.definitions.packages import import_shipped
from app.db import Database
from app.foundation.terminology import service as terminology
from tests.cast import Cast
from tests.hands import Hand, database, people

__all__ = ["database", "people"]
SHIPPED = Path(__file__).parents[2] / "workflows"


@dataclass
class Road:
    """One case on its way, in the hands of the cast."""

    cast: Cast
    hand: Callable[[str], Hand]
    id: str
    reader: str = "auditor"
    done: list[str] = field(default_factory=list)

    def read(self) -> Any:
        return self.hand(self.reader).read(f"/referrals/{self.id}")

    @property
    def state(self) -> str:
        return str(self.read()["state"])

    @property
    def open(self) -> list[str]:
        return sorted(one["element"] for one in self.read()["open_tasks"])

    def do(self, who: str, element: str, **answers: Any) -> None:
        """Complete an open task as that member of the cast."""
        status, text = self.attempt(who, element, **answers)
        assert status == 200, f"{element} by {who}: {status} {text}"
        self.done.append(element)

    def attempt(self, who: str, element: str, **answers: Any) -> tuple[int, str]:
        """Try to complete it: status and text of the answer."""
        tasks = {one["element"]: one["id"] for one in self.read()["open_tasks"]}
        assert element in tasks, f"{element} is not open, but {sorted(tasks)}"
        answer = self.hand(who).do(tasks[element], **answers)
        return answer.status_code, answer.get_data(as_text=True)

    def act(self, who: str, action: str, reason: str = "other") -> None:
        """Send an action."""
        path = f"/referrals/{self.id}"
        hand = self.hand(who)
        hand.ok(f"{path}/actions/{action}", {"reason_code": reason, "note": "测试"}, etag=hand.tag(path))

    def linked(self, relation: str) -> list[str]:
        """Cases that this one caused."""
        links = self.read()["links"]
        return [one["from"] for one in links if one["relation"] == relation and one["to"] == self.id]

    def follow(self, case: str) -> Road:
        """Another case with the same hands."""
        return Road(self.cast, self.hand, case, self.reader)

    def now(self) -> datetime:
        return datetime.fromisoformat(str(self.hand("administrator").read("/clock")["now"]))

    def wait(self, length: str) -> None:
        self.hand("administrator").ok("/clock", {"advance": length})

    def schedule(self, hours: int = 2) -> None:
        starts = (self.now() + timedelta(hours=hours)).isoformat(timespec="seconds")
        self.do("clerk", "schedule", result="visit", starts_at=starts, place="门诊二楼")

    def reach_treatment(self) -> None:
        """From sending to the specialist's hands."""
        self.do("reviewer", "internal_review", decision="approve")
        self.do("specialist", "triage", decision="accept")
        self.schedule()
        self.do("nurse", "register_arrival", outcome="arrived")


@pytest.fixture
def hand(app: Flask, people: Cast) -> Callable[[str], Hand]:
    made: dict[str, Hand] = {}

    def get(name: str) -> Hand:
        if name not in made:
            made[name] = Hand(app.test_client(), getattr(people, name))
        return made[name]

    return get


@pytest.fixture
def patient(database: Database, people: Cast) -> str:
    """A patient of the first township doctor, everything shipped being published."""
    with database.transaction() as session:
        terminology.load_sample(session)
        import_shipped(session, SHIPPED)
        return str(patients.register(session, people.doctor.actor, patients.Given(name="叶文彬", sex="1")).id)


@pytest.fixture
def refer(patient: str, people: Cast, hand: Callable[[str], Hand]) -> Callable[..., Road]:
    """`refer(kind="green_channel")`: a referral sent by the first township doctor."""

    def send(**given: Any) -> Road:
        answers = {
            "kind": "ordinary",
            "urgency": 3,
            "mode": "outpatient",
            "receiver": str(people.tertiary.id),
            "department": str(people.tertiary.departments["cardiology"]),
            "impression": ["I20.000"],
            "reason": "活动后胸闷一周，今晨加重",
            "history": "无",
            "allergies": "无",
            "treatment": "休息、吸氧",
            "medication": "无",
            "results": "心电图 ST 段压低",
            "consent_signed": True,
            **given,
        }
        body = {"process": "upward_referral", "patient": patient, "answers": answers, "send": True}
        return Road(people, hand, hand("doctor").ok("/referrals", body)["id"])

    return send
