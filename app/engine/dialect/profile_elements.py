"""Which `bpmn:` elements a diagram may contain, and what each may carry."""

from __future__ import annotations

from app.engine.dialect.profile_types import Element

_NAMED = ("id", "name")
_TEMPLATE = ("modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon")
_FLOWING = ("documentation", "extensionElements", "incoming", "outgoing")
_LABELS = ("name:en", "state", "notice", "clock:start", "clock:pause")
_ACTION = ("action", "roles", "form", "reasons")
_EVENTS = (
    "timerEventDefinition",
    "messageEventDefinition",
    "errorEventDefinition",
    "escalationEventDefinition",
    "terminateEventDefinition",
)
_NODES = (
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "userTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "scriptTask",
    "callActivity",
    "subProcess",
    "exclusiveGateway",
    "parallelGateway",
    "eventBasedGateway",
)
_DRAWN = ("textAnnotation", "association", "group")


def _node(name: str, zh: str, en: str, **more: tuple[str, ...]) -> Element:
    return Element(
        name,
        zh,
        en,
        attributes=(*_NAMED, *_TEMPLATE, *more.get("attributes", ())),
        children=(*_FLOWING, *more.get("children", ())),
        extensions=("properties", *more.get("extensions", ())),
        properties=(*_LABELS, *more.get("properties", ())),
        node=True,
    )


