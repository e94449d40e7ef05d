"""Timers, messages, event-based gateways and clocks."""

from __future__ import annotations

import datetime as dt

import pytest

from app.engine.runtime import Incident, NotOpen, fire_timer
from tests.engine.case import MORNING, Case, topics
from tests.engine.diagrams import (
    TERMINATE,
    boundary,
    call,
    catch,
    defined_message,
    document,
    end,
    flow,
    fork,
    gateway,
    message,
    node,
    service,
    start,
    sub,
    timer,
    user,
)


def timed(kind: str, text: str, interrupting: bool = False) -> str:
    return document(
        "P", start(), user("a"), boundary("b", "a", timer(kind, text), interrupting), user("late"), end("e2"),
        end(),
        flow("s", "a", "e"), flow("b", "late", "e2"), inputs="h: number",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("Duration", "PT4H", "2026-12-01T12:00"),
        ("Duration", '=duration("PT4H")', "2026-12-01T12:00"),
        ("Duration", '="PT" + string(h) + "H"', "2026-12-01T12:00"),
        ("Duration", '=if h > 2 then duration("P2D") else "PT1H"', "2026-12-03T08:00"),
        ("Duration", "P1M", "2027-01-01T08:00"),
        ("Duration", '=duration("P1M")', "2027-01-01T08:00"),
        ("Date", '=now() + duration("P2D")', "2026-12-03T08:00"),
        ("Date", "2026-12-05T09:00:00", "2026-12-05T01:00"),
        ("Date", "2026-12-05T09:00:00+08:00", "2026-12-05T01:00"),
        ("Date", "2026-12-05T09:00:00Z", "2026-12-05T09:00"),
        ("Date", '="2026-12-05"', "2026-12-04T16:00"),
        ("Date", '=date("2026-12-05")', "2026-12-04T16:00"),
        ("Date", '=date and time("2026-12-05T09:00:00@Asia/Shanghai")', "2026-12-05T01:00"),
        ("Date", '="2026-12-05T09:00:00@Asia/Shanghai"', "2026-12-05T01:00"),
        ("Cycle", '="R" + string(h) + "/PT1H"', "2026-12-01T09:00"),
        ("Cycle", "R/PT24H", "2026-12-02T08:00"),
    ],
)
def test_timer_is_due_as_iso_text_or_feel_says(kind, text, due):
    case = Case(timed(kind, text), variables={"h": 4})
    assert case.timer("b").due.isoformat()[:16] == due
    assert case.timer("b").due.tzinfo is not None
    assert case.timer("b").cycle == (kind == "Cycle")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Duration", '="-PT1H"'),
        ("Duration", '="P"'),
        ("Duration", '="PT0S"'),
        ("Duration", "=nothing"),
        ("Duration", '=duration("-PT1H")'),
        ("Date", '="soon"'),
        ("Date", '="PT4H"'),
        ("Date", "=null"),
        ("Date", '="2026-12-05T09:00:00@Nowhere/Town"'),
        ("Cycle", '="R3"'),
        ("Cycle", '="R/PT0S"'),
        ("Cycle", '="R0/PT1H"'),
    ],
)
def test_timer_that_cannot_be_used_is_an_incident_of_its_element(kind, text):
    with pytest.raises(Incident) as caught:
        Case(timed(kind, text))
    assert caught.value.element == "b"


def test_past_date_is_due_at_once():
    case = Case(timed("Date", "2020-01-01", interrupting=True))
    assert case.timer("b").due < MORNING
    case.fire_due()
    assert case.open() == ["late"]


def test_timer_that_is_not_due_or_gone_does_not_fire():
    case = Case(timed("Duration", "PT4H", interrupting=True))
    identity = case.timer("b").id
    with pytest.raises(NotOpen):
        case.tick("b")
    case.wait(hours=5).do("a")
    with pytest.raises(NotOpen):
        case.hop(fire_timer, identity)


