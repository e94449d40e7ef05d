"""The small world that `every_get_table` speaks of: made over HTTP by the cast, then only read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.cases.definitions.packages import import_shipped
from app.db import Database
from app.factory import create_app
from tests import diagrams
from tests.access.every_get_table import PATIENTS, PRIVATE
from tests.cast import Cast, Settled
from tests.conftest import settings_over
from tests.database import clone
from tests.hands import Hand

SHIPPED = Path(__file__).parents[2] / "workflows"


class World:
    """Everybody signed in, and the ids of what is there: `things["case"]["scheduled"]`."""

    def __init__(self, app: Flask, people: Cast) -> None:
        self.app = app
        self.cast = people
        self.hands = {name: Hand(app.test_client(), member) for name, member in people.people.items()}
        self.things: dict[str, dict[str, str]] = {
            kind: {} for kind in ("case", "draft", "patient", "consent", "file", "task", "process", "institution")
        }
        self.numbers: dict[str, str] = {}
        self.random: dict[tuple[str, str], tuple[Any, ...]] = {}  # what whom a rule answers for a random id

    def register(self, who: str, patient: str) -> None:
        """Make a patient of the table known at this member's institution."""
        name, passport = PATIENTS[patient]
        body = {"name": name, "sex": "1", "identifiers": [{"kind": "passport", "value": passport}]}
        self.things["patient"][patient] = self.hands[who].ok("/patients", body)["id"]

    def upload(self, who: str, file: str) -> None:
        hand = self.hands[who]
        part = (io.BytesIO(f"资料 {file}\n".encode()), f"{file}.txt", "text/plain")
        answer = hand.client.post("/api/v1/files", headers=hand.headers, data={"file": part})
        assert answer.status_code == 201, answer.get_data(as_text=True)
        self.things["file"][file] = answer.get_json()["id"]

    def refer(
        self, who: str, case: str, patient: str, receiver: str, department: str, *, send: bool = True
    ) -> None:
        """Send a referral of this patient with a file of the case's name, or keep it as a draft."""
        self.upload(who, case)
        house = getattr(self.cast, receiver)
        answers = {
            "kind": "ordinary",
            "urgency": 3,
            "mode": "outpatient",
            "receiver": str(house.id),
            "department": str(house.departments[department]),
            "impression": ["I20.000"],
            "reason": f"转诊原因：{case}",
            "results": "心电图正常",
            **dict.fromkeys(("history", "allergies", "treatment", "medication"), "无"),
            "attachments": [self.things["file"][case]],
            "consent_signed": True,
            "signer": PATIENTS[patient][0],
            "relation": "self",
        }
        wanted = {"process": "upward_referral", "patient": self.things["patient"][patient], "answers": answers}
        made = self.hands[who].ok("/referrals", {**wanted, "send": send})
        self.things["case" if send else "draft"][case] = made["id"]
        if send:
            self.numbers[case] = made["number"]

    def do(self, who: str, case: str, element: str, task: str, **answers: Any) -> None:
        """Complete an open task, which the table calls `task`."""
        self.name_task(case, element, task)
        answer = self.hands[who].do(self.things["task"][task], **answers)
        assert answer.status_code == 200, answer.get_data(as_text=True)

    def name_task(self, case: str, element: str, task: str) -> None:
        """Remember an open task by its name in the table."""
        reader = self.hands["auditor"]
        tasks = {
            one["element"]: one["id"] for one in reader.read(f"/cases/{self.things['case'][case]}")["open_tasks"]
        }
        assert element in tasks, f"{element} of {case} is not open, but {sorted(tasks)}"
        self.things["task"][task] = tasks[element]

    def find_consents(self, who: str, *cases: str) -> None:
        """Remember the consents of these cases, as their sender reads them."""
        patients = self.things["patient"]
        found = {
            one["case_id"]: one["id"]
            for patient in patients.values()
            for one in self.hands[who].get(f"/patients/{patient}/consents").get_json().get("items", [])
        }
        self.things["consent"] |= {case: found[self.things["case"][case]] for case in cases}

    def redirection(self, house: str, department: str) -> dict[str, str]:
        to = getattr(self.cast, house)
        return {
            "decision": "redirect",
            "redirect_institution": str(to.id),
            "redirect_department": str(to.departments[department]),
        }


@contextmanager
def built(settled: Settled, home: Path) -> Iterator[World]:
    """A city of its own with everything that the table names."""
    with clone(settled.urls) as urls:
        app = create_app(settings_over(urls, home, LIANDONG_LOG_LEVEL="warning"))
        database: Database = app.extensions["database"]
        try:
            with database.transaction() as session:
                import_shipped(session, SHIPPED)
            world = World(app, settled.cast)
            _patients_and_cases(world)
            yield world
        finally:
            database.close()


