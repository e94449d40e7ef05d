"""Small packages in our dialect, built from text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise

ROOT = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d_{key}" targetNamespace="tests">{messages}'
    '<bpmn:process id="{key}" name="测试" isExecutable="true"><bpmn:extensionElements><zeebe:properties>'
    '<zeebe:property name="name:en" value="Test"/><zeebe:property name="inputs" value="{inputs}"/>'
    "</zeebe:properties></bpmn:extensionElements>{body}</bpmn:process></bpmn:definitions>"
)


def form(**fields: str) -> str:
    """A form of optional fields: key → kind; each bound to the variable of its name."""
    components = [
        {
            "type": kind,
            "key": key,
            "label": key,
            "properties": {"label:en": key, "bind": f"variable:{key}"},
        }
        for key, kind in fields.items()
    ]
    return json.dumps({"type": "default", "id": "ask", "schemaVersion": 16, "components": components})


ASK = form(word="textfield", other="textfield")


def properties(**values: str) -> str:
    """`zeebe:properties`; an underscore pair in a name is a colon."""
    inner = "".join(
        f'<zeebe:property name="{name.replace("__", ":")}" value="{value}"/>' for name, value in values.items()
    )
    return f"<zeebe:properties>{inner}</zeebe:properties>"


def node(kind: str, ident: str, inner: str = "", attributes: str = "", extra: str = "", **props: str) -> str:
    """Any element, with an English name."""
    said = properties(name__en=ident, **props)
    return (
        f'<bpmn:{kind} id="{ident}" name="{ident}" {attributes}>'
        f"<bpmn:extensionElements>{extra}{said}</bpmn:extensionElements>{inner}</bpmn:{kind}>"
    )


def start(ident: str = "begin") -> str:
    return node("startEvent", ident)


def end(ident: str = "finish", **props: str) -> str:
    return node("endEvent", ident, **props)


def ask(
    ident: str, *, assignee: str = "", groups: str = "", due: str = "", priority: str = "", **props: str
) -> str:
    """A task for a person with the form `ask`; without more it is for whoever started the case."""
    who = f'candidateGroups="{groups}"' if groups else f'assignee="{assignee or "=started_by"}"'
    extra = f'<zeebe:userTask/><zeebe:assignmentDefinition {who}/><zeebe:formDefinition formId="ask"/>'
    if due:
        extra += f'<zeebe:taskSchedule dueDate="{due}"/>'
    if priority:
        extra += f'<zeebe:priorityDefinition priority="{priority}"/>'
    return node("userTask", ident, extra=extra, **props)


def topic(ident: str, name: str, inputs: Mapping[str, str], outputs: Mapping[str, str] | None = None) -> str:
    """A service task; inputs and outputs are target → expression."""
    mapped = "".join(f'<zeebe:input source="{source}" target="{name}"/>' for name, source in inputs.items())
    mapped += "".join(
        f'<zeebe:output source="{source}" target="{name}"/>' for name, source in (outputs or {}).items()
    )
    extra = f'<zeebe:taskDefinition type="{name}"/><zeebe:ioMapping>{mapped}</zeebe:ioMapping>'
    return node("serviceTask", ident, extra=extra)


def arrow(source: str, target: str, when: str = "") -> str:
    inner = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{when}</bpmn:conditionExpression>'
        if when
        else ""
    )
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="{source}_{target}" {ends}>{inner}</bpmn:sequenceFlow>'


def timer(how: str, text: str) -> str:
    return (
        f'<bpmn:timerEventDefinition><bpmn:{how} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{how}>'
        "</bpmn:timerEventDefinition>"
    )


def boundary(ident: str, on: str, event: str, *, interrupting: bool = True, **props: str) -> str:
    cancels = str(interrupting).lower()
    return node("boundaryEvent", ident, event, f'attachedToRef="{on}" cancelActivity="{cancels}"', **props)


def message_event(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="M_{name}"/>'


def process(key: str, body: str, inputs: str = "") -> str:
    """The `.bpmn` text; the messages that the body names are declared."""
    names = sorted(set(re.findall(r'messageRef="M_(\w+)"', body)))
    messages = "".join(f'<bpmn:message id="M_{name}" name="{name}"/>' for name in names)
    return ROOT.format(key=key, body=body, inputs=inputs, messages=messages)


def package(
    key: str, body: str, inputs: str = "", *, manifest: Mapping[str, object] | None = None, form_text: str = ASK
) -> dict[str, str]:
    """The files of a package."""
    files = {"process.bpmn": process(key, body, inputs), "ask.form": form_text}
    if manifest is not None:
        files["manifest.json"] = json.dumps({"key": key, **manifest})
    return files


def line(*nodes: tuple[str, str]) -> str:
    """Nodes (id, text) one after the other."""
    ids = [ident for ident, _text in nodes]
    flows = "".join(arrow(a, b) for a, b in pairwise(ids))
    return "".join(text for _ident, text in nodes) + flows


def one_task(key: str = "one", **how: str) -> dict[str, str]:
    """begin → a → finish."""
    return package(key, line(("begin", start()), ("a", ask("a", **how)), ("finish", end())), "word: string")


def fork(key: str = "fork") -> dict[str, str]:
    """a and b at once, joined, then after."""
    body = start() + node("parallelGateway", "split") + ask("a") + ask("b") + node("parallelGateway", "join")
    body += ask("after") + end()
    for pair in ("begin split", "split a", "split b", "a join", "b join", "join after", "after finish"):
        body += arrow(*pair.split())
    return package(key, body, "word: string; other: string")
