"""What SpiffWorkflow 3.2.0 does wrongly with tokens, timers, errors and ids, each fault a test named after it."""

from __future__ import annotations

import importlib.metadata
import random

import pytest

from app.engine.dialect import DialectError, compile_package
from app.engine.runtime import Incident, NotOpen
from app.engine.topics import BusinessError
from tests.engine.case import Case, topics
from tests.engine.diagrams import (
    boundary,
    call,
    defined_error,
    defined_message,
    document,
    end,
    error,
    flow,
    fork,
    gateway,
    message,
    node,
    service,
    sub,
    timer,
    user,
)
from tests.engine.diagrams import (
    start as begin,
)


def full(**_):
    raise BusinessError("FULL", "已满", "full")


def test_engine_is_the_version_whose_faults_are_known():
    assert importlib.metadata.version("SpiffWorkflow") == "3.2.0"


# §0.1 parallel joins fire early in loops


PARALLEL_LOOP = document(
    "P", begin(), gateway("m"), fork("g"), user("a"), user("b"), fork("j"), user("z"),
    gateway("x", default="f_x_e"), end(),
    flow("s", "m", "g"), flow("g", "a", "j"), flow("g", "b", "j"), flow("j", "z", "x"),
    flow("x", "m", when="=again"), flow("x", "e"),
    inputs="again: boolean",
)  # fmt: skip


def test_join_in_a_loop_waits_for_both_branches_in_every_pass():
    case, rnd = Case(PARALLEL_LOOP), random.Random(1)
    for _ in range(60):
        order = rnd.sample(["a", "b"], 2)
        assert case.do(order[0]).open() == [order[1]]
        assert case.do(order[1]).open() == ["z"]
        assert case.do("z", again=True).open() == ["a", "b"]


def test_join_keeps_a_token_that_comes_twice_from_one_side_for_the_next_turn():
    diagram = document(
        "P", begin(), fork("g"), gateway("m"), user("a"), fork("g2"), user("b"), gateway("x", default="f_x_e"),
        fork("j"), user("z"), end(),
        flow("s", "g"), flow("g", "m", "a", "g2"), flow("g2", "j"), flow("g2", "x"),
        flow("x", "m", when="=again"), flow("x", "e"),
        flow("g", "b", "j"), flow("j", "z", "e"), inputs="again: boolean",
    )  # fmt: skip
    case = Case(diagram).do("a", again=True).do("a", again=True)
    assert case.do("b").open() == ["a", "z"]


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_branches_keep_each_others_writes(order):
    case = Case(PARALLEL_LOOP, variables={"v": 0, "l": [1, 2, 3]})
    for element in order:
        case.do(element, **({"v": 1, "l": [1]} if element == "a" else {"w": 2}))
    assert case.variables == {"v": 1, "l": [1], "w": 2}


def test_value_set_in_a_sub_process_is_there_on_its_boundary_path():
    diagram = document(
        "P", begin(), sub("p", begin("s2"), user("a"), user("b"), end("e2"), flow("s2", "a", "b", "e2")),
        boundary("w", "p", message("withdraw")), gateway("x", default="f_x_no"), user("yes"), user("no"), end(),
        flow("s", "p", "e"), flow("w", "x"), flow("x", "yes", when="=v = 7"), flow("x", "no"), flow("yes", "e"),
        flow("no", "e"),
        definitions=defined_message("withdraw"), inputs="v: number",
    )  # fmt: skip
    assert Case(diagram).do("a", v=7).send("withdraw").open() == ["yes"]


# §0.3 completing any task fires every due timer


def test_only_the_named_timer_fires():
    diagram = document(
        "P", begin(), fork("g"), user("a"), user("b"), user("q"), boundary("ta", "a", timer("Duration", "PT1H")),
        boundary("tb", "b", timer("Duration", "PT1H")), user("la"), user("lb"), end(),
        flow("s", "g"), flow("g", "a", "e"), flow("g", "b", "e"), flow("g", "q", "e"), flow("ta", "la", "e"),
        flow("tb", "lb", "e"),
    )  # fmt: skip
    case = Case(diagram).wait(hours=5).do("q")
    assert case.open() == ["a", "b"]
    assert case.tick("tb").open() == ["a", "lb"]


# §0.4 errors hit the wrong activity


def test_error_leaves_siblings_alone():
    diagram = document(
        "P", begin(), fork("g"), service("sv"), user("u2"), boundary("b1", "sv", error("FULL")),
        boundary("b2", "u2", error("FULL")),
        user("h"), user("h2"), end(), flow("s", "g"), flow("g", "u2", "e"), flow("g", "sv", "e"),
        flow("b1", "h", "e"),
        flow("b2", "h2", "e"), definitions=defined_error("FULL"),
    )  # fmt: skip
    assert Case(diagram, topics=topics(x_do=full)).open() == ["h", "u2"]


def test_error_that_nobody_catches_is_an_incident_and_the_case_stays():
    case = Case(
        document("P", begin(), user("a"), service("sv"), end(), flow("s", "a", "sv", "e")), topics=topics(x_do=full)
    )
    with pytest.raises(Incident) as caught:
        case.do("a")
    assert (caught.value.element, case.open()) == ("sv", ["a"])
    assert "FULL" in caught.value.en


def test_error_end_event_interrupts_its_sub_process_and_does_not_complete_it():
    def diagram(code):
        return document(
            "P", begin(), sub("o", begin("s1"), user("w"), end("ee", error("FULL")), flow("s1", "w", "ee")),
            boundary("b", "o", error(code)), user("h"), user("n"), end(), flow("s", "o", "n", "e"),
            flow("b", "h", "e"),
            definitions=defined_error("FULL") + defined_error("OTHER"),
        )  # fmt: skip

    assert Case(diagram("FULL")).do("w").open() == ["h"]
    with pytest.raises(Incident):
        Case(diagram("OTHER")).do("w")


