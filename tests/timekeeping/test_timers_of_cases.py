"""Timers, takeovers and the movable clock, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests import diagrams
from tests.hands import Hand


def advance(hands: Any, span: str) -> Any:
    return hands("administrator").ok("/clock", {"advance": span})


def with_boundary(key: str, event: str, *, interrupting: bool = True) -> dict[str, str]:
    """begin → a → finish, and from a boundary timer on a → late → over."""
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")), ("finish", diagrams.end()))
    body += diagrams.boundary("late", "a", event, interrupting=interrupting)
    body += diagrams.ask("b") + diagrams.end("over") + diagrams.arrow("late", "b") + diagrams.arrow("b", "over")
    return diagrams.package(key, body, "word: string")


def test_timer_fires_when_its_time_has_come_and_not_before(designer: Hand, hands: Any) -> None:
    designer.publish("lateness", with_boundary("lateness", diagrams.timer("timeDuration", "PT2H")))
    case = designer.begin("lateness", word="x")
    assert [one["element"] for one in designer.read(f"/cases/{case}")["due_timers"]] == ["late"]
    advance(hands, "PT1H59M")
    assert list(designer.open(case)) == ["a"]
    advance(hands, "PT2M")
    assert list(designer.open(case)) == ["b"]
    assert designer.read(f"/cases/{case}")["due_timers"] == []


def test_timer_of_a_task_that_is_done_never_fires(designer: Hand, hands: Any) -> None:
    designer.publish("lateness", with_boundary("lateness", diagrams.timer("timeDuration", "PT2H")))
    case = designer.begin("lateness", word="x")
    assert designer.do(designer.open(case)["a"]).status_code == 200
    advance(hands, "P1D")
    seen = designer.read(f"/cases/{case}")
    assert (seen["ended"], seen["end_element"], seen["due_timers"]) == (True, "finish", [])


def test_late_click_after_the_timer_is_told_that_the_task_is_gone(designer: Hand, hands: Any) -> None:
    designer.publish("lateness", with_boundary("lateness", diagrams.timer("timeDuration", "PT2H")))
    case = designer.begin("lateness", word="x")
    task = designer.open(case)["a"]
    tag = designer.tag(f"/tasks/{task}")
    advance(hands, "PT3H")
    answer = designer.post(f"/tasks/{task}/complete", {"answers": {}}, etag=tag)
    assert (answer.status_code, answer.json["code"]) == (409, "task_gone")
    assert answer.json["by"]
    assert answer.json["at"]


def test_ten_days_outage_fires_a_cycle_once(designer: Hand, hands: Any) -> None:
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")), ("finish", diagrams.end()))
    body += diagrams.boundary("remind", "a", diagrams.timer("timeCycle", "R/PT1H"), interrupting=False)
    body += diagrams.node(
        "scriptTask", "count", extra='<zeebe:script expression="=told + 1" resultVariable="told"/>'
    )
    body += diagrams.end("noted") + diagrams.arrow("remind", "count") + diagrams.arrow("count", "noted")
    designer.publish("cycle", diagrams.package("cycle", body, "told: number"))
    case = designer.begin("cycle", told=0)

    advance(hands, "P10D")
    assert designer.variables(case)["told"] == 1
    advance(hands, "PT1H")
    assert designer.variables(case)["told"] == 2


def test_unclaimed_task_goes_to_the_office_then_the_lead_and_is_held_by_the_newest(
    designer: Hand, hands: Any, people: Any
) -> None:
    house = people.tertiary.id
    groups = f"=[&quot;{house}/{people.tertiary.departments['cardiology']}:specialist&quot;]"
    steps = f"PT2H: [&quot;{house}:referral_office&quot;]; PT4H: [&quot;{house}:institution_lead&quot;]"
    designer.publish("over", diagrams.one_task("over", groups=groups, takeover=steps))
    case = designer.begin("over", word="x")
    task = designer.open(case)["a"]

    def waits() -> Any:
        return designer.read(f"/cases/{case}")["open_tasks"][0]["waiting_for"]["role"]

    assert (waits(), hands("office").get(f"/tasks/{task}").status_code) == ("specialist", 404)
    tag = hands("specialist").tag(f"/tasks/{task}")
    advance(hands, "PT2H1M")
    assert waits() == "referral_office"
    assert "claim" in hands("office").read(f"/tasks/{task}")["actions"]
    assert hands("specialist").post(f"/tasks/{task}/claim", etag=tag).status_code == 412
    advance(hands, "PT2H")
    assert waits() == "institution_lead"
    assert hands("specialist").do(task).status_code == 200


def test_claimed_task_is_not_taken_over_until_it_is_given_back(designer: Hand, hands: Any, people: Any) -> None:
    house = people.tertiary.id
    groups = f"=[&quot;{house}:specialist&quot;]"
    steps = f"PT2H: [&quot;{house}:referral_office&quot;]"
    designer.publish("over", diagrams.one_task("over", groups=groups, takeover=steps))
    task = designer.open(designer.begin("over", word="x"))["a"]
    specialist, office = hands("specialist"), hands("office")
    specialist.ok(f"/tasks/{task}/claim", etag=specialist.tag(f"/tasks/{task}"))
    advance(hands, "PT3H")
    assert office.get(f"/tasks/{task}").status_code == 404
    specialist.ok(f"/tasks/{task}/unclaim", etag=specialist.tag(f"/tasks/{task}"))
    assert "claim" in office.read(f"/tasks/{task}")["actions"]


@pytest.mark.parametrize("span", ["PT0S", "-PT1H", "soon", "", 5, None])
def test_clock_moves_forward_only(hands: Any, span: object) -> None:
    assert hands("administrator").post("/clock", {"advance": span}).status_code == 422


def test_clock_is_the_administrators_to_move_and_everybodys_to_read(hands: Any) -> None:
    assert hands("doctor").post("/clock", {"advance": "PT1H"}).status_code == 403
    before = hands("doctor").read("/clock")["now"]
    after = advance(hands, "PT1H")["now"]
    assert before < after <= hands("doctor").read("/clock")["now"]
