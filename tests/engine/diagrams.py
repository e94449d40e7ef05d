"""Small diagrams as text: each function gives one element of the file."""

from __future__ import annotations

import itertools
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
)
TERMINATE = "<bpmn:terminateEventDefinition/>"


def _attributes(given: dict[str, str | None]) -> str:
    return "".join(f" {key}={quoteattr(value)}" for key, value in given.items() if value is not None)


def zeebe(tag: str, body: str = "", **attributes: str | None) -> str:
    return f"<zeebe:{tag}{_attributes(attributes)}>{body}</zeebe:{tag}>"


def extensions(*parts: str) -> str:
    inner = "".join(parts)
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""


def properties(given: dict[str, str] | None) -> str:
    if not given:
        return ""
    return zeebe("properties", "".join(zeebe("property", name=name, value=value) for name, value in given.items()))


def mapping(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    """target → source."""
    inner = "".join(zeebe("input", source=source, target=target) for target, source in (inputs or {}).items())
    inner += "".join(zeebe("output", source=source, target=target) for target, source in (outputs or {}).items())
    return zeebe("ioMapping", inner) if inner else ""


def node(
    tag: str, ident: str, *body: str, ext: str = "", p: dict[str, str] | None = None, **attributes: str
) -> str:
    inner = extensions(ext, properties(p)) + "".join(body)
    given = _attributes({"id": ident, "name": ident, **attributes})
    return f"<bpmn:{tag}{given}>{inner}</bpmn:{tag}>"


def start(ident: str = "s") -> str:
    return node("startEvent", ident)


def end(ident: str = "e", body: str = "", p: dict[str, str] | None = None) -> str:
    return node("endEvent", ident, body, p=p)


def user(
    ident: str,
    body: str = "",
    *,
    groups: str | None = None,
    assignee: str | None = None,
    due: str | None = None,
    follow_up: str | None = None,
    priority: str | None = None,
    form: str | None = None,
    p: dict[str, str] | None = None,
) -> str:
    parts = zeebe("userTask")
    if groups or assignee:
        parts += zeebe("assignmentDefinition", candidateGroups=groups, assignee=assignee)
    if due or follow_up:
        parts += zeebe("taskSchedule", dueDate=due, followUpDate=follow_up)
    if priority:
        parts += zeebe("priorityDefinition", priority=priority)
    if form:
        parts += zeebe("formDefinition", formId=form)
    return node("userTask", ident, body, ext=parts, p=p)


def service(
    ident: str,
    topic: str = "x.do",
    inputs: dict[str, str] | None = None,
    outputs: dict[str, str] | None = None,
    body: str = "",
    p: dict[str, str] | None = None,
) -> str:
    ext = zeebe("taskDefinition", type=topic) + mapping(inputs, outputs)
    return node("serviceTask", ident, body, ext=ext, p=p)


def script(ident: str, expression: str, variable: str) -> str:
    return node("scriptTask", ident, ext=zeebe("script", expression=expression, resultVariable=variable))


def rule(ident: str, decision: str, variable: str, inputs: dict[str, str] | None = None) -> str:
    ext = zeebe("calledDecision", decisionId=decision, resultVariable=variable) + mapping(inputs)
    return node("businessRuleTask", ident, ext=ext)


def call(
    ident: str, process: str, inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None
) -> str:
    ext = zeebe("calledElement", processId=process, propagateAllChildVariables="false") + mapping(inputs, outputs)
    return node("callActivity", ident, ext=ext)


def many(
    collection: str,
    element: str | None,
    output: str | None = None,
    result: str | None = None,
    until: str | None = None,
    *,
    sequential: bool = False,
) -> str:
    loop = zeebe(
        "loopCharacteristics",
        inputCollection=collection,
        inputElement=element,
        outputCollection=output,
        outputElement=result,
    )
    condition = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"{extensions(loop)}{condition}</bpmn:multiInstanceLoopCharacteristics>"
    )


def sub(ident: str, *inside: str, p: dict[str, str] | None = None) -> str:
    return node("subProcess", ident, *inside, p=p)


def flow(*chain: str, when: str | None = None) -> str:
    condition = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(when)}</bpmn:conditionExpression>'
        if when
        else ""
    )
    return "".join(
        f'<bpmn:sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}">{condition}</bpmn:sequenceFlow>'
        for a, b in itertools.pairwise(chain)
    )


def gateway(ident: str, default: str | None = None, kind: str = "exclusive") -> str:
    more = {"default": default} if default else {}
    return node(f"{kind}Gateway", ident, **more)


def fork(ident: str) -> str:
    return gateway(ident, kind="parallel")


def timer(kind: str, text: str) -> str:
    return (
        f"<bpmn:timerEventDefinition><bpmn:time{kind}>{escape(text)}</bpmn:time{kind}></bpmn:timerEventDefinition>"
    )


def message(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="m_{name}"/>'


def error(code: str | None = None) -> str:
    return "<bpmn:errorEventDefinition" + (f' errorRef="e_{code}"' if code else "") + "/>"


def escalation(code: str | None = None) -> str:
    return "<bpmn:escalationEventDefinition" + (f' escalationRef="x_{code}"' if code else "") + "/>"


def boundary(
    ident: str,
    host: str,
    event: str,
    interrupting: bool = True,
    outputs: dict[str, str] | None = None,
    p: dict[str, str] | None = None,
) -> str:
    return node(
        "boundaryEvent",
        ident,
        event,
        ext=mapping(None, outputs),
        p=p,
        attachedToRef=host,
        cancelActivity=str(interrupting).lower(),
    )


def catch(ident: str, event: str, outputs: dict[str, str] | None = None, p: dict[str, str] | None = None) -> str:
    return node("intermediateCatchEvent", ident, event, ext=mapping(None, outputs), p=p)


def defined_message(name: str, key: str | None = None, ident: str | None = None) -> str:
    body = extensions(zeebe("subscription", correlationKey=key)) if key else ""
    return f'<bpmn:message id="{ident or f"m_{name}"}" name="{name}">{body}</bpmn:message>'


def defined_error(code: str) -> str:
    return f'<bpmn:error id="e_{code}" name="{code}" errorCode="{code}"/>'


def defined_escalation(code: str) -> str:
    return f'<bpmn:escalation id="x_{code}" name="{code}" escalationCode="{code}"/>'


def document(process: str, *elements: str, definitions: str = "", inputs: str | None = None) -> str:
    ext = extensions(properties({"inputs": inputs} if inputs else None))
    return (
        f'{HEAD}{definitions}<bpmn:process id="{process}" name="{process}" isExecutable="true">'
        f"{ext}{''.join(elements)}</bpmn:process></bpmn:definitions>"
    )
