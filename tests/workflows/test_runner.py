"""The scenario runner itself: it must notice what is wrong, and say what was not tried."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.engine.scenarios import Report, Result, run_package
from app.engine.topics import Topic, TopicRegistry

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' id="d" targetNamespace="t"><bpmn:message id="M" name="stop"/>'
    '<bpmn:error id="E" name="gone" errorCode="gone"/>'
)
PROCESS = """
<bpmn:process id="small" name="小流程" isExecutable="true">
 <bpmn:extensionElements><zeebe:properties>
  <zeebe:property name="inputs" value="patient: string"/></zeebe:properties></bpmn:extensionElements>
 <bpmn:startEvent id="begin"/>
 <bpmn:userTask id="ask"><bpmn:extensionElements><zeebe:userTask/>
  <zeebe:assignmentDefinition candidateGroups="=[&quot;clinic:nurse&quot;]"/>
  <zeebe:taskSchedule dueDate="=now() + duration(sla.ask)"/><zeebe:formDefinition formId="ask"/>
  <zeebe:properties><zeebe:property name="state" value="asked"/>
   <zeebe:property name="takeover" value="sla.ask: [&quot;clinic:lead&quot;]"/></zeebe:properties>
 </bpmn:extensionElements></bpmn:userTask>
 <bpmn:boundaryEvent id="stop" attachedToRef="ask"><bpmn:extensionElements><zeebe:properties>
   <zeebe:property name="action" value="stop"/></zeebe:properties></bpmn:extensionElements>
  <bpmn:messageEventDefinition id="stop_m" messageRef="M"/></bpmn:boundaryEvent>
 <bpmn:boundaryEvent id="late" attachedToRef="ask" cancelActivity="false">
  <bpmn:timerEventDefinition id="late_t"><bpmn:timeCycle xsi:type="bpmn:tFormalExpression">R2/PT1H</bpmn:timeCycle>
  </bpmn:timerEventDefinition></bpmn:boundaryEvent>
 <bpmn:serviceTask id="remind"><bpmn:extensionElements><zeebe:taskDefinition type="notifications.tell"/>
  <zeebe:ioMapping><zeebe:input source="=[&quot;clinic:nurse&quot;]" target="to"/>
   <zeebe:input source="late" target="template"/></zeebe:ioMapping></bpmn:extensionElements></bpmn:serviceTask>
 <bpmn:serviceTask id="book"><bpmn:extensionElements><zeebe:taskDefinition type="booking.hold"/>
  <zeebe:ioMapping><zeebe:input source="=word" target="word"/><zeebe:output source="=hold" target="hold"/>
  </zeebe:ioMapping></bpmn:extensionElements></bpmn:serviceTask>
 <bpmn:boundaryEvent id="gone" attachedToRef="book"><bpmn:errorEventDefinition id="gone_e" errorRef="E"/>
 </bpmn:boundaryEvent>
 <bpmn:endEvent id="done"/><bpmn:endEvent id="stopped"/><bpmn:endEvent id="reminded"/>
 <bpmn:sequenceFlow id="to_ask" sourceRef="begin" targetRef="ask"/>
 <bpmn:sequenceFlow id="to_book" sourceRef="ask" targetRef="book"/>
 <bpmn:sequenceFlow id="to_done" sourceRef="book" targetRef="done"/>
 <bpmn:sequenceFlow id="to_stopped" sourceRef="stop" targetRef="stopped"/>
 <bpmn:sequenceFlow id="to_remind" sourceRef="late" targetRef="remind"/>
 <bpmn:sequenceFlow id="to_reminded" sourceRef="remind" targetRef="reminded"/>
 <bpmn:sequenceFlow id="again" sourceRef="gone" targetRef="ask"/>
