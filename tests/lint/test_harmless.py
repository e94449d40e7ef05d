"""A harmless diagram brings no error; a careful one brings nothing at all."""

from __future__ import annotations

import pytest

from app.engine.dialect import compile_package
from tests.lint.making import (
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

CHOICE = (
    begin()
    + node("exclusiveGateway", "choice", default="choice_b")
    + ask("a")
    + ask("b")
    + finish()
    + flow("begin", "choice")
    + flow("choice", "a", '=word = "x"')
    + flow("choice", "b")
    + chain("a", "finish")
    + chain("b", "finish")
)
FORK = (
    begin()
    + node("parallelGateway", "split")
    + ask("a")
    + ask("b")
    + node("parallelGateway", "join")
    + finish()
    + chain("begin", "split", "a", "join", "finish")
    + chain("split", "b", "join")
)
FORK_IN_LOOP = (
    FORK.replace(flow("begin", "split"), "").replace(flow("join", "finish"), "")
    + node("exclusiveGateway", "again")
    + node("exclusiveGateway", "enough", default="enough_finish")
    + chain("begin", "again", "split")
    + chain("join", "enough", "finish")
    + flow("enough", "again", '=word = "again"')
)
FRAME = sub(
    "frame",
    node("startEvent", "inner_begin")
    + ask("triage")
    + finish("inner_end", TERMINATE)
    + chain("inner_begin", "triage", "inner_end")
    + boundary("remind", "triage", timer("timeCycle", "R3/PT1H"), interrupting=False)
    + topic("tell")
    + boundary("slot_gone", "tell", '<bpmn:errorEventDefinition errorRef="E_gone"/>')
    + finish("told")
    + chain("remind", "tell", "told")
    + chain("slot_gone", "told")
    + boundary("late", "triage", timer("timeDate", '=deadline("triage")'), interrupting=False)
    + ask("lead")
    + finish("lead_end", TERMINATE)
    + chain("late", "lead", "lead_end"),
)
ESCALATION = (
    properties(begin(), clock_start="triage = PT2H")
    + FRAME
    + boundary("withdraw", "frame", message())
    + finish()
    + finish("withdrawn")
    + chain("begin", "frame", "finish")
    + chain("withdraw", "withdrawn")
)
ADDITION = (
    line(ask("a")) + boundary("more", "a", message(), interrupting=False) + ask("read") + finish("read_end")
) + chain("more", "read", "read_end")
HAND_OVER = (
    line(ask("a")) + boundary("late", "a", timer("timeDuration", "PT2H")) + ask("b") + chain("late", "b", "finish")
)
RACE = (
    begin()
    + node("eventBasedGateway", "race")
    + node("intermediateCatchEvent", "come", message("M_go"))
    + node("intermediateCatchEvent", "pass_by", timer("timeDuration", "=duration(&quot;P3D&quot;)"))
    + finish()
    + chain("begin", "race", "come", "finish")
    + chain("race", "pass_by", "finish")
)
SLOT = (
    line(topic("hold"))
    + boundary("gone", "hold", '<bpmn:errorEventDefinition errorRef="E_gone"/>')
    + ask("other", extensions="")
    + chain("gone", "other", "finish")
)
TEAM = line(
    ask(
        "opinion",
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false"><bpmn:extensionElements>'
        '<zeebe:loopCharacteristics inputCollection="=[1, 2]" inputElement="one" outputCollection="all"'
        ' outputElement="=word + string(one)"/></bpmn:extensionElements><bpmn:completionCondition>'
        "=numberOfCompletedInstances &gt; 1 and count(all) &gt; 0</bpmn:completionCondition>"
        "</bpmn:multiInstanceLoopCharacteristics>",
    ),
    script("use", "=count(all) + loopCounter"),
)
ERROR_OUT = (
    begin()
    + sub("part", node("startEvent", "in") + finish("thrown", THROW) + chain("in", "thrown"))
    + boundary("caught", "part", '<bpmn:errorEventDefinition errorRef="E_gone"/>')
    + finish()
    + chain("begin", "part", "finish")
    + chain("caught", "finish")
)
RULE = line(
    node("businessRuleTask", "judge_it", "", '<zeebe:calledDecision decisionId="judge" resultVariable="verdict"/>'),
    script("double", "=verdict * 2 + urgency"),
)
WAIT = (
    line(node("intermediateCatchEvent", "moment", timer("timeDate", "2027-01-01T09:00")), topic("hold"))
    + boundary("gone", "hold", "<bpmn:errorEventDefinition/>")
    + chain("gone", "finish")
)
PAYLOAD = (
    line(
        node(
            "receiveTask",
            "hear",
            "",
            '<zeebe:ioMapping><zeebe:output source="=anything.said" target="heard"/></zeebe:ioMapping>',
            messageRef="M_stop",
        ),
        script("use", "=heard"),
    )
    + boundary("silence", "hear", timer("timeDuration", "P1M"))
    + chain("silence", "finish")
)
MILESTONE = line(properties(node("intermediateThrowEvent", "sent"), state="awaiting_triage"))
UP = (
    begin()
    + sub(
        "part",
        node("startEvent", "in")
        + node("intermediateThrowEvent", "shout", '<bpmn:escalationEventDefinition escalationRef="S_up"/>')
        + finish("out")
        + chain("in", "shout", "out"),
    )
    + boundary("heard", "part", '<bpmn:escalationEventDefinition escalationRef="S_up"/>', interrupting=False)
    + script("count_it", "=1")
    + finish("heard_end")
    + finish()
    + chain("begin", "part", "finish")
    + chain("heard", "count_it", "heard_end")
)
REFERRAL = line(script("who", "=[receiver, department, patient, sender, sla.triage, case_number, today()]"))
HARMLESS = {
    "straight": line(ask("a")),
    "choice": CHOICE,
    "fork": FORK,
    "fork in a loop": FORK_IN_LOOP,
    "escalation in a frame": ESCALATION,
    "addition by message": ADDITION,
    "hand over": HAND_OVER,
    "race": RACE,
    "topic with error path": SLOT,
    "multi-instance": TEAM,
    "error out of a part": ERROR_OUT,
    "decision": RULE,
    "wait": WAIT,
    "payload": PAYLOAD,
    "milestone": MILESTONE,
    "escalation": UP,
    "names of a referral": REFERRAL,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_diagram_brings_no_problem(name: str) -> None:
    files = package(HARMLESS[name])
    compile_package(files)
    assert found(files) == []


def test_called_process_of_the_same_folder_brings_no_problem() -> None:
    mapping = '<zeebe:input source="=word" target="word"/><zeebe:output source="=sum" target="total"/>'
    files = package(line(call("ask_other", "inner", mapping), script("use", "=total")))
    files["inner.bpmn"] = diagram(line(script("add", "=word")), key="inner", inputs="word: string")
    compile_package(files, process="sample")
    assert found(files) == []


def test_called_process_that_is_published_brings_no_problem() -> None:
    inner = compile_package(
        {"inner.bpmn": diagram(line(script("add", "=word")), key="inner", inputs="word: string")}
    )
    mapping = '<zeebe:input source="=word" target="word"/><zeebe:output source="=sum" target="total"/>'
    files = package(line(call("ask_other", "inner", mapping), script("use", "=total")))
    assert found(files, callees={"inner": inner}) == []


def test_unknown_surroundings_are_not_judged() -> None:
    body = line(topic("a", "somebody.elses"), call("b", "far_away"))
    assert errors(found(package(body), topics=None, callees=None)) == set()
