"""Diagrams for the tests, written as text: harmless by default, so that a test shows only what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from app.engine.lint import Problem, lint
from app.engine.topics import Topic, TopicRegistry

SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
)
EXTRAS = (
    '<bpmn:message id="M_stop" name="stop"/><bpmn:message id="M_go" name="go"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="=word"/></bpmn:extensionElements></bpmn:message>'
    '<bpmn:message id="M_blank"/><bpmn:error id="E_gone" name="gone" errorCode="gone"/>'
    '<bpmn:escalation id="S_up" name="up" escalationCode="up"/>'
)
NODES = (
    "userTask|startEvent|endEvent|\\w+Gateway|subProcess|boundaryEvent|intermediate\\w+Event|\\w+Task|callActivity"
)
FORM = {
    "type": "default",
    "id": "ask",
    "components": [
        {
            "type": "textfield",
            "key": "word",
            "label": "话",
            "properties": {"label:en": "Word", "bind": "variable:word"},
        }
    ],
}
DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
    '<decision id="judge" name="judge"><variable name="judge"/><literalExpression><text>1 + 1</text>'
    "</literalExpression></decision></definitions>"
)
TOPICS = TopicRegistry(
    [
        Topic(
            "booking.hold_slot",
            lambda call, **inputs: {},
            {"slot": "string", "note": "string?"},
            {"hold": "string"},
            ("gone",),
            False,
            "占号",
            "Hold a slot",
        )
    ]
)


PLACES = {"referral": ("reason", "history")}


def node(kind: str, ident: str, inner: str = "", extensions: str = "", **attributes: str) -> str:
    """An element with a Chinese and an English name."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    english = '<zeebe:property name="name:en" value="English"/>'
    return (
        f'<bpmn:{kind} id="{ident}" name="{ident}"{written}><bpmn:extensionElements>{extensions}'
        f"<zeebe:properties>{english}</zeebe:properties></bpmn:extensionElements>{inner}</bpmn:{kind}>"
    )


def properties(text: str, **more: str) -> str:
    """The element with further properties; `clock_start` stands for `clock:start`."""
    added = "".join(
        f'<zeebe:property name="{name.replace("_", ":")}" value="{value}"/>' for name, value in more.items()
    )
    return text.replace("<zeebe:properties>", f"<zeebe:properties>{added}", 1)


DUE = '<zeebe:taskSchedule dueDate="=now() + duration(&quot;P1D&quot;)"/>'


def ask(ident: str, inner: str = "", extensions: str = "") -> str:
    """A user task for the starter with the form `ask` and a due date."""
    said = (
        '<zeebe:userTask/><zeebe:assignmentDefinition assignee="=started_by"/><zeebe:formDefinition formId="ask"/>'
    )
    return node("userTask", ident, inner, said + DUE + extensions)


def flow(source: str, target: str, when: str = "", ident: str = "") -> str:
    """A sequence flow; `when` is its condition as written."""
    condition = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{when}</bpmn:conditionExpression>'
    identity = ident or f"{source}_{target}"
    return (
        f'<bpmn:sequenceFlow id="{identity}" sourceRef="{source}" targetRef="{target}">'
        f"{condition if when else ''}</bpmn:sequenceFlow>"
    )


def chain(*idents: str) -> str:
    """Flows from each to the next."""
    return "".join(flow(one, other) for one, other in pairwise(idents))


def begin() -> str:
    return node("startEvent", "begin")


def finish(ident: str = "finish", inner: str = "") -> str:
    return node("endEvent", ident, inner)


def line(*middle: str) -> str:
    """A process that goes straight through elements written by `node` or `ask`."""
    idents = [re.findall(r' id="([^"]+)"', one)[0] for one in middle]
    return begin() + "".join(middle) + finish() + chain("begin", *idents, "finish")


