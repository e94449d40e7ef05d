"""Attributes of older engines, with what to write in their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from app.engine.dialect.xml import name_of
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule

SPACES = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
}
INSTEAD = {
    "assignee": "zeebe:assignmentDefinition assignee",
    "candidateUsers": "zeebe:assignmentDefinition candidateGroups",
    "candidateGroups": "zeebe:assignmentDefinition candidateGroups",
    "dueDate": "zeebe:taskSchedule dueDate",
    "followUpDate": "zeebe:taskSchedule followUpDate",
    "priority": "zeebe:priorityDefinition priority",
    "formKey": "zeebe:formDefinition formId",
    "formRef": "zeebe:formDefinition formId",
    "formData": "zeebe:formDefinition formId",
    "class": "zeebe:taskDefinition type",
    "delegateExpression": "zeebe:taskDefinition type",
    "expression": "zeebe:taskDefinition type",
    "topic": "zeebe:taskDefinition type",
    "type": "zeebe:taskDefinition type",
    "decisionRef": "zeebe:calledDecision decisionId",
    "resultVariable": "zeebe:calledDecision resultVariable",
    "inputOutput": "zeebe:ioMapping",
    "in": "zeebe:ioMapping zeebe:input",
    "out": "zeebe:ioMapping zeebe:output",
    "collection": "zeebe:loopCharacteristics inputCollection",
    "elementVariable": "zeebe:loopCharacteristics inputElement",
    "properties": "zeebe:properties",
}


@rule(
    "camunda7",
    ERROR,
    zh="旧引擎（Camunda 7、Flowable、Activiti）的写法",
    en="What only Camunda 7, Flowable or Activiti understand",
)
def check(package: Package) -> Iterator[Found]:
    """Attributes and extension elements of their name spaces."""
    for diagram in package.diagrams:
        root = package.drawing(diagram.file)
        for element in root.iter() if root is not None else ():
            for space, local in _names(element):
                if space in SPACES:
                    yield _found(diagram.file, element, f"{SPACES[space]}:{local}", INSTEAD.get(local))


def _names(element: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(element.tag, str):
        return
    yield name_of(element)
    for key in element.attrib:
        name = etree.QName(key)
        yield name.namespace or "", name.localname


def _found(file: str, element: Any, what: str, instead: str | None) -> Found:
    zh = f"{what} 在这里不起作用；" + (f"请改写为 {instead}。" if instead else "请删去。")
    en = f"{what} has no effect here; " + (f"write {instead} instead." if instead else "remove it.")
    return Found(file, _owner(element), zh, en, element.sourceline)


def _owner(element: Any) -> str:
    while element is not None:
        if element.get("id"):
            return str(element.get("id"))
        element = element.getparent()
    return ""
