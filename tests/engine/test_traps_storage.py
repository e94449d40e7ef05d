"""What SpiffWorkflow 3.2.0 stores, predicts, shares and counts wrongly, each fault a test named after it."""

from __future__ import annotations

import json
import logging
import statistics
import threading
import time

import pytest

from app.engine.dialect import compile_package
from app.engine.runtime import Incident, start
from app.engine.topics import BusinessError
from tests.engine.case import Case, topics
from tests.engine.diagrams import (
    TERMINATE,
    boundary,
    call,
    defined_message,
    document,
    end,
    flow,
    fork,
    gateway,
    many,
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
from tests.engine.referral import ANSWERS, REFERRAL, VARIABLES


def full(**_):
    raise BusinessError("FULL", "已满", "full")


def test_loop_inside_one_open_branch_does_not_grow():
    diagram = document(
        "P", begin(), fork("g"), gateway("m"), user("a"), gateway("x", default="f_x_j"), user("b"), fork("j"),
        user("z"), end(),
        flow("s", "g"), flow("g", "m", "a", "x"), flow("x", "m", when="=again"), flow("x", "j"),
        flow("g", "b", "j"), flow("j", "z", "e"),
        inputs="again: boolean",
    )  # fmt: skip
    case = Case(diagram).do("a", again=True)
    size = len(case.bytes)
    for _ in range(100):
        case.do("a", again=True)
    assert len(case.bytes) == size
    assert case.do("b").do("a", again=False).open() == ["z"]


# §0.2 parallel branches lose writes


LOOP = document(
    "P", begin(), gateway("m"), user("a"), service("sv"), gateway("x", default="f_x_e"), end(),
    flow("s", "m", "a", "sv", "x"), flow("x", "m", when="=again"), flow("x", "e"), inputs="again: boolean",
)  # fmt: skip


FRAME_LOOP = document(
    "P", begin(), gateway("m"), sub("p", begin("s2"), user("a"), end("e2"), flow("s2", "a", "e2")),
    boundary("w", "p", message("w")), end("ew"), gateway("x", default="f_x_e"), end(),
    flow("s", "m", "p", "x"), flow("w", "ew"), flow("x", "m", when="=again"), flow("x", "e"),
    definitions=defined_message("w"), inputs="again: boolean",
)  # fmt: skip


@pytest.mark.parametrize("diagram", [LOOP, FRAME_LOOP], ids=["flat", "frame"])
def test_thousand_passes_neither_grow_nor_slow_nor_end_a_live_case(diagram):
    case, times = Case(diagram), []
    for _ in range(1000):
        began = time.process_time()
        case.do("a", again=True)
        times.append(time.process_time() - began)
        assert case.open() == ["a"]
        assert not case.ended
    assert len(case.bytes) < 4096
    assert statistics.median(times[-200:]) < 1.5 * statistics.median(times[:200])
    assert case.do("a", again=False).ended


def test_state_of_a_whole_referral_stays_small():
    case = Case(REFERRAL, variables=VARIABLES, topics=topics(x_do=lambda **_: {"id": "n1"}))
    for element, answers in ANSWERS:
        assert len(case.bytes) < 4096
        case.do(element, **answers)
    assert case.ended
    assert json.loads(case.bytes)["tasks"] == []


# §0.7 order of flows follows the drawing


def test_loop_without_anyone_acting_is_stopped_by_the_budget():
    diagram = document(
        "P", begin(), user("a"), gateway("m"), service("sv"), gateway("g", default="f_g_m"), end(),
        flow("s", "a", "m", "sv", "g"), flow("g", "m"), flow("g", "e", when="=false"),
    )  # fmt: skip
    case = Case(diagram)
    with pytest.raises(Incident, match="automatic steps"):
        case.do("a")
    assert case.open() == ["a"]


# §2 cycles, non-interrupting messages


def test_predictions_do_not_explode_with_parallel_blocks():
    parts, chain = [begin(), end()], "s"
    for number in range(30):
        split, join, one, two = (f"{name}{number}" for name in ("g", "j", "x", "y"))
        parts += [
            fork(split),
            fork(join),
            service(one),
            user(two),
            flow(chain, split),
            flow(split, one, join),
            flow(split, two, join),
        ]
        chain = join
    case = Case(document("P", *parts, flow(chain, "e")))
    assert case.open() == ["y0"]
    assert len(case.bytes) < 2000
    for number in range(30):
        case.do(f"y{number}")
    assert case.ended


def test_multi_instance_of_sub_processes_is_cancelled_without_orphans():
    inner = (begin("s2"), user("q"), user("q2"), end("e2"), flow("s2", "q", "q2", "e2"))
    diagram = document(
        "P", begin(), node("subProcess", "mi", many("=xs", "x", "out", "=answer"), *inner),
        boundary("late", "mi", timer("Duration", "P1D")),
        user("lead"), user("z"), end(), flow("s", "mi", "z", "e"), flow("late", "lead", "e"),
        inputs="answer: string",
    )  # fmt: skip
    case = (
        Case(diagram, variables={"xs": ["a", "b"]})
        .do("q", answer="A")
        .do("q", answer="B")
        .do("q2")
        .do("q2", answer="B2")
    )
    assert case.open() == ["z"]
    assert case.variables["out"] == ["A", "B2"]
    gone = Case(diagram, variables={"xs": ["a", "b"]}).do("q", answer="A").wait(days=2).tick("late")
    assert gone.open() == ["lead"]
    assert gone.outcome.state["parts"] == []
    assert gone.do("lead").ended


def test_same_sub_process_id_in_caller_and_callee_stays_apart():
    callee = document(
        "C",
        begin(),
        sub("p", begin("s2"), user("inner"), end("e2"), flow("s2", "inner", "e2")),
        end(),
        flow("s", "p", "e"),
    )
    caller = document(
        "P",
        begin(),
        sub("p", begin("s2"), user("outer"), end("e2"), flow("s2", "outer", "e2")),
        call("c", "C"),
        end(),
        flow("s", "p", "c", "e"),
    )
    case = Case(caller, callee)
    assert case.open() == ["outer"]
    assert case.do("outer").open() == ["inner"]


def test_multi_instance_does_not_change_what_cases_share():
    diagram = document(
        "P",
        begin(),
        user("r", many("=xs", "x", "out", "=answer")),
        end(),
        flow("s", "r", "e"),
        inputs="answer: string",
    )
    one, two = Case(diagram, variables={"xs": [1, 2]}), Case(diagram, variables={"xs": [1, 2, 3]})
    assert (len(one.items), len(two.items)) == (2, 3)
    one.do("r", answer="a")
    two.do("r", answer="b").do("r", answer="b").do("r", answer="b")
    assert one.do("r", answer="a").variables["out"] == ["a", "a"]
    assert two.variables["out"] == ["b", "b", "b"]


def test_case_that_waits_for_nothing_is_an_incident_not_a_silent_hang():
    diagram = document(
        "P", begin(), user("a"), gateway("x", default="f_x_j"), fork("j"), end(), user("b"),
        flow("s", "a", "x"), flow("x", "j"), flow("x", "b", when="=false"), flow("b", "j"), flow("j", "e"),
    )  # fmt: skip
    case = Case(diagram)
    with pytest.raises(Incident) as caught:
        case.do("a")
    assert caught.value.element == "j"
    assert case.open() == ["a"]


def test_long_chain_neither_recurses_nor_stops():
    names = [f"n{number}" for number in range(190)]
    case = Case(
        document("P", begin(), *(service(name) for name in names), user("z"), end(), flow("s", *names, "z", "e"))
    )
    assert case.open() == ["z"]
    assert len(case.bytes) < 1000


def test_eight_threads_share_one_definition():
    definition, wrong = compile_package({"r.bpmn": REFERRAL}), []

    def play():
        try:
            for _ in range(5):
                case = Case(REFERRAL, variables=VARIABLES, topics=topics(x_do=lambda **_: {"id": "n1"}))
                assert case.definition is not None
                for element, answers in ANSWERS:
                    case.do(element, **answers)
                assert case.ended
        except Exception as problem:
            wrong.append(problem)

    threads = [threading.Thread(target=play) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert compile_package({"r.bpmn": REFERRAL}) is definition


def test_log_of_the_engine_never_holds_data():
    for name in ("spiff.task", "spiff.workflow"):
        assert logging.getLogger(name).level >= logging.WARNING


def test_stored_state_is_not_changed_by_a_hop_that_fails():
    case = Case(LOOP, topics=topics(x_do=full))
    state = json.loads(case.bytes)
    with pytest.raises(Incident):
        __import__("app.engine.runtime", fromlist=["complete"]).complete(
            state, case.definition, case.environment(), case.item("a").id, {"again": True}
        )
    assert json.dumps(state).encode() == case.bytes


def test_same_hop_gives_the_same_outcome_but_for_new_ids():
    definition = compile_package({"r.bpmn": REFERRAL})
    one, two = (start(definition, Case(REFERRAL, variables=VARIABLES).environment(), VARIABLES) for _ in range(2))
    assert [step.element for step in one.steps] == [step.element for step in two.steps]
    assert one.variables == two.variables


def test_terminate_leaves_no_timer_and_no_join_behind():
    diagram = document(
        "P", begin(), fork("g"), user("a"), user("b"), fork("j"), user("c"),
        boundary("t", "c", timer("Duration", "PT1H")),
        end("stop", TERMINATE), end(), end("e2"), flow("s", "g"), flow("g", "a", "j"), flow("g", "b", "j"),
        flow("j", "e"),
        flow("g", "c", "stop"), flow("t", "e2"),
    )  # fmt: skip
    case = Case(diagram).do("a").do("c")
    assert case.ended
    assert not case.timers
    assert case.outcome.state["tasks"] == []
