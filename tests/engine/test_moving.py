"""Moving a case along tasks, topics, gateways and sub-processes."""

from __future__ import annotations

import datetime as dt

import pytest

from app.engine.runtime import Incident, NotOpen
from app.engine.topics import BusinessError, TopicRegistry
from tests.engine.case import MORNING, Case, topics
from tests.engine.diagrams import (
    TERMINATE,
    boundary,
    defined_error,
    document,
    end,
    error,
    flow,
    fork,
    gateway,
    script,
    service,
    start,
    sub,
    timer,
    user,
)


def fails(code: str):
    def function(**_):
        raise BusinessError(code, "失败", "failed")

    return function


def test_item_opens_with_everything_that_the_diagram_says():
    task = user(
        "triage",
        groups='=[receiver + ":referral_office"]',
        assignee="=who",
        due='=deadline("triage")',
        follow_up="2026-12-02",
        priority='=if urgency = "urgent" then 90 else 50',
        form="triage",
        p={
            "state": "in_triage",
            "name:en": "Triage",
            "clock:start": "triage = sla.triage",
            "takeover": 'PT2H: [receiver + ":referral_office"]; sla.late: receiver + ":institution_lead"',
        },
    )
    case = Case(
        document("P", start(), task, end(), flow("s", "triage", "e")),
        files={"triage.form": '{"components": []}'},
        variables={"receiver": "h1", "who": None, "urgency": "urgent"},
        sla=lambda variables: {"triage": "PT24H", "late": "PT4H"},
    )
    item = case.item("triage")
    assert (item.name, item.name_en, item.form) == ("triage", "Triage", "triage")
    assert (item.assignee, item.groups, item.priority) == (None, ("h1:referral_office",), 90)
    assert item.due == MORNING + dt.timedelta(hours=24)
    assert item.follow_up == dt.datetime(2026, 12, 1, 16, tzinfo=dt.UTC)
    assert [(late.due, late.groups) for late in item.takeover] == [
        (MORNING + dt.timedelta(hours=2), ("h1:referral_office",)),
        (MORNING + dt.timedelta(hours=4), ("h1:institution_lead",)),
    ]
    assert case.business_state == "in_triage"
    assert case.outcome.clocks["triage"].due == item.due


def test_static_groups_are_split_at_commas():
    case = Case(document("P", start(), user("a", groups="h1:nurse, h1:specialist"), end(), flow("s", "a", "e")))
    assert case.item("a").groups == ("h1:nurse", "h1:specialist")


@pytest.mark.parametrize("groups", ["=null", "=7", '=["a", null]'])
def test_groups_that_nobody_can_belong_to_are_an_incident(groups):
    with pytest.raises(Incident) as caught:
        Case(document("P", start(), user("a", groups=groups), end(), flow("s", "a", "e")))
    assert caught.value.element == "a"


def test_item_closes_once_and_a_second_completion_is_not_open():
    case = Case(document("P", start(), user("a"), user("b"), end(), flow("s", "a", "b", "e")))
    first = case.item("a").id
    case.do("a")
    assert [(closed.id, closed.how) for closed in case.outcome.closed] == [(first, "completed")]
    for wrong in (first, "no-id", "01234567-89ab-cdef-0123-456789abcdef"):
        with pytest.raises(NotOpen):
            case.hop(__import__("app.engine.runtime", fromlist=["complete"]).complete, wrong, {})
    case.do("b")
    assert case.ended
    assert case.outcome.ended.element == "e"


def test_journal_is_written_in_the_order_of_events():
    inner = (start("s2"), user("a"), end("e2"), flow("s2", "a", "e2"))
    case = Case(document("P", start(), sub("p", *inner), user("b"), end(), flow("s", "p", "b", "e")))
    case.do("a")
    assert [(step.kind, step.flow or step.element) for step in case.outcome.steps] == [
        ("left", "a"),
        ("flow", "f_a_e2"),
        ("entered", "e2"),
        ("left", "e2"),
        ("left", "p"),
        ("flow", "f_p_b"),
        ("entered", "b"),
    ]


def test_answers_none_clears_and_absent_leaves():
    case = Case(
        document("P", start(), user("a"), user("b"), end(), flow("s", "a", "b", "e")), variables={"x": 1, "y": 2}
    )
    case.do("a", x=None)
    assert case.variables == {"x": None, "y": 2}