def waiting_for(key: str | None = None, **more: str) -> str:
    return document(
        "P", start(), catch("m", message("result"), outputs={"got": "=value"}), user("z"), end(),
        flow("s", "m", "z", "e"),
        definitions=defined_message("result", key), inputs="lab: string",
    )  # fmt: skip


def test_message_waits_for_the_case_number_by_default():
    case = Case(waiting_for())
    (waiting,) = case.messages.values()
    assert (waiting.name, waiting.key, waiting.element) == ("result", "R-1", "m")
    case.send("result", value=5)
    assert case.variables == {"got": 5}
    assert not case.messages


def test_message_key_is_fixed_when_the_waiting_starts():
    case = Case(waiting_for("=lab"), variables={"lab": "A1"})
    with pytest.raises(NotOpen):
        case.send("result", "B2")
    case.send("result", "A1")
    assert case.variables == {"lab": "A1", "got": None}


def test_message_key_null_is_an_incident():
    with pytest.raises(Incident) as caught:
        Case(waiting_for("=lab"))
    assert caught.value.element == "m"


def test_message_payload_enters_through_output_mappings_only():
    case = Case(waiting_for()).send("result", value=5, intruder=1)
    assert "intruder" not in case.variables


def test_message_reaches_the_one_that_waits_for_its_key():
    diagram = document(
        "P", start(), fork("g"), catch("m1", message("result")),
        catch("m2", '<bpmn:messageEventDefinition messageRef="m_two"/>'),
        user("z1"), user("z2"), end(), flow("s", "g"), flow("g", "m1", "z1", "e"), flow("g", "m2", "z2", "e"),
        definitions=defined_message("result", "=a") + defined_message("result", "=b", ident="m_two"),
    )  # fmt: skip
    case = Case(diagram, variables={"a": "A", "b": "B"})
    assert case.send("result", "B").open() == ["z2"]
    twice = Case(diagram, variables={"a": "A", "b": "A"})
    with pytest.raises(Incident):
        twice.send("result", "A")
    assert len(twice.messages) == 2


def test_receive_task_waits_for_its_message_and_may_carry_a_timer():
    diagram = document(
        "P", start(), node("receiveTask", "r", messageRef="m_x"), boundary("b", "r", timer("Duration", "PT1H")),
        user("late"), user("z"), end(), flow("s", "r", "z", "e"), flow("b", "late", "e"),
        definitions=defined_message("x"),
    )  # fmt: skip
    case = Case(diagram).send("x")
    assert case.open() == ["z"]
    assert not case.timers
    late = Case(diagram).wait(hours=2).tick("b")
    assert late.open() == ["late"]
    assert not late.messages


EVENTS = document(
    "P", start(), gateway("g", kind="eventBased"), catch("m", message("reply"), outputs={"got": "=v"}),
    catch("n", message("other")), catch("t", timer("Duration", "PT4H")), user("by_m"), user("by_n"),
    user("by_t"), end(),
    flow("s", "g"), flow("g", "m", "by_m", "e"), flow("g", "n", "by_n", "e"), flow("g", "t", "by_t", "e"),
    definitions=defined_message("reply") + defined_message("other"),
)  # fmt: skip


def test_event_gateway_takes_the_first_event_and_forgets_the_others():
    case = Case(EVENTS)
    assert sorted(waiting.element for waiting in case.messages.values()) == ["m", "n"]
    case.send("reply", v=3)
    assert (case.open(), case.variables) == (["by_m"], {"got": 3})
    assert not case.timers
    assert not case.messages
    assert [step.flow for step in case.outcome.steps if step.flow] == ["f_g_m", "f_m_by_m"]
    assert Case(EVENTS).send("other").open() == ["by_n"]
    assert Case(EVENTS).wait(hours=5).tick("t").open() == ["by_t"]


