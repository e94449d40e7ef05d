"""One bad diagram for each rule; the last test says whether a rule was forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from app.engine.dialect import DialectError, compile_package
from app.engine.lint.dialect import TITLES
from app.engine.lint.registry import rules_of_folder
from tests.lint.making import (
    DMN,
    DUE,
    FORM,
    TERMINATE,
    THROW,
    ask,
    begin,
    boundary,
    call,
    chain,
    diagram,
    errors,
    finish,
    flow,
    found,
    line,
    message,
    node,
    package,
    properties,
    script,
    sub,
    timer,
    topic,
)
from tests.lint.test_harmless import CHOICE, ESCALATION, FORK, FORK_IN_LOOP, RACE, TEAM

EVENT = {
    "signal": '<bpmn:signalEventDefinition signalRef="x"/>',
    "link": '<bpmn:linkEventDefinition name="x"/>',
    "compensate": "<bpmn:compensateEventDefinition/>",
    "timer": timer("timeDuration", "PT1H"),
    "message": message(),
    "error": '<bpmn:errorEventDefinition errorRef="E_gone"/>',
}
STRAIGHT = line(ask("a"))


def plain(form: Any) -> str:
    return json.dumps(form, ensure_ascii=False)


def field(**more: Any) -> str:
    return plain({**FORM, "components": [{**FORM["components"][0], **more}]})  # type: ignore[index]


def timed(how: str, text: str) -> str:
    return line(node("intermediateCatchEvent", "t", timer(how, text)))


def side(body: str, inner: str, interrupting: bool = False) -> str:
    """A task with a timer on its edge that leads to what `body` holds, then to an end of its own."""
    ident = body.split('id="', 1)[1].split('"', 1)[0]
    edge = boundary("edge", "a", inner, interrupting)
    return STRAIGHT + edge + body + finish("side_end") + chain("edge", ident, "side_end")


FRAMELESS = side(ask("lead"), timer("timeDuration", "PT1H"))
UNFILLED = (
    begin()
    + node("exclusiveGateway", "choice", default="choice_b")
    + ask("a")
    + ask("b")
    + node("parallelGateway", "join")
    + finish()
    + flow("begin", "choice")
    + flow("choice", "a", '=word = "x"')
    + chain("choice", "b", "join", "finish")
    + chain("a", "join")
)
MAYBE = (
    FORK.replace(flow("b", "join"), "")
    + node("exclusiveGateway", "or_not", default="or_not_join")
    + finish("early")
    + chain("b", "or_not", "join")
    + flow("or_not", "early", '=word = "x"')
)
LOOPED_JOIN = (
    FORK.replace(flow("join", "finish"), "")
    + node("exclusiveGateway", "enough", default="enough_finish")
    + chain("join", "enough", "finish")
    + flow("enough", "join", '=word = "again"')
)
UNFRAMED = ESCALATION.replace(finish("lead_end", TERMINATE), finish("lead_end"))
IN_SUB = sub("part", node("startEvent", "in") + ask("inner") + finish("out") + chain("in", "inner", "out"))
SECOND_TIMER = (
    RACE
    + node("intermediateCatchEvent", "later", timer("timeDate", "2030-01-01"))
    + chain("race", "later", "finish")
)
IO = '<zeebe:ioMapping><zeebe:input source="=word" target="x"/></zeebe:ioMapping>'
RULE_TASK = '<zeebe:calledDecision decisionId="nobody" resultVariable="v"/>'
INTO = '<zeebe:input source="=word" target="{}"/>'
TYPO = '<zeebe:input source="=word" target="slot"/><zeebe:output source="=hodl" target="x"/>'
MORE_INPUT = '<zeebe:input source="=word" target="slot"/><zeebe:input source="=word" target="colour"/>'
ISLAND = IN_SUB.replace(flow("in", "inner"), flow("in", "out"))
TWO_EDGES = boundary("one", "a", message()) + boundary("two", "a", message()) + chain("one", "finish")
ACTION = properties(boundary("edge", "a", message()), form="why", action="withdraw") + chain("edge", "finish")
PYTHON = script("s", "=1").replace("<bpmn:scriptTask", '<bpmn:scriptTask scriptFormat="python"')
ELSEWHERE = {"label:en": "Word", "bind": "referral.colour"}
CONSTANT = {"label:en": "x", "bind": "variable:case_id"}
ALL_OF_IT = call("c", "inner", INTO.format("word")).replace('="false"/>', '="true"/>')
BACK = diagram(line(call("d", "sample")), key="inner")
CALLED = {"inner__bpmn": diagram(line(script("add", "=word")), key="inner", inputs="word: string")}

BAD: list[tuple[str, Mapping[str, str]]] = [
    ("xml_broken", {"a.bpmn": "<bpmn"}),
    ("xml_broken", {"a.bpmn": ""}),
    ("xml_broken", {"a.bpmn": diagram(STRAIGHT).replace("样本", "\0")}),
    ("xml_doctype", {"a.bpmn": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
    ("xml_depth", {"a.bpmn": "<x>" * 200 + "</x>" * 200}),
    ("xml_size", {"a.bpmn": "<x>" + " " * 2_000_001 + "</x>"}),
    ("file_text", {"a.bpmn": "\ud800"}),
    ("file_text", {"a\ud800.bpmn": ""}),
    ("file_count", {f"{number}.form": "" for number in range(201)}),
    ("not_bpmn", {"a.bpmn": "<html/>"}),
    ("no_process", {}),
    ("no_process", {"a.bpmn": diagram("").split("<bpmn:process")[0] + "</bpmn:definitions>"}),
    ("process_twice", {"a.bpmn": diagram(STRAIGHT), "b.bpmn": diagram(STRAIGHT), "ask.form": plain(FORM)}),
    ("id_twice", package(STRAIGHT + ask("a"))),
    ("reserved_id", package(line(ask("End")))),
    ("reserved_id", package(line(ask("StartEventJoin")))),
    ("reserved_id", package(line(ask("a.b")))),
    ("reserved_id", package(line(ask("a[0]")))),
    ("one_start", package(STRAIGHT.replace(begin(), "").replace(flow("begin", "a"), ""))),
    ("one_start", package(STRAIGHT + node("startEvent", "other") + chain("other", "a"))),
    ("no_end", package(begin() + ask("a") + chain("begin", "a"))),
    ("no_way_out", package(STRAIGHT + boundary("edge", "a", message()))),
    ("no_way_out", package(STRAIGHT.replace(flow("a", "finish"), ""))),
    ("many_ways_out", package(STRAIGHT + ask("b") + chain("a", "b", "finish"))),
    ("too_large", package(line(*(script(f"n{number}", "=1") for number in range(200))))),
    ("unreachable", package(STRAIGHT + ask("island") + chain("island", "finish"))),
    ("unreachable", package(begin() + ISLAND + finish() + chain("begin", "part", "finish"))),
    ("flow_end_unknown", package(STRAIGHT + flow("a", "nowhere"))),
    ("flow_crosses", package(STRAIGHT + IN_SUB + chain("begin", "inner"))),
    ("flow_direction", package(STRAIGHT + flow("finish", "a"))),
    ("flow_direction", package(STRAIGHT + flow("a", "begin"))),
    ("flow_twice", package(STRAIGHT + flow("a", "finish", ident="again"))),
    ("condition_ignored", package(STRAIGHT.replace(flow("a", "finish"), flow("a", "finish", "=false")))),
    ("condition_ignored", package(CHOICE.replace(flow("choice", "b"), flow("choice", "b", "=false")))),
    ("no_default", package(CHOICE.replace(' default="choice_b"', ""))),
    ("no_default", package(CHOICE.replace(' default="choice_b"', ' default="a_finish"'))),
    ("no_condition", package(CHOICE.replace(flow("choice", "a", '=word = "x"'), flow("choice", "a")))),
    ("not_feel", package(CHOICE.replace('=word = "x"', "true"))),
    ("expression", package(CHOICE.replace('=word = "x"', "=word = = 1"))),
    ("expression", package(line(script("s", "=1 +")))),
    ("condition_value", package(CHOICE.replace('=word = "x"', '="accept"'))),
    ("condition_value", package(CHOICE.replace('=word = "x"', "=null"))),
    ("unknown_variable", package(CHOICE.replace("=word =", "=wrod ="))),
    ("unknown_variable", package(line(topic("a", mapping=TYPO)))),
    ("unknown_variable", package(line(script("s", "=nosuchfunction(1)")))),
    ("unknown_topic", package(line(topic("a", "booking.hold_slto", "")))),
    ("topic_inputs", package(line(topic("a", mapping="")))),
    ("topic_inputs", package(line(topic("a", mapping=MORE_INPUT)))),
    ("unknown_form", package(STRAIGHT.replace('formId="ask"', 'formId="asks"'))),
    ("unknown_form", package(STRAIGHT + ACTION)),
    ("form_id_missing", package(STRAIGHT.replace('formId="ask"', 'formId=""'))),
    ("unknown_decision", package(line(node("businessRuleTask", "r", "", RULE_TASK)))),
    ("unknown_process", package(line(call("c", "nobody")))),
    ("recursive_call", package(line(call("c", "sample")))),
    ("recursive_call", package(line(call("c", "inner")), inner__bpmn=BACK)),
    ("call_input_unknown", package(line(call("c", "inner", INTO.format("wrod"))), **CALLED)),
    ("event_kind", package(line(node("intermediateThrowEvent", "t", EVENT["timer"])))),
    ("event_kind", package(line(node("intermediateCatchEvent", "t", EVENT["error"])))),
    ("event_kind", package(line(node("intermediateCatchEvent", "t")))),
    ("event_kind", package(STRAIGHT.replace(begin(), node("startEvent", "begin", EVENT["message"])))),
    ("event_reference", package(line(node("intermediateCatchEvent", "t", message("M_nobody"))))),
    ("event_reference", package(line(node("intermediateCatchEvent", "t", message("M_blank"))))),
    ("event_reference", package(line(node("receiveTask", "t")))),
    ("event_sub_process", package(STRAIGHT + IN_SUB.replace('id="part"', 'id="part" triggeredByEvent="true"'))),
    ("event_gateway_timers", package(SECOND_TIMER)),
    ("event_gateway_target", package(RACE + ask("b") + chain("race", "b", "finish"))),
    ("boundary_host", package(STRAIGHT + boundary("edge", "nobody", message()) + chain("edge", "finish"))),
    ("boundary_twice", package(STRAIGHT + TWO_EDGES + chain("two", "finish"))),
    ("error_interrupts", package(side(script("s", "=1"), EVENT["error"]))),
    ("timer_text", package(timed("timeDuration", "-PT1H"))),
    ("timer_text", package(timed("timeDuration", "P"))),
    ("timer_text", package(timed("timeDuration", "PT0S"))),
    ("timer_text", package(timed("timeDuration", "two hours"))),
    ("timer_text", package(timed("timeDuration", ""))),
    ("timer_text", package(timed("timeDate", "PT1H"))),
    ("timer_text", package(timed("timeDate", "2026-13-01"))),
    ("timer_text", package(side(script("s", "=1"), timer("timeCycle", "R3/PT0S")))),
    ("timer_text", package(side(script("s", "=1"), timer("timeCycle", "PT1H")))),
    ("timer_cycle", package(timed("timeCycle", "R3/PT1H"))),
    ("timer_cycle", package(side(script("s", "=1"), timer("timeCycle", "R3/PT1H"), interrupting=True))),
    ("timer_value", package(timed("timeDuration", "=duration(&quot;-PT1H&quot;)"))),
    ("timer_value", package(timed("timeDuration", "=5"))),
    ("timer_value", package(timed("timeDate", "=duration(&quot;PT1H&quot;)"))),
    ("timer_value", package(side(script("s", "=1"), timer("timeCycle", "=duration(&quot;PT1H&quot;)")))),
    ("deadline_unknown", package(timed("timeDate", '=deadline("triage")'))),
    ("human_behind_cycle", package(side(ask("lead"), timer("timeCycle", "R3/PT1H")))),
    ("human_behind_timer", package(FRAMELESS)),
    ("human_behind_timer", package(UNFRAMED)),
    ("human_behind_timer", package(side(IN_SUB, timer("timeDuration", "PT1H")))),
    ("join_loop", package(LOOPED_JOIN)),
    ("join_never_fills", package(UNFILLED)),
    ("missing_attribute", package(line(node("serviceTask", "s")))),
    ("missing_attribute", package(line(node("scriptTask", "s", "", '<zeebe:script expression="=1"/>')))),
    ("mapping_incomplete", package(line(topic("a", mapping='<zeebe:input source="" target="slot"/>')))),
    ("mapping_target", package(line(script("s", "=1", "case_id")))),
    ("mapping_target", package(line(script("s", "=1", "a.b")))),
    ("mapping_target", {**package(""), "sample.bpmn": diagram(STRAIGHT, inputs="word: string; sla: context")}),
    ("propagate_all", package(line(ALL_OF_IT), **CALLED)),
    ("loop_collection", package(TEAM.replace("=[1, 2]", ""))),
    ("loop_output", package(TEAM.replace(' outputCollection="all"', ""))),
    ("property_broken", package(properties(STRAIGHT, takeover="PT2H"))),
    ("property_broken", {**package(""), "sample.bpmn": diagram(STRAIGHT, inputs="word: strnig")}),
    ("unlisted_element", package(STRAIGHT + node("inclusiveGateway", "g"))),
    ("unlisted_element", package(STRAIGHT + node("task", "g"))),
    ("unlisted_element", package(STRAIGHT + node("adHocSubProcess", "g"))),
    ("unlisted_element", package(STRAIGHT + node("complexGateway", "g"))),
    ("unlisted_element", package(line(node("intermediateThrowEvent", "t", EVENT["link"])))),
    ("unlisted_element", package(line(node("intermediateThrowEvent", "t", EVENT["compensate"])))),
    ("unlisted_element", package(line(node("intermediateCatchEvent", "t", EVENT["signal"])))),
    ("unlisted_element", package(STRAIGHT.replace(finish(), finish(inner=EVENT["signal"])))),
    ("unlisted_element", package(line(node("scriptTask", "s", "<bpmn:script>print(1)</bpmn:script>")))),
    ("unlisted_element", package(STRAIGHT + '<evil xmlns="urn:x"/>')),
    ("unlisted_attribute", package(line(PYTHON))),
    ("unlisted_extension", package(line(ask("a", extensions=IO)))),
    ("unlisted_extension", package(STRAIGHT.replace(ask("a"), node("subProcess", "a", "", IO)))),
    ("unlisted_property", package(properties(STRAIGHT, colour="red"))),
    ("camunda7", package(STRAIGHT.replace('id="a"', 'id="a" camunda:assignee="me"'))),
    ("camunda7", package(line(ask("a", extensions="<camunda:formData/>")))),
    ("form", package(STRAIGHT, other__form="{")),
    ("form", package(STRAIGHT, ask__form=field(type="canvas"))),
    ("form_bind_constant", package(STRAIGHT, ask__form=field(properties=CONSTANT))),
    ("form_unknown_binding", package(STRAIGHT, ask__form=field(properties={"bind": "referral.colour"}))),
    ("form_unknown_binding", package(STRAIGHT, ask__form=field(properties={"bind": "nobody.reason"}))),
    ("form_unknown_variable", package(STRAIGHT, ask__form=field(conditional={"hide": "=wrod = 1"}))),
    ("decision", package(STRAIGHT, judge__dmn=DMN.replace("1 + 1", "1 + + ("))),
    ("decision", package(STRAIGHT, judge__dmn="<x")),
    ("manifest", package(STRAIGHT, manifest__json="{")),
    ("manifest", package(STRAIGHT, manifest__json="[]")),
    ("manifest", package(STRAIGHT, manifest__json='{"key": "other"}')),
    ("manifest", package(STRAIGHT, manifest__json='{"key": 5}')),
    ("manifest", package(STRAIGHT, manifest__json='{"number_prefix": "u-"}')),
    ("manifest", package(STRAIGHT, manifest__json='{"start": {"form": "nobody"}}')),
    ("manifest", package(STRAIGHT, manifest__json='{"start": {"roles": [5]}}')),
    ("manifest", package(STRAIGHT, manifest__json='{"parties": {"sender": "started_institution"}}')),
    ("manifest", package(STRAIGHT, manifest__json='{"subject": "=pateint"}')),
    ("manifest", package(STRAIGHT, manifest__json='{"subject": "=("}')),
]  # fmt: skip
ADVICE: list[tuple[str, Mapping[str, str]]] = [
    ("nobody", package(STRAIGHT.replace('<zeebe:assignmentDefinition assignee="=started_by"/>', ""))),
    ("missing_english", package(STRAIGHT.replace('value="English"', 'value=""'))),
    ("missing_name", package(STRAIGHT.replace(' name="a"', ""))),
    ("missing_layout", {**package(""), "sample.bpmn": diagram(STRAIGHT, drawn=False)}),
    ("shapes_overlap", {**package(""), "sample.bpmn": diagram(STRAIGHT).replace('x="200"', 'x="20"')}),
    ("condition_twice", package(CHOICE + ask("c") + flow("choice", "c", '=word="x"') + chain("c", "finish"))),
    ("wait_without_deadline", package(STRAIGHT.replace(DUE, ""))),
    ("wait_without_deadline", package(line(node("intermediateCatchEvent", "t", message())))),
    ("form_missing", package(STRAIGHT.replace('<zeebe:formDefinition formId="ask"/>', ""))),
    ("form_name", package(STRAIGHT, other__form=plain(FORM))),
    ("form", package(STRAIGHT, ask__form=field(properties={"bind": "variable:word"}))),
    ("form_unknown_binding", package(STRAIGHT, ask__form=field(readonly=True, properties=ELSEWHERE))),
    ("call_input_missing", package(line(call("c", "inner")), **CALLED)),
    ("topic_errors", package(line(topic("a")))),
    ("uncaught_error", package(STRAIGHT.replace(finish(), finish(inner=THROW)))),
    ("join_may_hang", package(MAYBE)),
    ("action_roles", package(STRAIGHT + ACTION.replace('value="why"', 'value="ask"'))),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "files"), BAD, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(BAD)])
def test_designer_makes_a_mistake_and_it_is_named_as_an_error(rule: str, files: Mapping[str, str]) -> None:
    problems = found(files)
    assert rule in errors(problems), problems
    assert all(any("一" <= letter <= "龥" for letter in one.zh) for one in problems)
    assert all(one.en and one.severity in ("error", "warning") for one in problems)


@pytest.mark.parametrize(("rule", "files"), ADVICE, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(ADVICE)])
def test_designer_is_careless_and_is_advised(rule: str, files: Mapping[str, str]) -> None:
    problems = found(files)
    assert rule in {one.rule for one in problems if one.severity == "warning"}, problems
    assert errors(problems) == set()


@pytest.mark.parametrize(("rule", "files"), BAD, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(BAD)])
def test_whatever_the_compiler_refuses_the_linter_has_named(rule: str, files: Mapping[str, str]) -> None:
    try:
        compile_package(files)
    except (DialectError, UnicodeEncodeError):
        assert errors(found(files))


def test_no_rule_is_without_a_bad_diagram() -> None:
    shown = {rule for rule, _ in BAD} | {rule for rule, _ in ADVICE}
    assert {one.name for one in rules_of_folder()} | set(TITLES) == shown


def test_answers_may_be_bound_to_the_places_that_there_are() -> None:
    for bind in ("variable:word", "referral.reason"):
        files = package(line(script("s", "=1")), ask__form=field(properties={"bind": bind, "label:en": "Word"}))
        assert found(files) == []


def test_loop_around_a_whole_fork_is_no_loop_into_its_join() -> None:
    assert "join_loop" not in errors(found(package(FORK_IN_LOOP)))


def test_join_with_a_terminating_side_path_is_left_alone() -> None:
    body = MAYBE.replace(finish("early"), finish("early", TERMINATE))
    assert "join_may_hang" not in {one.rule for one in found(package(body))}


def test_finding_says_file_element_and_line() -> None:
    text = (
        diagram(STRAIGHT).replace("<bpmn:userTask", "\n\n<bpmn:userTask").replace('formId="ask"', 'formId="asks"')
    )
    problem = next(one for one in found({**package(""), "sample.bpmn": text}) if one.severity == "error")
    assert (problem.file, problem.element, problem.rule, problem.line) == ("sample.bpmn", "a", "unknown_form", 3)
    assert "asks.form" in problem.zh and "asks.form" in problem.en


def test_unknown_topic_is_told_with_the_nearest_name() -> None:
    problems = found(package(line(topic("a", "booking.hold_slto", ""))))
    assert any("booking.hold_slot" in one.zh for one in problems if one.rule == "unknown_topic")
