"""Packages with a picture, as designers upload them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping

from tests.diagrams import ASK

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' id="d" targetNamespace="tests">'
)
NAMED = '<zeebe:properties><zeebe:property name="name:en" value="{en}"/></zeebe:properties>'


def diagram(key: str = "bed_request", form: str = "ask", task: str = "申请床位") -> str:
    """Start, one task of the starter, end, each with its place."""
    said = {name: NAMED.format(en=name) for name in ("begin", "request", "finish")}
    return (
        f'{HEAD}<bpmn:process id="{key}" name="床位申请" isExecutable="true"><bpmn:extensionElements>'
        f"{NAMED.format(en='Bed request')}</bpmn:extensionElements>"
        f'<bpmn:startEvent id="begin" name="开始"><bpmn:extensionElements>{said["begin"]}</bpmn:extensionElements>'
        "<bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>"
        f'<bpmn:userTask id="request" name="{task}"><bpmn:extensionElements><zeebe:userTask/>'
        f'<zeebe:formDefinition formId="{form}"/><zeebe:assignmentDefinition assignee="=started_by"/>'
        f"{said['request']}</bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming>"
        "<bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>"
        f'<bpmn:endEvent id="finish" name="结束"><bpmn:extensionElements>{said["finish"]}</bpmn:extensionElements>'
        "<bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>"
        '<bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="request"/>'
        '<bpmn:sequenceFlow id="f2" sourceRef="request" targetRef="finish"/></bpmn:process>'
        f'<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="{key}">'
        '<bpmndi:BPMNShape id="s1" bpmnElement="begin"><dc:Bounds x="100" y="102" width="36" height="36"/>'
        '</bpmndi:BPMNShape><bpmndi:BPMNShape id="s2" bpmnElement="request">'
        '<dc:Bounds x="200" y="80" width="100" height="80"/></bpmndi:BPMNShape>'
        '<bpmndi:BPMNShape id="s3" bpmnElement="finish"><dc:Bounds x="380" y="102" width="36" height="36"/>'
        '</bpmndi:BPMNShape><bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="136" y="120"/>'
        '<di:waypoint x="200" y="120"/></bpmndi:BPMNEdge><bpmndi:BPMNEdge id="e2" bpmnElement="f2">'
        '<di:waypoint x="300" y="120"/><di:waypoint x="380" y="120"/></bpmndi:BPMNEdge>'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    )


def package(key: str = "bed_request", **more: str) -> dict[str, str]:
    """A package that may be published."""
    manifest = {
        "key": key,
        "name": "床位申请",
        "name:en": "Bed request",
        "number_prefix": "BR",
        "start": {"roles": []},
    }
    return {"bed.bpmn": diagram(key), "ask.form": ASK, "manifest.json": json.dumps(manifest), **more}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """The files in an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()