def test_waiting_says_what_an_action_needs():
    p = {
        "action": "withdraw",
        "roles": "sender:primary_doctor",
        "name:en": "Withdraw",
        "reasons": "withdraw",
        "form": "why",
    }
    case = Case(document(
        "P", start(), sub("x", start("s2"), user("a"), end("e2"), flow("s2", "a", "e2")),
        boundary("w", "x", message("withdraw"), p=p), end(), end("out", p={"state": "withdrawn"}),
        flow("s", "x", "e"), flow("w", "out"), definitions=defined_message("withdraw"),
    ))  # fmt: skip
    (waiting,) = case.messages.values()
    assert (waiting.properties, waiting.name_zh, waiting.name_en) == (p, "w", "Withdraw")
    case.send("withdraw")
    assert (case.ended, case.outcome.business_state) == (True, "withdrawn")


def clocked(*p: dict[str, str]) -> str:
    """a (starts the clock) → pause → a again …"""
    return document(
        "P", start(), gateway("m"), user("a", due='=deadline("triage")', p={"clock:start": "triage = sla.triage"}),
        boundary("late", "a", timer("Date", '=deadline("triage")')), user("lead"),
        gateway("x", default="f_x_e"), user("back", p={"clock:pause": "triage"}), end(),
        flow("s", "m", "a", "x"), flow("x", "back", when='=way = "return"'), flow("back", "m"),
        flow("x", "m", when='=way = "redirect"'), flow("x", "e"), flow("late", "lead", "e"), inputs="way: string",
    )  # fmt: skip


def sla(_):
    return {"triage": "PT24H"}


def test_clock_is_not_restarted_when_its_element_is_entered_again():
    case = Case(clocked(), sla=sla)
    first = case.timer("late").due
    assert first == MORNING + dt.timedelta(hours=24)
    for _ in range(5):
        case.wait(hours=3).do("a", way="redirect")
        assert (case.timer("late").due, case.item("a").due) == (first, first)
    case.wait(hours=30)
    assert case.fire_due() == 1
    assert case.open() == ["lead"]


def test_clock_gains_the_time_spent_in_a_pausing_element():
    case = Case(clocked(), sla=sla).wait(hours=2).do("a", way="return")
    assert case.outcome.clocks["triage"].paused_since == case.now
    assert not case.timers
    case.wait(hours=10).do("back")
    clock = case.outcome.clocks["triage"]
    assert (clock.due, clock.paused_since) == (MORNING + dt.timedelta(hours=34), None)
    assert case.timer("late").due == clock.due


def test_clock_gains_the_pause_also_when_the_pausing_element_is_cancelled():
    case = Case(document(
        "P", start(), node("intermediateThrowEvent", "c", p={"clock:start": "t = PT5H"}),
        user("back", p={"clock:pause": "t"}), boundary("b", "back", message("go")), user("z"), end(),
        flow("s", "c", "back", "e"), flow("b", "z", "e"), definitions=defined_message("go"),
    ))  # fmt: skip
    case.wait(hours=3).send("go")
    assert case.outcome.clocks["t"].due == MORNING + dt.timedelta(hours=8)


def test_timer_around_a_pausing_element_stands_still_and_moves_on():
    inner = (
        start("s2"),
        user("a"),
        user("back", p={"clock:pause": "t"}),
        user("b"),
        end("e2"),
        flow("s2", "a", "back", "b", "e2"),
    )
    case = Case(document(
        "P", start(), sub("frame", *inner, p={"clock:start": "t = PT24H"}),
        boundary("late", "frame", timer("Date", '=deadline("t")')), user("lead"), end(),
        flow("s", "frame", "e"), flow("late", "lead", "e"),
    ))  # fmt: skip
    first = case.timer("late").id
    case.wait(hours=20).do("a")
    assert not case.timers
    with pytest.raises(NotOpen):
        case.wait(hours=20).hop(fire_timer, first)
    case.do("back")
    assert case.timer("late").due == MORNING + dt.timedelta(hours=44)
    assert case.timer("late").id != first
    assert case.wait(hours=5).tick("late").open() == ["lead"]


