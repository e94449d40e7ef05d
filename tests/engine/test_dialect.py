"""Reading and compiling packages: what is accepted, what is refused and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.dialect import DialectError, compile_package, properties, times
from app.engine.dialect.profile import ELEMENTS, EXTENSIONS, PROPERTIES, markdown
from app.engine.dialect.reading import read_diagram
from tests.engine.diagrams import (
    boundary,
    call,
    catch,
    defined_error,
    document,
    end,
    error,
    extensions,
    flow,
    gateway,
    many,
    message,
    node,
    rule,
    script,
    start,
    sub,
    timer,
    user,
    zeebe,
)

SIMPLE = document("P", start(), user("a"), end(), flow("s", "a", "e"))


def refused(text: str, **files: str) -> DialectError:
    with pytest.raises(DialectError) as caught:
        compile_package({"p.bpmn": text, **{name.replace("_", "."): body for name, body in files.items()}})
    assert caught.value.zh
    assert caught.value.en
    assert caught.value.zh != caught.value.en
    return caught.value


def with_node(*parts: str, definitions: str = "") -> str:
    """s → x → e, where x is given."""
    return document("P", start(), *parts, end(), flow("s", "x", "e"), definitions=definitions)


def choice(when: str | None) -> str:
    """An exclusive gateway x with a default and one more way out."""
    return with_node(gateway("x", default="f_x_e"), user("y"), flow("x", "y", when=when), flow("y", "e"))


def with_boundary(event: str) -> str:
    """A user task x with a boundary event b on it or elsewhere."""
    return with_node(user("x"), event, flow("b", "e"), definitions=defined_error("E"))


def test_definition_says_what_screens_need():
    text = document(
        "P", start(), user("a", form="ask", p={"name:en": "Ask", "state": "asking"}), end(), flow("s", "a", "e"),
        inputs="urgency: number; hold: days and time duration",
    )  # fmt: skip
    field = '{"key": "k", "properties": {"bind": "variable:reason"}}'
    form = f'{{"components": [{{"type": "group", "components": [{field}]}}]}}'
    found = compile_package({"p.bpmn": text, "ask.form": form, "README.md": "x"})
    assert (found.process, found.name) == ("P", "P")
    assert dict(found.inputs) == {"urgency": "number", "hold": "days and time duration"}
    info = found.elements["a"]
    assert (info.kind, info.name_en, info.form, info.parent) == ("userTask", "Ask", "ask", "P")
    assert [(one.id, one.source, one.target) for one in found.flows] == [("f_s_a", "s", "a"), ("f_a_e", "a", "e")]
    assert found.variables == {"urgency", "hold", "reason"}
    assert set(found.files) == {"p.bpmn", "ask.form"}


def test_key_is_that_of_the_meaning():
    key = compile_package({"p.bpmn": SIMPLE}).key
    spaced = SIMPLE.replace("><bpmn:", ">\n   <bpmn:").replace('id="d"', 'exporter="Some Modeler" id="d"')
    assert compile_package({"p.bpmn": spaced}).key == key
    assert compile_package({"p.bpmn": SIMPLE.replace('name="a"', 'name="b"')}).key != key
    assert compile_package({"p.bpmn": SIMPLE, "x.form": "{}"}).key != key


def test_called_process_of_another_package_is_pinned():
    callee = document("C", start(), user("inner"), end(), flow("s", "inner", "e"))
    caller = document("P", start(), call("c", "C"), end(), flow("s", "c", "e"))
    one = compile_package({"c.bpmn": callee})
    two = compile_package({"c.bpmn": callee.replace("inner", "other")})
    first, second = (compile_package({"p.bpmn": caller}, called={"C": found}) for found in (one, two))
    assert first.called["C"] is one
    assert first.key != second.key
    assert refused(caller).rule == "unknown_process"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("<a/>", "not_bpmn"),
        ("no xml", "xml_broken"),
        ("", "xml_broken"),
        ("\ud800", "xml_broken"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x y="&a;"/>', "xml_doctype"),
        ("<x>&unknown;</x>", "xml_broken"),
        ("<x>" * 100 + "</x>" * 100, "xml_depth"),
        ("<x>" + " " * 2_000_001 + "</x>", "xml_size"),
    ],
)
def test_hostile_xml_is_refused(text, rule):
    assert refused(text).rule == rule


def test_declared_encoding_does_not_garble_chinese():
    text = SIMPLE.replace("UTF-8", "GBK").replace('name="a"', 'name="分诊"')
    assert compile_package({"p.bpmn": text}).elements["a"].name == "分诊"


@pytest.mark.parametrize("form", ["{", "[" * 5000, '{"a":' * 100 + "1" + "}" * 100])
def test_broken_or_bottomless_form_is_refused(form):
    assert refused(SIMPLE, a_form=form).rule == "form_broken"


@pytest.mark.parametrize(
    ("text", "element", "rule"),
    [
        (document("P", user("a"), end(), flow("a", "e")), "P", "one_start"),
        (document("P", start(), start("s2"), end(), flow("s", "e"), flow("s2", "e")), "P", "one_start"),
        (document("P", start(), user("a"), flow("s", "a")), "P", "no_end"),
        (with_node(user("x"), user("y")), "y", "no_way_out"),
        (with_node(user("x"), flow("x", "nowhere")), "f_x_nowhere", "flow_end_unknown"),
        (with_node(user("x"), sub("p", start("s2"), end("e2"), flow("s2", "e2")), flow("x", "e2"), flow("p", "e")),
         "f_x_e2", "flow_crosses"),
        (with_node(user("x"), flow("e", "x")), "f_e_x", "flow_direction"),
        (with_node(user("x"), flow("s", "x")), "f_s_x", "id_twice"),
        (with_node(user("x"), user("y"), flow("x", "y", "e")), "x", "many_ways_out"),
        (with_node(user("x")).replace('targetRef="e">', 'targetRef="e"><bpmn:conditionExpression>=true'
                                      "</bpmn:conditionExpression>"), "f_x_e", "condition_ignored"),
        (with_node(gateway("x"), user("y"), flow("x", "y", "e")), "x", "no_default"),
        (choice(None), "f_x_y", "no_condition"),
        (choice("yes"), "f_x_y", "not_feel"),
        (choice("=1 +"), "f_x_y", "expression"),
        (with_node(gateway("x", kind="eventBased")), "e", "event_gateway_target"),
        (with_boundary(boundary("b", "nobody", timer("Duration", "PT1H"))), "b", "boundary_host"),
        (with_node(user("x"), boundary("b", "x", timer("Duration", "PT1H"))), "b", "no_way_out"),
        (with_boundary(boundary("b", "x", error("E"), False)), "b", "error_interrupts"),
        (with_boundary(boundary("b", "x", timer("Cycle", "R3/PT1H"))), "b", "timer_cycle"),
        (with_node(catch("x", timer("Duration", "-PT1H"))), "x", "timer_text"),
        (with_node(catch("x", timer("Duration", "P"))), "x", "timer_text"),
        (with_node(catch("x", timer("Date", "PT1H"))), "x", "timer_text"),
        (with_node(catch("x", timer("Date", ""))), "x", "timer_text"),
        (with_node(catch("x", message("lost"))), "x", "event_reference"),
        (with_node(node("receiveTask", "x")), "x", "event_reference"),
        (with_node(node("intermediateCatchEvent", "x")), "x", "event_kind"),
        (with_node(node("intermediateThrowEvent", "x", message("m"))), "x", "unlisted_element"),
        (with_node(node("serviceTask", "x")), "x", "missing_attribute"),
        (with_node(node("scriptTask", "x")), "x", "missing_attribute"),
        (with_node(script("x", "print(1)", "v")), "x", "not_feel"),
        (with_node(rule("x", "lost", "v")), "x", "unknown_decision"),
        (with_node(user("x", form="lost")), "x", "unknown_form"),
        (with_node(call("x", "C")).replace('"false"', '"true"'), "x", "propagate_all"),
        (with_node(user("x", many("", "i"))), "x", "loop_collection"),
        (with_node(user("x", many("=xs", "i", "out"))), "x", "loop_output"),
        (with_node(user("x", p={"takeover": "PT2H"})), "x", "property_broken"),
        (with_node(user("x", p={"clock:start": "triage"})), "x", "property_broken"),
        (with_node(user("x", p={"colour": "red"})), "x", "unlisted_property"),
        (with_node(node("userTask", "x", ext=zeebe("ioMapping"))), "x", "unlisted_extension"),
        (with_node(node("userTask", "x", implementation="y")), "x", "unlisted_attribute"),
        (with_node(gateway("x", kind="inclusive")), "x", "unlisted_element"),
        (with_node(node("subProcess", "x", start("t"), end("u"), flow("t", "u"), triggeredByEvent="true")),
         "x", "event_sub_process"),
        (with_node(user("x"), definitions='<bpmn:signal id="sg"/>'), "sg", "unlisted_element"),
    ],
)  # fmt: skip
def test_diagram_that_cannot_run_is_refused_with_element_and_rule(text, element, rule):
    problem = refused(text)
    assert (problem.rule, problem.element, problem.file) == (rule, element, "p.bpmn")


def test_refusal_of_a_known_notation_says_what_to_use_instead():
    assert "exclusive or parallel" in refused(with_node(gateway("x", kind="inclusive"))).en


def test_more_than_200_nodes_in_one_scope_are_refused():
    names = [f"n{number}" for number in range(205)]
    assert refused(document("P", start(), *map(user, names), end(), flow("s", *names, "e"))).rule == "too_large"


def test_broken_decision_file_is_refused():
    assert refused(SIMPLE, d_dmn="<x/>").rule == "decision_broken"


def test_reading_is_tolerant_and_names_every_problem_with_its_line():
    text = with_node(user("x", p={"colour": "red"}), gateway("y", kind="inclusive")).replace("><", ">\n<")
    diagram = read_diagram(text, "p.bpmn")
    assert sorted(problem.rule for problem in diagram.problems) == ["unlisted_element", "unlisted_property"]
    assert all(problem.line and problem.line > 1 for problem in diagram.problems)
    assert diagram.processes[0].by_id["x"].line > 1
    assert read_diagram("<", "q.bpmn").problems[0].rule == "xml_broken"


def test_drawing_annotations_lanes_and_pools_change_nothing():
    text = with_node(
        user("x"), '<bpmn:textAnnotation id="t"><bpmn:text>hint</bpmn:text></bpmn:textAnnotation>',
        '<bpmn:association id="as" sourceRef="x" targetRef="t"/>',
        '<bpmn:laneSet id="ls"><bpmn:lane id="l"><bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
        definitions='<bpmn:collaboration id="co"><bpmn:participant id="pa" processRef="P"/></bpmn:collaboration>',
    )  # fmt: skip
    assert compile_package({"p.bpmn": text}).elements["x"].kind == "userTask"


def test_extensions_of_a_sub_process_are_its_own():
    inner = (start("s2"), user("y", p={"state": "inner"}), end("e2"), flow("s2", "y", "e2"))
    found = compile_package({"p.bpmn": with_node(sub("x", *inner))})
    assert found.elements["x"].properties == {}
    assert found.elements["y"].properties == {"state": "inner"}


def test_inputs_must_have_known_types():
    assert refused(document("P", start(), end(), flow("s", "e"), inputs="x: colour")).rule == "property_broken"


def test_small_languages_of_properties():
    assert properties.takeover('PT2H: [r + ":a;b"]; sla.late: {x: 1}.x') == (
        ("PT2H", '[r + ":a;b"]'),
        ("sla.late", "{x: 1}.x"),
    )
    assert properties.clock_starts("a = sla.a; b = PT1H") == (("a", "sla.a"), ("b", "PT1H"))
    assert properties.words("a, b;c ") == ("a", "b", "c")
    assert properties.inputs("") == {}
    for reader, text in ((properties.inputs, "x: number; x: string"), (properties.clock_starts, "1a = PT1H")):
        with pytest.raises(ValueError, match="is"):
            reader(text)


@pytest.mark.parametrize("text", ["P", "PT", "1H", "P1H", "PT1D", "R/PT1H", "P1.5D", "P99999999D", "p1d"])
def test_text_that_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match=r"duration|century"):
        times.duration(text)


def test_month_end_is_kept_within_the_month():
    begin = times.moment("2027-01-31T10:00:00")
    assert times.later(begin, times.duration("P1M")).isoformat() == "2027-02-28T10:00:00+08:00"


def test_dialect_document_is_what_the_source_says():
    path = Path(__file__).parents[2] / "docs" / "dialect.md"
    assert path.read_text() == markdown(), "run: python -m app.engine.dialect > docs/dialect.md"


def test_profile_explains_everything_it_mentions():
    for row in ELEMENTS.values():
        assert set(row.properties) <= set(PROPERTIES), row.name
        assert set(row.extensions) <= set(EXTENSIONS), row.name
        assert set(row.children) <= set(ELEMENTS), row.name
        assert row.zh
        assert row.en


def test_extension_elements_may_be_empty():
    assert (
        compile_package({"p.bpmn": with_node(node("userTask", "x", extensions(zeebe("userTask"))))}).process == "P"
    )