def choice(*ways: str) -> str:
    return document(
        "P", start(), user("a"), gateway("g", default="f_g_no"), user("yes"), user("no"), end(), *ways,
        flow("s", "a", "g"), flow("g", "yes", when="=v"), flow("g", "no"), flow("yes", "e"), flow("no", "e"),
        inputs="v: boolean",
    )  # fmt: skip


@pytest.mark.parametrize(("value", "way"), [(True, "yes"), (False, "no"), (None, "no")])
def test_choice_takes_the_first_true_condition_or_the_default(value, way):
    assert Case(choice()).do("a", v=value).open() == [way]


def test_choice_reads_a_declared_input_that_was_never_given_as_null():
    assert Case(choice()).do("a").open() == ["no"]


@pytest.mark.parametrize("value", ["text", 7, []])
def test_choice_that_is_neither_true_nor_false_is_an_incident(value):
    case = Case(choice())
    with pytest.raises(Incident) as caught:
        case.do("a", v=value)
    assert caught.value.element == "g"
    assert case.open() == ["a"]


def test_choice_with_an_unknown_name_is_an_incident_that_names_the_gateway():
    case = Case(choice().replace("=v<", "=nobody_knows<"))
    with pytest.raises(Incident) as caught:
        case.do("a")
    assert caught.value.element == "g"
    assert "nobody_knows" in caught.value.en
    assert caught.value.zh


def test_script_and_topic_write_only_what_they_say():
    seen = []

    def hold(**inputs):
        seen.append(inputs)
        return {"hold": "h-9", "noise": 1}

    case = Case(
        document(
            "P", start(), script("double", "=n * 2", "m"),
            service("hold", "booking.hold_slot", {"slot": "=slot", "fixed": "text"}, {"held": "=hold"}),
            user("z"), end(), flow("s", "double", "hold", "z", "e"),
        ),
        variables={"n": 21, "slot": "s-1"},
        topics=topics(booking_hold_slot=hold),
    )  # fmt: skip
    assert seen == [{"slot": "s-1", "fixed": "text"}]
    assert case.variables == {"n": 21, "slot": "s-1", "m": 42, "held": "h-9"}
    assert [(made.topic, made.element, made.ok) for made in case.outcome.calls] == [
        ("booking.hold_slot", "hold", True)
    ]


def test_dates_are_kept_as_iso_text():
    case = Case(
        document("P", start(), script("x", '=date("2026-12-05")', "d"), user("z"), end(), flow("s", "x", "z", "e"))
    )
    assert case.variables["d"] == "2026-12-05"


def test_moments_in_variables_are_iso_text_with_an_offset():
    case = Case(document("P", start(), script("x", "=now()", "t"), user("z"), end(), flow("s", "x", "z", "e")))
    assert case.variables["t"] == "2026-12-01T16:00:00+08:00"


def test_topic_that_nobody_knows_is_an_incident_of_its_element():
    with pytest.raises(Incident, match="no topic"):
        Case(document("P", start(), service("sv", "lost.topic"), end(), flow("s", "sv", "e")))


def test_topic_gets_element_moment_and_variables():
    calls = []

    class Registry(TopicRegistry):
        def is_outside(self, name):
            return False

        def call(self, name, call, inputs):
            calls.append(call)
            return {}

    Case(
        document("P", start(), service("sv"), user("z"), end(), flow("s", "sv", "z", "e")),
        variables={"x": 1},
        topics=Registry(),
    )
    assert (calls[0].element, calls[0].now, calls[0].variables) == ("sv", MORNING, {"x": 1})


def test_technical_failure_of_a_topic_is_passed_on_and_changes_nothing():
    def broken(**_):
        raise ZeroDivisionError

    case = Case(
        document("P", start(), user("a"), service("sv"), end(), flow("s", "a", "sv", "e")),
        topics=topics(x_do=broken),
    )
    before = case.bytes
    with pytest.raises(ZeroDivisionError):
        case.do("a")
    assert (case.bytes, case.open()) == (before, ["a"])


OUTSIDE = document(
    "P", start(), service("sv", "tell.by_outside", {"to": "=who"}, {"ref": "=id"}),
    boundary("b", "sv", error("FULL")), user("h"), user("z"), end(),
    flow("s", "sv", "z", "e"), flow("b", "h", "e"), definitions=defined_error("FULL"),
)  # fmt: skip


