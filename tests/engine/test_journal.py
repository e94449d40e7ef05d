"""The journal: what was entered, left, cancelled, and along which flows, in real order."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from tests.engine.case import MORNING, Case
from tests.engine.diagrams import (
    boundary,
    call,
    defined_message,
    document,
    end,
    flow,
    fork,
    many,
    message,
    start,
    sub,
    timer,
    user,
)


def lines(case: Case) -> list[tuple[str, str]]:
    return [(step.kind, step.flow or step.element) for step in case.outcome.steps]


def test_boundary_event_is_journaled_after_what_it_cancels():
    diagram = document(
        "P", start(), sub("p", start("s2"), fork("g"), user("a"), user("b"), fork("j"), end("e2"),
                          flow("s2", "g"), flow("g", "a", "j"), flow("g", "b", "j"), flow("j", "e2")),
        boundary("w", "p", message("w")), user("out"), end(), flow("s", "p", "e"), flow("w", "out", "e"),
        definitions=defined_message("w"),
    )  # fmt: skip
    case = Case(diagram).do("a").send("w")
    assert lines(case) == [
        ("cancelled", "b"),
        ("cancelled", "p"),
        ("entered", "w"),
        ("left", "w"),
        ("flow", "f_w_out"),
        ("entered", "out"),
    ]


def test_join_is_entered_when_it_fires_and_its_flows_when_they_are_taken():
    diagram = document(
        "P", start(), fork("g"), user("a"), user("b"), fork("j"), user("z"), end(),
        flow("s", "g"), flow("g", "a", "j"), flow("g", "b", "j"), flow("j", "z", "e"),
    )  # fmt: skip
    case = Case(diagram).do("a")
    assert lines(case) == [("left", "a"), ("flow", "f_a_j")]
    assert lines(case.do("b"))[1:4] == [("flow", "f_b_j"), ("entered", "j"), ("left", "j")]


def test_multi_instance_is_journaled_once_as_its_element():
    diagram = document("P", start(), user("r", many("=[1, 2]", "x")), end(), flow("s", "r", "e"))
    case = Case(diagram)
    assert lines(case).count(("entered", "r")) == 1
    assert lines(case.do("r")) == []
    assert lines(case.do("r"))[0] == ("left", "r")


def test_steps_of_a_called_process_say_which_process():
    callee = document("C", start(), user("a"), end(), flow("s", "a", "e"))
    case = Case(document("P", start(), call("c", "C"), end(), flow("s", "c", "e")), callee).do("a")
    assert [(step.process, step.element) for step in case.outcome.steps if step.kind == "left"] == [
        ("C", "a"),
        ("C", "e"),
        ("P", "c"),
        ("P", "e"),
    ]


def test_business_state_is_that_of_the_element_entered_last():
    diagram = document(
        "P", start(),
        sub("p", start("s2"), user("a"), end("e2", p={"state": "seen"}), flow("s2", "a", "e2"), p={"state": "new"}),
        user("b"), end("e", p={"state": "done"}), flow("s", "p", "b", "e"),
    )  # fmt: skip
    case = Case(diagram)
    assert case.outcome.business_state == "new"
    assert case.do("a").outcome.business_state == "seen"
    assert case.do("b").outcome.business_state == "done"


def test_hop_that_enters_no_state_reports_none():
    case = Case(document("P", start(), user("a"), user("b"), end(), flow("s", "a", "b", "e"))).do("a")
    assert case.outcome.business_state is None


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_due_times_are_the_same_in_every_zone_of_the_host(zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        diagram = document(
            "P", start(), user("a", due="2026-12-05T09:00:00"),
            boundary("b", "a", timer("Date", '=date("2026-12-06")')),
            end("e2"), end(), flow("s", "a", "e"), flow("b", "e2"),
        )  # fmt: skip
        case = Case(diagram)
        assert case.item("a").due == dt.datetime(2026, 12, 5, 1, tzinfo=dt.UTC)
        assert case.timer("b").due == dt.datetime(2026, 12, 5, 16, tzinfo=dt.UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_deadline_that_has_passed_is_due_at_once_when_its_element_is_entered_again():
    diagram = document(
        "P", start(), user("a", p={"clock:start": "t = PT1H"}), user("b"),
        boundary("late", "b", timer("Date", '=deadline("t")')),
        user("lead"), end(), flow("s", "a", "b", "e"), flow("late", "lead", "e"),
    )  # fmt: skip
    case = Case(diagram).wait(hours=3).do("a")
    assert case.timer("late").due == MORNING + dt.timedelta(hours=1)
    assert case.fire_due() == 1
    assert case.open() == ["lead"]
