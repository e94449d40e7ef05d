"""Many at once on a real database: one wins, the others learn who, and nothing is left half done."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cases import queries, service
from app.cases.models import CaseFile, Submission, WaitingMessage, WorkItem
from app.db import Database
from app.foundation.timekeeping.models import Due
from tests import cast, diagrams
from tests.cases.test_actions_and_parties import referral
from tests.hands import Hand

CLIENTS = 50
CLAIMERS = 20
ROUNDS = 100


def at_once(works: list[Callable[[], Any]]) -> list[Any]:
    """Run all of them as nearly at once as threads can."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def poster(app: Flask, hand: Hand, path: str, body: Any, etag: str | None) -> Callable[[], Any]:
    headers = {**hand.headers, "Idempotency-Key": str(uuid4()), **({"If-Match": etag} if etag else {})}
    client = app.test_client()
    return lambda: client.post(f"/api/v1{path}", json=body, headers=headers)


def test_fifty_clients_complete_one_task_and_one_succeeds(
    app: Flask, designer: Hand, hands: Any, database: Database, people: cast.Cast
) -> None:
    groups = f"=[&quot;{people.primary.id}:primary_doctor&quot;]"
    designer.publish("queue", diagrams.one_task("queue", groups=groups))
    case = designer.begin("queue", word="old")
    task = designer.open(case)["a"]
    doctors = [hands("doctor"), hands("doctor_two")]
    etag = doctors[0].tag(f"/tasks/{task}")

    body = {"answers": {"word": "new"}}
    path = f"/tasks/{task}/complete"
    answers = at_once([poster(app, doctors[n % 2], path, body, etag) for n in range(CLIENTS)])

    assert Counter(one.status_code for one in answers) == {200: 1, 409: CLIENTS - 1}
    late = next(one for one in answers if one.status_code == 409).json
    assert late["by"] in {one.member.actor.name for one in doctors}
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(Submission)).scalar_one() == 1


def test_twenty_claim_one_task_and_one_gets_it(app: Flask, designer: Hand, hands: Any, people: cast.Cast) -> None:
    groups = f"=[&quot;{people.primary.id}:primary_doctor&quot;]"
    designer.publish("queue", diagrams.one_task("queue", groups=groups))
    task = designer.open(designer.begin("queue", word="old"))["a"]
    doctors = [hands("doctor"), hands("doctor_two")]
    etag = doctors[0].tag(f"/tasks/{task}")

    answers = at_once([poster(app, doctors[n % 2], f"/tasks/{task}/claim", None, etag) for n in range(CLAIMERS)])

    holders = {one.json["holder"]["person"] for one in answers if one.status_code == 200}
    assert len(holders) == 1
    assert Counter(one.status_code for one in answers) == {200: CLAIMERS // 2, 409: CLAIMERS // 2}


@pytest.mark.parametrize("batch", range(2))
def test_withdrawal_against_acceptance_is_never_both_and_leaves_no_orphan(
    app: Flask, designer: Hand, hands: Any, database: Database, people: cast.Cast, batch: int
) -> None:
    designer.publish("small", referral())
    doctor, office = hands("doctor"), hands("office")
    won: Counter[str] = Counter()
    for _ in range(ROUNDS):
        case = _begin(database, people)
        task = _task(database, case)
        accept = poster(
            app, office, f"/tasks/{task}/complete", {"answers": {"word": "fine"}}, office.tag(f"/tasks/{task}")
        )
        withdraw = poster(
            app,
            doctor,
            f"/referrals/{case}/actions/withdraw",
            {"reason_code": "other"},
            doctor.tag(f"/referrals/{case}"),
        )
        accepted, withdrawn = at_once([accept, withdraw] if batch else [withdraw, accept])[:: 1 if batch else -1]
        statuses = (accepted.status_code, withdrawn.status_code)
        assert statuses in {(200, 409), (200, 412), (409, 200)}, statuses
        won["accepted" if accepted.status_code == 200 else "withdrawn"] += 1
        _assert_clean(database, case, "finish" if accepted.status_code == 200 else "withdrawn")
    assert sum(won.values()) == ROUNDS


def test_two_people_finish_parallel_tasks_in_the_same_second_and_both_writes_stay(
    app: Flask, designer: Hand
) -> None:
    designer.publish("fork", diagrams.fork())
    for _ in range(5):
        case = designer.begin("fork", word="old", other="old")
        tasks = designer.open(case)
        works = [
            poster(
                app,
                designer,
                f"/tasks/{tasks[element]}/complete",
                {"answers": {name: "new"}},
                designer.tag(f"/tasks/{tasks[element]}"),
            )
            for element, name in (("a", "word"), ("b", "other"))
        ]
        assert [one.status_code for one in at_once(works)] == [200, 200]
        variables = designer.variables(case)
        assert (variables["word"], variables["other"], list(designer.open(case))) == ("new", "new", ["after"])


def test_twins_with_one_key_get_one_answer(app: Flask, designer: Hand) -> None:
    designer.publish("one", diagrams.one_task())
    headers = {**designer.headers, "Idempotency-Key": "the same"}
    body = {"process": "one", "variables": {"word": "x"}}

    def twin() -> Any:
        return app.test_client().post("/api/v1/cases", json=body, headers=headers)

    answers = at_once([twin] * 6)
    assert {one.status_code for one in answers} == {201}
    assert len({one.json["id"] for one in answers}) == 1


def _begin(database: Database, people: cast.Cast) -> UUID:
    with database.transaction() as session:
        beginning = service.Beginning("small", {"receiver": str(people.tertiary.id), "word": None})
        return service.start(session, people.doctor.actor, beginning).id


def _task(database: Database, case: UUID) -> UUID:
    with database.reading() as session:
        return queries.open_items(session, [case])[case][0].id


def _assert_clean(database: Database, case: UUID, end: str) -> None:
    with database.reading() as session:
        assert session.get_one(CaseFile, case).end_element == end
        still_open = select(WorkItem).where(WorkItem.case_id == case, WorkItem.closed_at.is_(None))
        waiting = select(WaitingMessage).where(WaitingMessage.case_id == case)
        due = select(Due).where(Due.subject == case)
        for leftover in (still_open, waiting, due):
            assert session.execute(leftover).first() is None
