"""When the system cannot go on by itself: noted, tried again, and out of everybody else's way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.clock import now
from app.db import Database
from app.foundation.timekeeping.models import Due
from app.foundation.timekeeping.sweeper import MOST_ATTEMPTS, sweep
from tests import diagrams
from tests.hands import Hand


def failing_timer(key: str) -> dict[str, str]:
    """begin → a → finish; a timer on a meets a condition that fails while `word` is no number."""
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")), ("finish", diagrams.end()))
    body += diagrams.boundary("late", "a", diagrams.timer("timeDuration", "PT1H"))
    body += diagrams.node("exclusiveGateway", "choose", attributes='default="choose_right"')
    body += diagrams.end("left") + diagrams.end("right") + diagrams.arrow("late", "choose")
    body += diagrams.arrow("choose", "left", "=word + 1 &gt; 2") + diagrams.arrow("choose", "right")
    return diagrams.package(key, body, "word: any")


def try_until_parked(database: Database) -> None:
    for _ in range(MOST_ATTEMPTS):
        sweep(database)
        with database.transaction() as session:
            for row in session.execute(select(Due)).scalars():
                row.try_at = min(row.try_at, now(session))


def test_timer_that_cannot_go_on_is_an_incident_and_other_cases_go_on(
    designer: Hand, hands: Any, database: Database
) -> None:
    designer.publish("failing", failing_timer("failing"))
    stuck, fine = designer.begin("failing", word="x"), designer.begin("failing", word=5)
    hands("administrator").ok("/clock", {"advance": "PT2H"})
    assert designer.read(f"/cases/{fine}")["end_element"] == "left"
    try_until_parked(database)
    seen = designer.read(f"/cases/{stuck}")
    assert [one["element"] for one in seen["open_tasks"]] == ["a"]
    (incident,) = seen["incidents"]
    assert (incident["kind"], incident["element"]) == ("case.timer", "late")
    assert "choose" in incident["message"]

    assert designer.do(designer.open(stuck)["a"], word="9").status_code == 200
    seen = designer.read(f"/cases/{stuck}")
    assert (seen["ended"], seen["incidents"], seen["due_timers"]) == (True, [], [])


def test_retried_incident_is_tried_at_once_and_comes_back_when_it_fails_again(
    designer: Hand, hands: Any, database: Database
) -> None:
    designer.publish("failing", failing_timer("failing"))
    case = designer.begin("failing", word="x")
    hands("administrator").ok("/clock", {"advance": "PT2H"})
    try_until_parked(database)
    (incident,) = designer.read(f"/cases/{case}")["incidents"]
    path = f"/cases/{case}/incidents/{incident['id']}/retry"
    assert hands("doctor").post(path).status_code == 403
    designer.ok(path)
    assert designer.post(path).status_code == 404
    assert designer.read(f"/cases/{case}")["incidents"] == []
    with database.reading() as session:
        row = session.execute(select(Due).where(Due.subject == UUID(case))).scalar_one()
    assert (row.attempts, row.parked_at) == (0, None)
    try_until_parked(database)
    assert len(designer.read(f"/cases/{case}")["incidents"]) == 1


def test_action_that_works_at_last_mends_the_incident_of_the_one_that_failed(designer: Hand) -> None:
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")))
    body += diagrams.node("exclusiveGateway", "choose", attributes='default="choose_b"')
    body += diagrams.end("left") + diagrams.ask("b") + diagrams.end("finish") + diagrams.arrow("a", "choose")
    body += diagrams.arrow("choose", "left", "=number(word) &gt; 2")
    body += diagrams.arrow("choose", "b") + diagrams.arrow("b", "finish")
    designer.publish("mending", diagrams.package("mending", body, "word: string"))
    case = designer.begin("mending", word="1")
    assert designer.do(designer.open(case)["a"], word="x").status_code == 409
    assert len(designer.read(f"/cases/{case}")["incidents"]) == 1
    assert designer.do(designer.open(case)["a"], word="1").status_code == 200
    seen = designer.read(f"/cases/{case}")
    assert ([one["element"] for one in seen["open_tasks"]], seen["incidents"]) == (["b"], [])