def test_clock_in_working_hours_asks_the_calendar():
    asked = []

    def calendar(begin, length, working):
        asked.append((length, working))
        return begin + length * (3 if working else 1)

    p = {"clock:start": "a = working(sla.a); b = PT1H; c = sla.c"}
    case = Case(
        document("P", start(), user("t", p=p), end(), flow("s", "t", "e")),
        sla=lambda _: {"a": "PT8H", "c": {"working": "PT2H"}}, add_time=calendar,
    )  # fmt: skip
    hours = {name: (clock.due - MORNING).total_seconds() / 3600 for name, clock in case.outcome.clocks.items()}
    assert hours == {"a": 24, "b": 1, "c": 6}


def test_due_counts_from_now_or_from_a_moment_and_in_working_hours_when_the_setting_says_so():
    def calendar(begin, length, working):
        return begin + length * (3 if working else 1)

    def hours(expression, text):
        process = document("P", start(), user("t", due=f"={expression}"), end(), flow("s", "t", "e"))
        case = Case(process, sla=lambda _: {"a": text}, add_time=calendar)
        return (case.outcome.opened[0].due - MORNING).total_seconds() / 3600

    assert hours("due(sla.a)", "PT8H") == 8
    assert hours("due(sla.a)", "working(PT8H)") == 24
    assert hours("due(working(sla.a))", "PT8H") == 24
    assert hours('due(sla.a, now() + duration("PT1H"))', "PT8H") == 9
    with pytest.raises(Incident, match="due"):
        hours("due(sla.a)", "soon")


def test_deadline_of_a_clock_that_was_never_started_is_an_incident_that_names_it():
    with pytest.raises(Incident) as caught:
        Case(document("P", start(), user("a", due='=deadline("triage")'), end(), flow("s", "a", "e")))
    assert caught.value.element == "a"
    assert "triage" in caught.value.en
    assert "triage" in caught.value.zh


def test_clock_is_the_cases_and_readable_in_a_called_process():
    callee = document("C", start(), user("a", due='=deadline("t")'), end(), flow("s", "a", "e"))
    caller = document(
        "P",
        start(),
        node("intermediateThrowEvent", "c", p={"clock:start": "t = PT5H"}),
        call("k", "C"),
        end(),
        flow("s", "c", "k", "e"),
    )
    assert Case(caller, callee).item("a").due == MORNING + dt.timedelta(hours=5)


FRAME = document(
    "P", start(),
    sub("frame", start("fs"), user("m"), end("t1", TERMINATE),
        boundary("remind", "m", timer("Cycle", "R3/PT1H"), False), service("tell"), end("er"),
        boundary("l1", "m", timer("Duration", "PT4H"), False), user("lead"),
        boundary("l2", "lead", timer("Duration", "PT1H"), False), user("chief"), end("t2", TERMINATE),
        end("t3", TERMINATE),
        flow("fs", "m", "t1"), flow("remind", "tell", "er"), flow("l1", "lead", "t2"), flow("l2", "chief", "t3")),
    boundary("wd", "frame", message("withdraw")), user("next"), end(), end("ew"),
    flow("s", "frame", "next", "e"), flow("wd", "ew"), definitions=defined_message("withdraw"),
)  # fmt: skip


@pytest.mark.parametrize("who", ["m", "lead", "chief"])
def test_escalation_frame_ends_for_all_when_anyone_finishes(who):
    told = []
    case = Case(FRAME, topics=topics(x_do=lambda **_: told.append(1)))
    for _ in range(6):
        case.wait(hours=1).fire_due()
    assert case.open() == ["chief", "lead", "m"]
    assert len(told) == 3
    late = case.item("lead").id
    case.do(who)
    assert case.open() == ["next"]
    assert not case.timers
    assert late not in case.items
    assert case.do("next").ended


def test_escalation_frame_is_withdrawn_with_everything_in_it():
    case = Case(FRAME).wait(hours=4, minutes=1)
    case.fire_due()
    case.send("withdraw")
    assert case.ended
    assert not (case.items or case.timers or case.messages)