</bpmn:process></bpmn:definitions>"""
FORM = json.dumps(
    {
        "type": "default",
        "id": "ask",
        "components": [
            {
                "type": "textfield",
                "key": "word",
                "label": "话",
                "validate": {"required": True},
                "properties": {"bind": "variable:word", "label:en": "Word"},
            }
        ],
    }
)


def topics(outside: bool = False) -> TopicRegistry:
    """What exists in the small world of these tests."""
    booking = Topic(
        "booking.hold", lambda call, **_: {}, {}, {"hold": "string"}, ("gone",), outside, "占号", "Hold"
    )
    tell = Topic("notifications.tell", lambda call, **_: {}, {}, {}, (), False, "告知", "Tell")
    return TopicRegistry([booking, tell])


def run(*steps: dict[str, Any], outside: bool = False, **more: Any) -> Report:
    scenario = {
        "name": "试",
        "name:en": "Try",
        "at": "2026-12-01T09:00:00",
        "sla": {"ask": "PT2H"},
        "steps": steps,
        **more,
    }
    files = {"small.bpmn": HEAD + PROCESS, "ask.form": FORM, "scenarios/try.json": json.dumps(scenario)}
    return run_package(files, topics=topics(outside))


def only(report: Report) -> Result:
    (result,) = report.results
    return result


def faults(*steps: dict[str, Any], **more: Any) -> list[tuple[int, str]]:
    return [(one.step, one.en) for one in only(run(*steps, **more)).failures]


def test_designer_reads_that_all_is_as_expected() -> None:
    assert (
        faults(
            {"expect": {"open": ["ask"], "state": "asked", "due": {"ask": "PT2H"}, "actions": ["stop"]}},
            {"complete": "ask", "by": "clinic:nurse", "answers": {"word": "好"}},
            {"expect": {"ended": "done", "open": [], "variables": {"word": "好", "hold": "示例"}}},
        )
        == []
    )


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ({"open": ["book"]}, "open should be ['book'] but is ['ask']"),
        ({"state": "other"}, "state should be other but is asked"),
        ({"ended": True}, "ended should be True but is False"),
        ({"variables": {"patient": "x"}}, "patient should be x but is None"),
        ({"due": {"ask": "PT3H"}}, "due ask should be 2026-12-01 12:00:00+08:00"),
        ({"timers": {"late": None}}, "timer late should be None"),
        ({"actions": []}, "actions should be [] but is ['stop']"),
        ({"may": {"ask": ["clinic:lead"]}}, "may ask should be ['clinic:lead']"),
        ({"called": ["booking.hold"]}, "called should be"),
        ({"told": {"late": ["clinic:nurse"]}}, "told late should be"),
        ({"count": {"booking.hold": 1}}, "count booking.hold should be 1 but is 0"),
        ({"clocks": {"triage": {"paused": True}}}, "clock triage should be"),
    ],
)
def test_designer_reads_what_is_not_as_expected(expected: dict[str, Any], said: str) -> None:
    ((step, text),) = faults({"expect": expected})
    assert step == 1
    assert text.startswith(said)


def test_true_is_not_one() -> None:
    assert faults({"expect": {"variables": {"patient": 1}}}, variables={"patient": True}) != []


def test_time_passes_through_each_due_moment() -> None:
    told = {"told": {"late": ["clinic:nurse"]}}
    assert (
        faults(
            {"pass": "PT59M", "expect": {"not_called": ["notifications.tell"]}},
            {"pass": "PT1M", "expect": told},
            {"until": "2026-12-01T11:00:00", "expect": {**told, "timers": {"late": None}, "open": ["ask"]}},
        )
        == []
    )


def test_the_next_post_takes_over_when_its_time_comes() -> None:
    assert faults({"complete": "ask", "by": "clinic:lead", "answers": {"word": "好"}})[0][1].startswith(
        "clinic:lead may not"
    )
    assert faults({"pass": "PT2H"}, {"complete": "ask", "by": "clinic:lead", "answers": {"word": "好"}}) == []


def test_answers_that_the_form_refuses_stop_the_scenario_unless_expected() -> None:
    ((step, text),) = faults({"complete": "ask", "answers": {}}, {"expect": {"state": "never read"}})
    assert (step, "the form refuses" in text) == (1, True)
    assert faults({"complete": "ask", "answers": {}, "refused": ["word"]}, {"expect": {"open": ["ask"]}}) == []
    assert faults({"complete": "ask", "answers": {"word": "好"}, "refused": ["word"]}) != []
    assert faults({"complete": "ask", "answers": {}, "refused": ["other"]}) != []


def test_a_business_error_takes_its_path() -> None:
    again = {"complete": "ask", "answers": {"word": "好"}}
    assert faults({**again, "failing": {"booking.hold": "gone"}}, {"expect": {"open": ["ask"]}}) == []
    turns = {"booking.hold": [{"error": "gone"}, {"hold": "h-2"}]}
    assert faults(again, again, {"expect": {"ended": True, "variables": {"hold": "h-2"}}}, topics=turns) == []


def test_a_technical_failure_leaves_everything_as_it_was() -> None:
    act = {"complete": "ask", "answers": {"word": "好"}, "failing": {"booking.hold": "technical"}}
    assert faults(act, {"expect": {"open": ["ask"], "state": "asked"}}) == []
    ((_, text),) = faults({"complete": "ask", "answers": {"word": "好"}, "failing": {"other.topic": "technical"}})
    assert "was not called" in text


def test_a_job_outside_waits_for_its_retry() -> None:
    act = {"complete": "ask", "answers": {"word": "好"}}
    broken = {**act, "failing": {"booking.hold": "technical"}, "expect": {"ended": False, "open": []}}
    assert faults(act, {"expect": {"ended": True}}, outside=True) == []
    assert faults(broken, {"retry": "book", "expect": {"ended": "done"}}, outside=True) == []
    assert faults({**act, "failing": {"booking.hold": "gone"}, "expect": {"open": ["ask"]}}, outside=True) == []
    assert faults({"retry": "book"}, outside=True) == [(1, "no job of book is left to retry")]


def test_messages_reach_who_waits_and_nobody_else() -> None:
    assert faults({"send": "stop", "expect": {"ended": "stopped"}}, {"send": "stop", "nobody": True}) == []
    assert faults({"send": "stop", "nobody": True}) != []
    assert faults({"send": "unheard"}) == [(1, "unheard CASE-1 is not open")]


def test_coverage_names_the_flows_that_nobody_took() -> None:
    (cover,) = run({"complete": "ask", "answers": {"word": "好"}}).coverage
    assert cover.untaken == ("to_stopped", "to_remind", "to_reminded", "again")
    assert not cover.complete


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([{"dance": 1}], "step 1 must say one of"),
        ([{"complete": "ask", "send": "stop"}], "step 1 must say one of"),
        ([{"complete": "ask", "colour": 1}], "step 1 has unknown keys"),
        ([{"expect": {"weather": "fine"}}], "expect knows no weather"),
    ],
)
def test_a_scenario_that_cannot_be_read_is_a_failure_that_says_why(steps: list[Any], said: str) -> None:
    assert said in faults(*steps)[0][1]


def test_what_scenarios_share_stands_in_one_file() -> None:
    files = {
        "small.bpmn": HEAD + PROCESS,
        "ask.form": FORM,
        "scenarios/_common.json": json.dumps({"at": "2026-12-01T09:00:00", "sla": {"ask": "PT2H"}}),
        "scenarios/a.json": json.dumps(
            {"name": "甲", "sla": {"ask": "PT5H"}, "steps": [{"expect": {"due": {"ask": "PT5H"}}}]}
        ),
        "scenarios/b.json": json.dumps({"name": "乙", "steps": [{"expect": {"due": {"ask": "PT2H"}}}]}),
        "scenarios/c.json": "{",
    }
    report = run_package(files, topics=topics())
    assert [(one.file, one.passed) for one in report.results] == [
        ("a.json", True),
        ("b.json", True),
        ("c.json", False),
    ]


def test_the_report_reads_in_both_languages() -> None:
    report = run({"expect": {"state": "other"}})
    assert "✗ small · try.json · 试" in list(report.lines("zh"))
    assert "    step 1: state should be other but is asked" in list(report.lines("en"))
    assert not report.passed