@pytest.fixture(scope="session")
def world(settled: Settled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Built once; the tests of this folder only read it."""
    with built(settled, tmp_path_factory.mktemp("every_get")) as made:
        yield made


def _patients_and_cases(world: World) -> None:
    for who, patient in (
        *(("doctor", "scheduled"), ("doctor", "redirected"), ("doctor", "in_review")),
        *(("other_doctor", "waiting"), ("other_doctor", "rejected")),
        *(("doctor", "moved_inside"), ("other_doctor", "moved_inside")),
    ):
        world.register(who, patient)
    _scheduled(world)
    _waiting(world)
    _redirected(world)
    _rejected(world)
    _moved_inside(world)
    world.refer("doctor", "in_review", "in_review", "tertiary", "cardiology")
    world.name_task("in_review", "internal_review", "in_review: review")
    world.refer("doctor", "draft", "scheduled", "tertiary", "cardiology", send=False)
    world.upload("doctor", "unattached")
    _trial(world)
    world.find_consents("doctor", "scheduled", "redirected", "moved_inside", "in_review")
    world.find_consents("other_doctor", "waiting", "rejected")
    world.things["process"] = {"shipped": "upward_referral", "published": "one"}
    houses = ("primary", "primary_two", "secondary", "tertiary")
    world.things["institution"] = {name: str(getattr(world.cast, name).id) for name in houses}


def _scheduled(world: World) -> None:
    case = "scheduled"
    world.refer("doctor", case, case, "tertiary", "cardiology")
    world.do("reviewer", case, "internal_review", "scheduled: review", decision="approve")
    world.do("specialist", case, "triage", "scheduled: triage", decision="accept")
    place = {"result": "visit", "starts_at": "2099-01-05T09:00:00+08:00", "place": "门诊二楼"}
    world.do("clerk", case, "schedule", "scheduled: schedule", **place)
    world.name_task(case, "register_arrival", "scheduled: arrival")


def _waiting(world: World) -> None:
    world.refer("other_doctor", "waiting", "waiting", "secondary", "internal")
    world.do("other_reviewer", "waiting", "internal_review", "waiting: review", decision="approve")
    world.name_task("waiting", "triage", "waiting: triage")


def _redirected(world: World) -> None:
    """To another house, which asks back and is answered; of that the first house must not read anything."""
    case = "redirected"
    world.refer("doctor", case, case, "tertiary", "cardiology")
    world.do("reviewer", case, "internal_review", "redirected: review", decision="approve")
    elsewhere = world.redirection("secondary", "internal")
    world.do("specialist", case, "triage", "redirected: first triage", **elsewhere)
    asked = {"decision": "return", "reason_code": "missing_results", "note": PRIVATE["asked"]}
    world.do("secondary_specialist", case, "triage", "redirected: second triage", **asked)
    world.upload("doctor", "redirected, later")
    files = [world.things["file"][case], world.things["file"]["redirected, later"]]
    answers = {"decision": "resubmit", "results": PRIVATE["answered"], "attachments": files}
    world.do("doctor", case, "amend", "redirected: amend", **answers)
    world.name_task(case, "triage", "redirected: third triage")
    review = world.things["task"]["redirected: review"]
    world.hands["reviewer"].ok(f"/tasks/{review}/comments", {"text": PRIVATE["remark"]})


def _rejected(world: World) -> None:
    case = "rejected"
    world.refer("other_doctor", case, case, "tertiary", "cardiology")
    world.do("other_reviewer", case, "internal_review", "rejected: review", decision="approve")
    world.do("specialist", case, "triage", "rejected: triage", decision="reject", reason_code="no_capacity")


def _moved_inside(world: World) -> None:
    case = "moved_inside"
    world.refer("doctor", case, case, "tertiary", "cardiology")
    world.do("reviewer", case, "internal_review", "moved_inside: review", decision="approve")
    elsewhere = world.redirection("tertiary", "neurology")
    world.do("specialist", case, "triage", "moved_inside: first triage", **elsewhere)
    world.name_task(case, "triage", "moved_inside: second triage")


def _trial(world: World) -> None:
    world.hands["designer"].publish("one", diagrams.one_task())
    world.things["case"]["trial"] = world.hands["designer"].begin("one", word="x")
    world.name_task("trial", "a", "trial: a")
