"""Multi-instance and called processes."""

from __future__ import annotations

import pytest

from app.engine.runtime import Incident
from tests.engine.case import Case
from tests.engine.diagrams import (
    boundary,
    call,
    document,
    end,
    flow,
    many,
    mapping,
    node,
    script,
    start,
    sub,
    timer,
    user,
    zeebe,
)

REVIEW = {"collection": "=reviewers", "element": "rev", "output": "opinions", "result": "={who: rev, say: opinion}"}


def review(until: str | None = None, *, sequential: bool = False) -> str:
    task = user("r", many(**REVIEW, until=until, sequential=sequential), assignee="=rev")
    return document(
        "P", start(), task, boundary("late", "r", timer("Duration", "P3D")), user("lead"), user("z"), end(),
        flow("s", "r", "z", "e"), flow("late", "lead", "e"),
    )  # fmt: skip


def test_parallel_instances_answer_apart_and_results_keep_the_order_of_the_input():
    case = Case(review(), variables={"reviewers": ["amy", "bob", "cy"]})
    assert sorted(item.assignee for item in case.items.values()) == ["amy", "bob", "cy"]
    assert case.item("r", 1).item == {"loopCounter": 2, "rev": "bob"}
    case.do("r", 1, opinion="no").do("r", 1, opinion="maybe").do("r", opinion="yes")
    assert case.open() == ["z"]
    assert [one["say"] for one in case.variables["opinions"]] == ["yes", "no", "maybe"]
    assert set(case.variables) == {"reviewers", "opinions"}


def test_completion_condition_sees_instance_and_results_and_drops_the_unfinished():
    until = '=rev = "cy" and opinion = "close" or count(opinions[say = "no"]) = 2'
    case = Case(review(until), variables={"reviewers": ["amy", "bob", "cy"]})
    amy = case.item("r", 0).id
    case.do("r", 1, opinion="yes").do("r", 1, opinion="close")
    assert case.open() == ["z"]
    assert [one["who"] for one in case.variables["opinions"]] == ["bob", "cy"]
    assert amy not in case.items
    assert not case.timers


def test_completion_condition_counts_instances():
    case = Case(
        review("=numberOfCompletedInstances / numberOfInstances >= 0.5"),
        variables={"reviewers": ["a", "b", "c", "d"]},
    )
    case.do("r", opinion=1)
    assert case.open() == ["r", "r", "r"]
    assert case.do("r", opinion=1).open() == ["z"]


def test_sequential_instances_come_one_after_the_other():
    case = Case(review(sequential=True), variables={"reviewers": ["amy", "bob", "cy"]})
    seen = []
    while case.open() == ["r"]:
        seen.append(case.item("r").assignee)
        case.do("r", opinion=len(seen))
    assert seen == ["amy", "bob", "cy"]
    assert [one["say"] for one in case.variables["opinions"]] == [1, 2, 3]
    stopped = Case(review('=opinion = "stop"', sequential=True), variables={"reviewers": ["amy", "bob"]})
    assert stopped.do("r", opinion="stop").open() == ["z"]


def test_no_items_means_no_instances_and_an_empty_result():
    case = Case(review(), variables={"reviewers": []})
    assert case.open() == ["z"]
    assert case.variables["opinions"] == []


def test_something_that_is_no_list_is_an_incident():
    with pytest.raises(Incident, match="inputCollection"):
        Case(review(), variables={"reviewers": "amy"})


@pytest.mark.parametrize("sequential", [True, False])
def test_boundary_timer_takes_all_instances_away(sequential):
    case = Case(review(sequential=sequential), variables={"reviewers": ["amy", "bob"]})
    case.do("r", opinion=1).wait(days=4).tick("late")
    assert case.open() == ["lead"]
    assert case.do("lead").ended


CALLEE = document(
    "C", start(), sub("p", start("s2"), user("ask", assignee="=person"), end("e2"), flow("s2", "ask", "e2")),
    script("calc", "=answer + 1", "result"), end(), flow("s", "p", "calc", "e"),
    inputs="person: string; answer: number",
)  # fmt: skip


CALLER = document(
    "P", start(), sub("p", start("s2"), user("first"), end("e2"), flow("s2", "first", "e2")),
    call("c", "C", {"person": "=who"}, {"got": "=result"}), boundary("late", "c", timer("Duration", "=patience")),
    user("lead"), user("z"), end(), flow("s", "p", "c", "z", "e"), flow("late", "lead", "e"),
)  # fmt: skip


def test_called_process_is_a_closed_scope_and_only_mappings_cross():
    case = Case(CALLER, CALLEE, variables={"who": "u1", "patience": "PT2H", "answer": 100}).do("first")
    assert case.item("ask").assignee == "u1"
    case.do("ask", answer=4)
    assert case.open() == ["z"]
    assert case.variables == {"who": "u1", "patience": "PT2H", "answer": 100, "got": 5}


def test_boundary_timer_on_a_call_takes_the_called_process_away():
    case = Case(CALLER, CALLEE, variables={"who": "u1", "patience": "PT2H"}).do("first").wait(hours=3).tick("late")
    assert case.open() == ["lead"]
    assert case.do("lead").ended


def test_constants_are_readable_in_a_called_process():
    callee = document("C", start(), user("a", assignee="=started_by"), end(), flow("s", "a", "e"))
    case = Case(document("P", start(), call("c", "C"), end(), flow("s", "c", "e")), callee)
    assert case.item("a").assignee == "person-1"


def test_each_instance_may_be_a_called_process_with_its_own_variables():
    callee = document(
        "C", start(), user("visit", assignee="=doctor"), end(), flow("s", "visit", "e"),
        inputs="doctor: string; value: number",
    )  # fmt: skip
    one = node(
        "callActivity", "visits", many("=plan", "day", "values", "=measured", "=measured > 9", sequential=True),
        ext=zeebe("calledElement", processId="C") + mapping({"doctor": "=day.doctor"}, {"measured": "=value"}),
    )  # fmt: skip
    diagram = document("P", start(), one, user("z"), end(), flow("s", "visits", "z", "e"))
    plan = [{"doctor": "amy"}, {"doctor": "bob"}, {"doctor": "cy"}]
    case = Case(diagram, callee, variables={"plan": plan})
    assert case.item("visit").assignee == "amy"
    assert case.item("visit").process == "C"
    case.do("visit", value=7)
    assert case.item("visit").assignee == "bob"
    case.do("visit", value=10)
    assert case.open() == ["z"]
    assert case.variables == {"plan": plan, "values": [7, 10]}
