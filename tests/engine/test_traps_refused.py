"""What SpiffWorkflow 3.2.0 accepts with the wrong meaning is refused by name when a package is compiled."""

from __future__ import annotations

import pytest

from app.engine.dialect import DialectError, compile_package
from app.engine.dialect.profile import REFUSED
from tests.engine.diagrams import (
    TERMINATE,
    boundary,
    catch,
    defined_error,
    defined_message,
    document,
    end,
    error,
    escalation,
    flow,
    message,
    node,
    service,
    start,
    sub,
    timer,
    user,
)


def refused(*parts: str, definitions: str = "") -> DialectError:
    """The reason why s → x → e with the given x is refused."""
    text = document("P", start(), *parts, end(), flow("s", "x", "e"), definitions=definitions)
    with pytest.raises(DialectError) as caught:
        compile_package({"p.bpmn": text})
    return caught.value


def defined(kind: str, body: str = "") -> str:
    return f"<bpmn:{kind}EventDefinition>{body}</bpmn:{kind}EventDefinition>"


@pytest.mark.parametrize("kind", ["link", "compensate", "signal", "conditional", "cancel"])
@pytest.mark.parametrize("holder", ["intermediateCatchEvent", "intermediateThrowEvent"])
def test_event_outside_the_dialect_is_refused_and_named(kind, holder):
    problem = refused(node(holder, "x", defined(kind)))
    assert (problem.rule, problem.element) == ("unlisted_element", "x")
    assert f"{kind}EventDefinition" in problem.en


@pytest.mark.parametrize(
    "tag", ["task", "manualTask", "inclusiveGateway", "complexGateway", "adHocSubProcess", "transaction"]
)
def test_node_outside_the_dialect_is_refused_with_advice(tag):
    problem = refused(node(tag, "x"))
    assert (problem.rule, problem.element) == ("unlisted_element", "x")
    assert REFUSED[tag].en in problem.en
    assert REFUSED[tag].zh in problem.zh


@pytest.mark.parametrize(
    "part",
    [
        node("intermediateThrowEvent", "x", timer("Duration", "PT1H")),
        node("intermediateThrowEvent", "x", error("E")),
        node("intermediateThrowEvent", "x", TERMINATE),
        catch("x", error("E")),
        catch("x", escalation("X")),
        user("x", "<bpmn:standardLoopCharacteristics/>"),
        user("x", '<bpmn:dataInputAssociation id="d"/>'),
        user("x", "<bpmn:ioSpecification/>"),
        node("scriptTask", "x", "<bpmn:script>import os</bpmn:script>"),
    ],
)  # fmt: skip
def test_part_that_would_be_ignored_or_mean_something_else_is_refused(part):
    assert refused(part, definitions=defined_error("E")).rule == "unlisted_element"


def test_start_by_message_or_timer_is_refused():
    for event in (message("m"), timer("Duration", "PT1H")):
        text = document(
            "P", node("startEvent", "s", event), end(), flow("s", "e"), definitions=defined_message("m")
        )
        with pytest.raises(DialectError) as caught:
            compile_package({"p.bpmn": text})
        assert caught.value.rule == "unlisted_element"


def test_end_by_message_is_refused():
    text = document("P", start(), end("e", message("m")), flow("s", "e"), definitions=defined_message("m"))
    with pytest.raises(DialectError) as caught:
        compile_package({"p.bpmn": text})
    assert caught.value.rule == "unlisted_element"


def test_two_events_on_one_element_are_refused():
    both = catch("x", timer("Duration", "PT1H") + message("m"))
    assert refused(both, definitions=defined_message("m")).rule == "event_kind"


def test_two_flows_between_the_same_nodes_are_refused():
    again = flow("x", "e").replace("f_x_e", "second")
    assert refused(user("x"), again).rule == "flow_twice"


def test_boundary_event_of_another_level_is_refused():
    inner = sub("p", start("s2"), user("y"), end("e2"), flow("s2", "y", "e2"))
    late = boundary("b", "y", timer("Duration", "PT1H"))
    assert refused(user("x"), inner, late, flow("p", "e"), flow("b", "e")).rule == "boundary_host"


def test_boundary_event_on_a_gateway_or_event_is_refused():
    late = boundary("b", "x", timer("Duration", "PT1H"))
    assert refused(catch("x", timer("Duration", "P1D")), late, flow("b", "e")).rule == "boundary_host"


def test_camunda_7_attributes_are_refused():
    other = service("x").replace(' id="x"', ' id="x" xmlns:c="http://camunda.org/schema/1.0/bpmn" c:class="y"')
    assert refused(other).rule == "unlisted_attribute"