_LOOP = ("multiInstanceLoopCharacteristics",)
ELEMENTS: dict[str, Element] = {
    row.name: row
    for row in (
        _node(
            "startEvent",
            "起点；每个流程、子流程恰有一个，不带事件",
            "Start; exactly one, without event, in each process and sub-process",
        ),
        _node(
            "endEvent",
            "终点：普通、终止、错误或升级",
            "End: plain, terminate, error or escalation",
            children=("errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition"),
        ),
        _node(
            "intermediateCatchEvent",
            "等待一条消息或一个时刻",
            "Waits for a message or a moment",
            children=("messageEventDefinition", "timerEventDefinition"),
            extensions=("ioMapping",),
            properties=_ACTION,
        ),
        _node(
            "intermediateThrowEvent",
            "里程碑（可带 state），或抛出升级",
            "A milestone (may carry `state`), or throws an escalation",
            children=("escalationEventDefinition",),
        ),
        _node(
            "boundaryEvent",
            "附在任务、子流程或调用活动上：计时、消息、错误、升级；中断或不中断",
            "On a task, sub-process or call activity: timer, message, error, escalation; interrupting or not",
            attributes=("attachedToRef", "cancelActivity"),
            children=_EVENTS[:4],
            extensions=("ioMapping",),
            properties=_ACTION,
        ),
        _node(
            "userTask",
            "由人完成的任务",
            "A task for a person",
            children=_LOOP,
            extensions=(
                "userTask",
                "assignmentDefinition",
                "taskSchedule",
                "priorityDefinition",
                "formDefinition",
            ),
            properties=("takeover",),
        ),
        _node(
            "serviceTask",
            "请系统做一件事（主题）",
            "Asks the system for something (a topic)",
            children=_LOOP,
            extensions=("taskDefinition", "ioMapping"),
        ),
        _node(
            "sendTask",
            "同服务任务；画成发送的样子",
            "The same as a service task, drawn as sending",
            children=_LOOP,
            extensions=("taskDefinition", "ioMapping"),
        ),
        _node(
            "receiveTask",
            "等待一条消息",
            "Waits for a message",
            attributes=("messageRef",),
            extensions=("ioMapping",),
            properties=_ACTION,
        ),
        _node(
            "businessRuleTask",
            "求一个决策；有输入映射时只传映射的值",
            "Asks a decision; with input mappings only the mapped values are passed",
            children=_LOOP,
            extensions=("calledDecision", "ioMapping"),
        ),
        _node(
            "scriptTask",
            "一条 FEEL 计算，结果写入一个变量",
            "One FEEL calculation into one variable",
            children=_LOOP,
            extensions=("script",),
        ),
        _node(
            "callActivity",
            "调用另一个流程；作用域封闭，只有映射的值进出；发布时固定版本",
            "Calls another process; a closed scope, only mapped values cross; the version is pinned when published",
            children=_LOOP,
            extensions=("calledElement", "ioMapping"),
        ),
        _node(
            "subProcess",
            "子流程；与外层共用变量",
            "Sub-process; shares the variables of its surroundings",
            attributes=("triggeredByEvent",),
            children=(*_LOOP, *_NODES, "sequenceFlow", *_DRAWN),
        ),
        _node(
            "exclusiveGateway",
            "择一：按文件中的次序，第一个条件为 true 的出口；必须有默认出口",
            "Choice: the first way out, in the order of the file, whose condition is `true`; a default is required",
            attributes=("default", "gatewayDirection"),
        ),
        _node(
            "parallelGateway",
            "并行分出与汇合",
            "Parallel split and join",
            attributes=("gatewayDirection",),
        ),
        _node(
            "eventBasedGateway",
            "等若干事件中先来的一个；最多一个计时",
            "Waits for the first of several events; at most one timer",
            attributes=("gatewayDirection", "eventGatewayType", "instantiate"),
        ),
        Element(
            "sequenceFlow",
            "连线；条件只在择一网关的出口上",
            "Sequence flow; conditions only behind exclusive gateways",
            attributes=(*_NAMED, "sourceRef", "targetRef"),
            children=("documentation", "extensionElements", "conditionExpression"),
            extensions=("properties",),
            properties=("name:en",),
        ),
        Element(
            "process",
            "一个流程；标识即流程的键",
            "A process; its id is the key",
            attributes=(*_NAMED, "isExecutable", "processType", "isClosed"),
            children=("documentation", "extensionElements", "laneSet", *_NODES, "sequenceFlow", *_DRAWN),
            extensions=("properties",),
            properties=("name:en", "inputs"),
        ),
        Element(
            "definitions",
            "文件的根",
            "The root of the file",
            attributes=(
                *_NAMED,
                "targetNamespace",
                "exporter",
                "exporterVersion",
                "expressionLanguage",
                "typeLanguage",
                "executionPlatform",
                "executionPlatformVersion",
            ),
            children=(
                "process",
                "collaboration",
                "message",
                "error",
                "escalation",
                "category",
                "documentation",
            ),
        ),
        Element(
            "message",
            "消息：名称与对应键",
            "A message: its name and correlation key",
            attributes=(*_NAMED, *_TEMPLATE),
            children=("documentation", "extensionElements"),
            extensions=("subscription", "properties"),
            properties=("name:en",),
        ),
        Element("error", "错误及其代码", "An error and its code", attributes=(*_NAMED, "errorCode")),
        Element("escalation", "升级及其代码", "An escalation and its code", attributes=(*_NAMED, "escalationCode")),
        Element(
            "timerEventDefinition",
            "计时：时刻、时长或循环；ISO 8601 文本或 FEEL",
            "Timer: date, duration or cycle; ISO 8601 text or FEEL",
            attributes=("id",),
            children=("timeDate", "timeDuration", "timeCycle"),
        ),
        Element(
            "timeDate",
            "时刻；已过则立即发生",
            "A moment; one that has passed fires at once",
            attributes=("type", "id"),
        ),
        Element("timeDuration", "时长，须为正", "A duration; must be positive", attributes=("type", "id")),
        Element(
            "timeCycle",
            "循环，如 R3/PT1H；只用于不中断的边界事件",
            "A cycle such as R3/PT1H; only on non-interrupting boundary events",
            attributes=("type", "id"),
        ),
        Element("messageEventDefinition", "引用消息", "Refers to a message", attributes=("id", "messageRef")),
        Element(
            "errorEventDefinition",
            "引用错误；不写则接住所有错误",
            "Refers to an error; without it, catches all",
            attributes=("id", "errorRef"),
        ),
        Element(
            "escalationEventDefinition",
            "引用升级；不写则接住所有升级",
            "Refers to an escalation; without it, catches all",
            attributes=("id", "escalationRef"),
        ),
        Element(
            "terminateEventDefinition",
            "终止本（子）流程中其余一切",
            "Ends everything else in this (sub-)process",
            attributes=("id",),
        ),
        Element(
            "multiInstanceLoopCharacteristics",
            "多实例：对列表中每一项做一次，并行或顺序",
            "Multi-instance: once for each item of a list, in parallel or one after the other",
            attributes=("id", "isSequential"),
            children=("extensionElements", "completionCondition"),
            extensions=("loopCharacteristics",),
        ),
        Element(
            "completionCondition",
            "提前结束的条件；可见实例变量、numberOfInstances、numberOfCompletedInstances 与已有结果",
            "Ends early; sees the instance's variables, numberOfInstances, numberOfCompletedInstances and the"
            " results so far",
            attributes=("type", "id"),
        ),
        Element(
            "conditionExpression",
            "条件，以 = 开头的 FEEL",
            "A condition: FEEL with a leading =",
            attributes=("type", "id"),
        ),
        Element("extensionElements", "扩展", "Extensions"),
        Element(
            "documentation",
            "说明文字，不影响执行",
            "Explanatory text, without effect",
            attributes=("id", "textFormat"),
        ),
        Element("incoming", "连线的反向引用，不影响执行", "Back reference of a flow, without effect"),
        Element("outgoing", "连线的反向引用，不影响执行", "Back reference of a flow, without effect"),
        Element(
            "textAnnotation",
            "注释，不影响执行",
            "Annotation, without effect",
            attributes=(*_NAMED, "textFormat"),
            children=("text",),
        ),
        Element("text", "注释文字", "Text of an annotation"),
        Element(
            "association",
            "注释连线，不影响执行",
            "Line to an annotation, without effect",
            attributes=("id", "sourceRef", "targetRef", "associationDirection"),
        ),
        Element(
            "group", "分组框，不影响执行", "Group frame, without effect", attributes=("id", "categoryValueRef")
        ),
        Element(
            "category", "分组框的名称，不影响执行", "Name of a group, without effect", ("id",), ("categoryValue",)
        ),
        Element("categoryValue", "分组框的名称，不影响执行", "Name of a group, without effect", ("id", "value")),
        Element("laneSet", "泳道，不影响执行", "Lanes, without effect", attributes=_NAMED, children=("lane",)),
        Element(
            "lane",
            "泳道，不影响执行",
            "Lane, without effect",
            attributes=_NAMED,
            children=("flowNodeRef", "childLaneSet"),
        ),
        Element("childLaneSet", "泳道，不影响执行", "Lanes, without effect", attributes=_NAMED, children=("lane",)),
        Element("flowNodeRef", "泳道中的节点", "A node in a lane"),
        Element(
            "collaboration",
            "泳池，不影响执行",
            "Pools, without effect",
            attributes=_NAMED,
            children=("participant", "documentation", *_DRAWN),
        ),
        Element(
            "participant",
            "泳池，不影响执行",
            "Pool, without effect",
            attributes=(*_NAMED, "processRef"),
            children=("documentation",),
        ),
    )
}