# §0.5, §3 growth, completion


@pytest.mark.parametrize("higher", ["a", "b"])
def test_order_of_conditions_is_that_of_the_file_wherever_boxes_are_drawn(higher):
    shapes = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{one}"><dc:Bounds y="{10 if one == higher else 500}"/></bpmndi:BPMNShape>'
        for one in "ab"
    )
    drawn = (
        '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        f' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane>{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    )
    text = document(
        "P", begin(), gateway("g", default="f_g_e"), user("a"), user("b"), end(), flow("s", "g"),
        flow("g", "b", when="=true"), flow("g", "a", when="=true"), flow("g", "e"), flow("a", "e"), flow("b", "e"),
    ).replace("</bpmn:definitions>", drawn + "</bpmn:definitions>")  # fmt: skip
    case = Case(text)
    assert case.open() == ["b"]
    assert case.definition.key == compile_package({"0.bpmn": text.replace('y="10"', 'y="77"')}).key


# §0.8 a bpmn:task is a human task, a serviceTask hangs


def test_task_without_kind_is_refused_by_name():
    with pytest.raises(DialectError) as caught:
        Case(document("P", begin(), node("task", "t"), end(), flow("s", "t", "e")))
    assert (caught.value.rule, caught.value.element) == ("unlisted_element", "t")


# §0.9 reserved ids are swallowed


@pytest.mark.parametrize("ident", ["Start", "End", "Root", "StartEventSplit", "a.BoundaryEventSplit", "a[child]"])
def test_reserved_id_is_refused(ident):
    with pytest.raises(DialectError) as caught:
        Case(document("P", begin(), user(ident), end(), flow("s", ident, "e")))
    assert caught.value.rule == "reserved_id"


# §0.10 two timers on one event-based gateway share one due time


def test_second_timer_on_an_event_gateway_is_refused():
    with pytest.raises(DialectError) as caught:
        Case(document(
            "P", begin(), gateway("g", kind="eventBased"),
            node("intermediateCatchEvent", "t1", timer("Duration", "PT1H")),
            node("intermediateCatchEvent", "t2", timer("Duration", "PT2H")), end(), flow("s", "g"),
            flow("g", "t1", "e"), flow("g", "t2", "e"),
        ))  # fmt: skip
    assert caught.value.rule == "event_gateway_timers"


# §1 a recursive call is endless; §2 automatic loops


def test_recursive_call_is_refused_when_compiled():
    direct = document("P", begin(), call("c", "P"), end(), flow("s", "c", "e"))
    with pytest.raises(DialectError) as caught:
        Case(direct, process="P")
    assert caught.value.rule == "recursive_call"
    one = document("P", begin(), call("c", "Q"), end(), flow("s", "c", "e"))
    two = document("Q", begin(), call("c", "P"), end(), flow("s", "c", "e"))
    with pytest.raises(DialectError) as caught:
        Case(one, two, process="P")
    assert caught.value.rule == "recursive_call"


def cycling(cycle: str, behind: str = "") -> str:
    return document(
        "P", begin(), user("a"), boundary("cy", "a", timer("Cycle", cycle), False), behind or service("h"),
        end("e2"), user("z"), end(),
        flow("s", "a", "z", "e"), flow("cy", "h", "e2"),
    )  # fmt: skip


def test_missed_firings_of_a_cycle_are_one_and_leave_nothing_behind():
    told = []
    case = Case(cycling("R5/PT24H"), topics=topics(x_do=lambda **_: told.append(1))).wait(days=3, hours=1)
    assert (case.fire_due(), len(told)) == (1, 1)
    for _ in range(9):
        case.wait(days=1).fire_due()
    assert len(told) == 3
    assert not case.timers
    assert case.do("a").do("z").ended


def test_endless_cycle_keeps_its_size_and_its_beat():
    told = []
    case = Case(cycling("R/PT1H"), topics=topics(x_do=lambda **_: told.append(1)))
    first, size = case.timer("cy").due, len(case.bytes)
    for _ in range(100):
        case.wait(hours=1).fire_due()
    assert len(told) == 100
    assert len(case.bytes) < size + 16
    assert case.wait(hours=200, minutes=7).fire_due() == 1
    assert (case.timer("cy").due - first).total_seconds() % 3600 == 0
    assert case.timer("cy").due > case.now


def test_human_task_behind_a_cycle_does_not_vanish_with_the_main_task():
    case = Case(cycling("R/PT24H", user("h")))
    for _ in range(2):
        case.wait(days=1).fire_due()
    assert case.open() == ["a", "h", "h"]
    assert case.do("a").open() == ["h", "h", "z"]
    assert not case.timers
    assert case.do("h").do("h").do("z").ended


def test_non_interrupting_message_may_come_again():
    diagram = document(
        "P", begin(), user("a"), boundary("m", "a", message("addition"), False), user("h"), end("e2"), end(),
        flow("s", "a", "e"), flow("m", "h", "e2"), definitions=defined_message("addition"),
    )  # fmt: skip
    case = Case(diagram).send("addition").send("addition")
    assert case.open() == ["a", "h", "h"]
    case.do("a")
    with pytest.raises(NotOpen):
        case.send("addition")
    assert case.do("h").do("h").ended


# §9 predictions, cancelled multi-instance, ids in two files, stuck cases
