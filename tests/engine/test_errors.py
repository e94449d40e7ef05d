"""Errors and escalations find their handler."""

from __future__ import annotations

from app.engine.topics import BusinessError
from tests.engine.case import Case, topics
from tests.engine.diagrams import (
    boundary,
    call,
    defined_error,
    defined_escalation,
    document,
    end,
    error,
    escalation,
    flow,
    many,
    node,
    service,
    start,
    sub,
    user,
)


def fails(code: str):
    def function(**_):
        raise BusinessError(code, "失败", "failed")

    return function


def test_error_reaches_the_exact_handler_before_the_catch_all():
    def diagram(first, second):
        return document(
            "P", start(), service("sv"), first, second, user("u"), user("exact"), user("any"), end(),
            flow("s", "sv", "u", "e"), flow("b1", "exact", "e"), flow("b2", "any", "e"),
            definitions=defined_error("FULL"),
        )  # fmt: skip

    exact, catch_all = boundary("b1", "sv", error("FULL")), boundary("b2", "sv", error())
    for order in ((exact, catch_all), (catch_all, exact)):
        assert Case(diagram(*order), topics=topics(x_do=fails("FULL"))).open() == ["exact"]
        assert Case(diagram(*order), topics=topics(x_do=fails("OTHER"))).open() == ["any"]


def test_error_climbs_out_of_nested_scopes_and_called_processes():
    inner = (start("s2"), user("w"), service("sv"), end("e2"), flow("s2", "w", "sv", "e2"))
    middle = (start("s1"), sub("i", *inner), boundary("bo", "i", error("OTHER")), user("hi"), end("e1"))
    outer = sub("o", *middle, flow("s1", "i", "e1"), flow("bo", "hi", "e1"))
    codes = defined_error("FULL") + defined_error("OTHER")
    nested = document("P", start(), outer, boundary("b", "o", error("FULL")), user("h"), end(),
                      flow("s", "o", "e"), flow("b", "h", "e"), definitions=codes)  # fmt: skip
    case = Case(nested, topics=topics(x_do=fails("FULL"))).do("w")
    assert case.open() == ["h"]
    assert case.do("h").ended
    callee = document("C", start(), user("w"), service("sv"), end(), flow("s", "w", "sv", "e"))
    caller = document("P", start(), call("c", "C"), boundary("b", "c", error("FULL")), user("h"), end(),
                      flow("s", "c", "e"), flow("b", "h", "e"), definitions=codes)  # fmt: skip
    assert Case(caller, callee, topics=topics(x_do=fails("FULL"))).do("w").open() == ["h"]


def test_error_of_one_instance_takes_the_whole_multi_instance_away():
    diagram = document(
        "P", start(), service("sv", body=many("=xs", "x")), boundary("b", "sv", error("FULL")), user("h"),
        user("n"), end(),
        flow("s", "sv", "n", "e"), flow("b", "h", "e"), definitions=defined_error("FULL"),
    )  # fmt: skip
    assert Case(diagram, variables={"xs": [1, 2]}, topics=topics(x_do=fails("FULL"))).open() == ["h"]


def test_error_event_gives_its_code_to_output_mappings():
    diagram = document(
        "P", start(), service("sv"), boundary("b", "sv", error(), outputs={"why": "=code"}), user("h"), end(),
        flow("s", "sv", "e"), flow("b", "h", "e"),
    )  # fmt: skip
    assert Case(diagram, topics=topics(x_do=fails("FULL"))).variables == {"why": "FULL"}


def escalating(interrupting: bool, caught: str | None = "X") -> Case:
    throw = node("intermediateThrowEvent", "th", escalation("X"))
    inner = (start("s1"), user("w"), throw, user("w2"), end("e1"), flow("s1", "w", "th", "w2", "e1"))
    diagram = document(
        "P", start(), sub("o", *inner), boundary("b", "o", escalation(caught), interrupting), user("h"), end(),
        flow("s", "o", "e"), flow("b", "h", "e"), definitions=defined_escalation("X") + defined_escalation("Y"),
    )  # fmt: skip
    return Case(diagram).do("w")


def test_escalation_runs_beside_or_instead_of_what_throws_it():
    assert escalating(False).open() == ["h", "w2"]
    assert escalating(True).open() == ["h"]
    assert escalating(False, None).open() == ["h", "w2"]


def test_escalation_that_nobody_catches_changes_nothing():
    assert escalating(True, "Y").open() == ["w2"]