def timer(how: str, text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{how}>{text}</bpmn:{how}></bpmn:timerEventDefinition>"


def message(ident: str = "M_stop") -> str:
    return f'<bpmn:messageEventDefinition messageRef="{ident}"/>'


TERMINATE = "<bpmn:terminateEventDefinition/>"
THROW = '<bpmn:errorEventDefinition errorRef="E_gone"/>'


def boundary(ident: str, host: str, inner: str, interrupting: bool = True) -> str:
    return node("boundaryEvent", ident, inner, attachedToRef=host, cancelActivity=str(interrupting).lower())


def topic(ident: str, name: str = "booking.hold_slot", mapping: str | None = None) -> str:
    held = '<zeebe:input source="=word" target="slot"/><zeebe:output source="=hold" target="held"/>'
    io = f"<zeebe:ioMapping>{held if mapping is None else mapping}</zeebe:ioMapping>"
    return node("serviceTask", ident, "", f'<zeebe:taskDefinition type="{name}"/>{io}')


def script(ident: str, expression: str, result: str = "sum") -> str:
    return node("scriptTask", ident, "", f'<zeebe:script expression="{expression}" resultVariable="{result}"/>')


def call(ident: str, process: str, mapping: str = "") -> str:
    called = f'<zeebe:calledElement processId="{process}" propagateAllChildVariables="false"/>'
    return node("callActivity", ident, "", f"{called}<zeebe:ioMapping>{mapping}</zeebe:ioMapping>")


def sub(ident: str, body: str) -> str:
    return node("subProcess", ident, body)


def diagram(
    body: str, key: str = "sample", inputs: str = "word: string; urgency: number", drawn: bool = True
) -> str:
    """The text of a file with one process."""
    said = f'<zeebe:property name="name:en" value="Sample"/><zeebe:property name="inputs" value="{inputs}"/>'
    head = f"<bpmn:extensionElements><zeebe:properties>{said}</zeebe:properties></bpmn:extensionElements>"
    process = f'<bpmn:process id="{key}" name="样本" isExecutable="true">{head}{body}</bpmn:process>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions {SPACES} id="file_{key}" targetNamespace="t">'
        f"{EXTRAS}{process}{layout(key, body) if drawn else ''}</bpmn:definitions>"
    )


def layout(key: str, body: str) -> str:
    shapes = re.findall(rf'<bpmn:(?:{NODES})[^>]* id="([^"]+)"', body) + re.findall(
        rf'<bpmn:(?:{NODES}) id="([^"]+)"', body
    )
    edges = re.findall(r'<bpmn:sequenceFlow id="([^"]+)"', body)
    drawn = "".join(
        f'<bpmndi:BPMNShape id="s{n}" bpmnElement="{one}"><dc:Bounds x="{200 * n}" y="0" width="100" height="80"/>'
        "</bpmndi:BPMNShape>"
        for n, one in enumerate(dict.fromkeys(shapes))
    )
    drawn += "".join(f'<bpmndi:BPMNEdge id="e{n}" bpmnElement="{one}"/>' for n, one in enumerate(edges))
    plane = f'<bpmndi:BPMNPlane id="plane" bpmnElement="{key}">{drawn}</bpmndi:BPMNPlane>'
    return f'<bpmndi:BPMNDiagram id="drawing">{plane}</bpmndi:BPMNDiagram>'


def package(body: str, **files: str) -> dict[str, str]:
    """A folder with the process, the form `ask` and the decision `judge`; `name__ext` adds files."""
    more = {name.replace("__", "."): text for name, text in files.items()}
    return {"sample.bpmn": diagram(body), "ask.form": json.dumps(FORM), "judge.dmn": DMN, **more}


def found(files: Mapping[str, str], **around: Any) -> list[Problem]:
    return lint(files, **{"topics": TOPICS, "callees": {}, "bindings": PLACES, **around})


def errors(problems: list[Problem]) -> set[str]:
    return {one.rule for one in problems if one.severity == "error"}