def outside() -> Case:
    def never(**_):
        raise AssertionError("it ran inside the transaction")

    return Case(OUTSIDE, variables={"who": "u1"}, topics=topics(tell_by_outside=never))


def test_outside_topic_waits_as_a_job_and_goes_on_when_it_is_finished():
    case = outside()
    (job,) = case.jobs.values()
    assert (job.element, job.topic, job.inputs) == ("sv", "tell.by_outside", {"to": "u1"})
    case.finish(job.id, id=9)
    assert case.open() == ["z"]
    assert case.variables["ref"] == 9
    assert not case.jobs


def test_outside_topic_that_fails_takes_its_error_path():
    case = outside()
    case.fail(next(iter(case.jobs)), "FULL")
    assert case.open() == ["h"]


def test_outside_topic_can_be_handed_out_again():
    case = outside()
    (first,) = case.jobs.values()
    case.again(first.id)
    assert list(case.jobs.values()) == [first]


def test_terminate_ends_only_its_own_scope():
    inner = (start("s2"), fork("g"), user("a"), user("b"), end("t", TERMINATE), end("e2"))
    flows = (flow("s2", "g"), flow("g", "a", "t"), flow("g", "b", "e2"))
    case = Case(document("P", start(), sub("p", *inner, *flows), user("z"), end(), flow("s", "p", "z", "e")))
    case.do("a")
    assert case.open() == ["z"]
    assert [closed.how for closed in case.outcome.closed] == ["completed", "cancelled"]


def test_terminate_at_the_top_ends_the_case_with_everything_in_it():
    inner = (start("s2"), user("b"), end("e2"), flow("s2", "b", "e2"))
    case = Case(
        document("P", start(), fork("g"), user("a"), sub("p", *inner), end("t", TERMINATE), end(),
                 flow("s", "g"), flow("g", "a", "t"), flow("g", "p", "e"))
    )  # fmt: skip
    case.do("a")
    assert case.ended
    assert case.outcome.ended.kind == "terminate"
    assert not case.items


def test_cancel_withdraws_everything_and_says_why():
    inner = (start("s2"), user("b"), boundary("late", "b", timer("Duration", "PT1H")), end("e2"), end("e3"))
    flows = (flow("s2", "b", "e2"), flow("late", "e3"))
    case = Case(document("P", start(), sub("p", *inner, *flows), end(), flow("s", "p", "e")))
    case.cancel("wrong patient")
    assert (case.outcome.ended.kind, case.outcome.ended.reason) == ("cancelled", "wrong patient")
    assert not case.items
    assert not case.timers
    with pytest.raises(NotOpen):
        case.send("anything")


def test_input_declared_as_a_duration_counts_as_one():
    body = document(
        "P", start(), script("count", "=now() + hold_a", "until"), user("a"), end(), flow("s", "count", "a", "e"),
        inputs="hold_a: days and time duration",
    )  # fmt: skip
    case = Case(body, variables={"hold_a": "PT2H"})
    assert dt.datetime.fromisoformat(case.variables["until"]) == MORNING + dt.timedelta(hours=2)
    assert case.variables["hold_a"] == "PT2H"


def test_input_declared_as_a_moment_without_offset_is_chinese_time():
    body = document(
        "P", start(), script("count", "=from_then - duration(\"PT1H\")", "before"), user("a"), end(),
        flow("s", "count", "a", "e"), inputs="from_then: date and time",
    )  # fmt: skip
    case = Case(body, variables={"from_then": "2026-11-24T09:00:00"})
    assert dt.datetime.fromisoformat(case.variables["before"]) == dt.datetime(2026, 11, 24, 0, tzinfo=dt.UTC)


def test_input_that_is_not_what_it_is_declared_as_is_an_incident_of_its_reader():
    body = document(
        "P", start(), script("count", "=now() + hold_a", "until"), user("a"), end(), flow("s", "count", "a", "e"),
        inputs="hold_a: days and time duration",
    )  # fmt: skip
    with pytest.raises(Incident) as caught:
        Case(body, variables={"hold_a": "soon"})
    assert caught.value.element == "count"
