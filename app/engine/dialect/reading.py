"""From a `.bpmn` text to a `Diagram`: tolerant, and everything that the profile does not list is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.engine.dialect import profile
from app.engine.dialect.errors import DialectError
from app.engine.dialect.model import Code, Diagram, Event, Flow, Loop, Mapped, Message, Node, Process
from app.engine.dialect.xml import BPMN, DRAWING, MODELER, ZEEBE, name_of, read_xml

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES = (None, ZEEBE, MODELER, _XSI)
_EVENT_ENDING = "EventDefinition"


def read_diagram(text: str, file: str) -> Diagram:
    """Read one file; XML that cannot be read is its only problem then."""
    try:
        root = read_xml(text, file)
    except DialectError as error:
        return Diagram(file, (), {}, {}, {}, (error,))
    return _Reader(file).diagram(root)


@dataclass
class _Reader:
    file: str
    problems: list[DialectError] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def diagram(self, root: Any) -> Diagram:
        if name_of(root) != (BPMN, "definitions"):
            self._problem("not_bpmn", "这不是 BPMN 文件。", "This is not a BPMN file.", root)
            return Diagram(self.file, (), {}, {}, {}, tuple(self.problems))
        self._check(root, "")
        processes = tuple(self._process(found) for found in _all(root, "process"))
        return Diagram(
            self.file,
            processes,
            {one.id: one for one in map(self._message, _all(root, "message"))},
            {one.id: one for one in (self._code(found, "errorCode") for found in _all(root, "error"))},
            {one.id: one for one in (self._code(found, "escalationCode") for found in _all(root, "escalation"))},
            tuple(self.problems),
        )

    # what the profile lists

    def _check(self, element: Any, owner: str) -> None:
        """Name everything in this element that the profile does not list; drawings are skipped."""
        row = profile.ELEMENTS[name_of(element)[1]]
        owner = element.get("id") or owner
        self._check_id(element)
        self._check_attributes(element, row, owner)
        for child in element:
            namespace, local = name_of(child)
            if namespace in DRAWING:
                continue
            if local == "extensionElements":
                self._check_extensions(child, row, owner)
            elif namespace == BPMN and local in row.children:
                self._check(child, owner)
            else:
                self._refuse("element", local, child, child.get("id") or owner)

    def _check_id(self, element: Any) -> None:
        identity = element.get("id")
        if identity in self.ids:
            self._problem(
                "id_twice",
                f"标识 {identity} 出现两次，请改名。",
                f"The id {identity} is used twice; rename one.",
                element,
            )
        elif identity:
            self.ids.add(identity)

    def _check_attributes(self, element: Any, row: profile.Element | profile.Extension, owner: str) -> None:
        for key in element.attrib:
            name = etree.QName(key)
            if (name.namespace, name.localname) == (_XSI, "schemaLocation"):
                continue
            if name.namespace not in _SPACES or name.localname not in row.attributes:
                self._refuse("attribute", name.localname, element, owner)

    def _check_extensions(self, holder: Any, row: profile.Element, owner: str) -> None:
        for child in holder:
            namespace, local = name_of(child)
            if namespace != ZEEBE or local not in row.extensions:
                self._refuse("extension", local, child, owner)
                continue
            self._check_attributes(child, profile.EXTENSIONS[local], owner)
            allowed = {"properties": ("property",), "ioMapping": ("input", "output")}.get(local, ())
            for inner in child:
                name = name_of(inner)[1]
                if name not in allowed:
                    self._refuse("extension", name, inner, owner)
                elif name == "property" and inner.get("name") not in row.properties:
                    self._refuse("property", inner.get("name", ""), inner, owner)
                else:
                    self._check_attributes(inner, profile.EXTENSIONS[name], owner)

    def _refuse(self, what: str, name: str, element: Any, owner: str) -> None:
        kinds = {"element": "元素", "attribute": "属性", "extension": "扩展", "property": "property"}
        advice = profile.REFUSED.get(name)
        zh = f"{kinds[what]} {name} 不在本平台的范围内；{advice.zh if advice else '请删除'}。"
        en = f"The {what} {name} is not part of the dialect; {advice.en if advice else 'remove it'}."
        self._problem(f"unlisted_{what}", zh, en, element, owner)

    def _problem(self, rule: str, zh: str, en: str, element: Any, owner: str = "") -> None:
        self.problems.append(
            DialectError(
                rule, zh, en, file=self.file, element=owner or element.get("id") or "", line=element.sourceline
            )
        )

    # what there is

    def _process(self, element: Any) -> Process:
        nodes: list[Node] = []
        flows: list[Flow] = []
        self._contents(element, nodes, flows)
        found = _properties(element)
        identity = element.get("id") or ""
        name = element.get("name") or identity
        return Process(
            identity, name, found.get("name:en", ""), element.sourceline, found, tuple(nodes), tuple(flows)
        )

    def _contents(self, holder: Any, nodes: list[Node], flows: list[Flow]) -> None:
        parent = holder.get("id") or ""
        for child in holder:
            namespace, local = name_of(child)
            if namespace != BPMN:
                continue
            if local == "sequenceFlow":
                flows.append(self._flow(child, parent))
            elif local in profile.ELEMENTS and profile.ELEMENTS[local].node:
                nodes.append(self._node(child, parent))
                if local == "subProcess":
                    self._contents(child, nodes, flows)

    def _flow(self, element: Any, parent: str) -> Flow:
        condition = _text(element, "conditionExpression")
        return Flow(
            element.get("id") or "",
            element.get("sourceRef") or "",
            element.get("targetRef") or "",
            parent,
            element.sourceline,
            condition,
            element.get("name") or "",
            _properties(element).get("name:en", ""),
        )

    def _node(self, element: Any, parent: str) -> Node:
        properties = _properties(element)
        return Node(
            element.get("id") or "",
            name_of(element)[1],
            parent,
            element.sourceline,
            name=element.get("name") or "",
            name_en=properties.get("name:en", ""),
            properties=properties,
            extensions=_extensions(element),
            inputs=_mappings(element, "input"),
            outputs=_mappings(element, "output"),
            events=_events(element),
            loop=_loop(element),
            attached_to=element.get("attachedToRef"),
            interrupting=element.get("cancelActivity", "true") != "false",
            default=element.get("default"),
            attributes={str(key): str(value) for key, value in element.attrib.items()},
        )

    def _message(self, element: Any) -> Message:
        key = _extensions(element).get("subscription", {}).get("correlationKey", "").strip()
        identity = element.get("id") or ""
        return Message(
            identity,
            element.get("name") or "",
            key or None,
            element.sourceline,
            _properties(element).get("name:en", ""),
        )

    def _code(self, element: Any, attribute: str) -> Code:
        return Code(
            element.get("id") or "", element.get(attribute) or "", element.sourceline, element.get("name") or ""
        )


def _all(element: Any, local: str) -> list[Any]:
    return list(element.iterfind(f"{{{BPMN}}}{local}"))


def _zeebe(element: Any) -> list[Any]:
    return [
        child for holder in _all(element, "extensionElements") for child in holder if name_of(child)[0] == ZEEBE
    ]


def _properties(element: Any) -> dict[str, str]:
    holders = [child for child in _zeebe(element) if name_of(child)[1] == "properties"]
    return {one.get("name") or "": one.get("value") or "" for holder in holders for one in holder}


def _extensions(element: Any) -> dict[str, dict[str, str]]:
    skipped = ("properties", "ioMapping")
    return {
        name_of(child)[1]: {str(key): str(value) for key, value in child.attrib.items()}
        for child in _zeebe(element)
        if name_of(child)[1] not in skipped
    }


def _mappings(element: Any, which: str) -> tuple[Mapped, ...]:
    holders = [child for child in _zeebe(element) if name_of(child)[1] == "ioMapping"]
    return tuple(
        Mapped((one.get("source") or "").strip(), (one.get("target") or "").strip(), one.sourceline)
        for holder in holders
        for one in holder
        if name_of(one)[1] == which
    )


def _events(element: Any) -> tuple[Event, ...]:
    found = [child for child in element if name_of(child)[1].endswith(_EVENT_ENDING)]
    events = [_event(child) for child in found]
    if name_of(element)[1] == "receiveTask":
        events.append(Event("message", element.sourceline, ref=element.get("messageRef")))
    return tuple(events)


def _event(element: Any) -> Event:
    kind = name_of(element)[1].removesuffix(_EVENT_ENDING)
    line = element.sourceline
    if kind != "timer":
        return Event(kind, line, ref=element.get(f"{kind}Ref"))
    for how in ("Date", "Duration", "Cycle"):
        text = _text(element, f"time{how}")
        if text is not None:
            return Event(kind, line, how=how.lower(), text=text)
    return Event(kind, line)


def _loop(element: Any) -> Loop | None:
    for found in _all(element, "multiInstanceLoopCharacteristics"):
        said = _extensions(found).get("loopCharacteristics", {})
        said = {key: value.strip() for key, value in said.items() if value.strip()}
        return Loop(
            found.get("isSequential") == "true",
            said.get("inputCollection", ""),
            found.sourceline,
            said.get("inputElement"),
            said.get("outputCollection"),
            said.get("outputElement"),
            _text(found, "completionCondition") or None,
        )
    return None


def _text(element: Any, local: str) -> str | None:
    found = element.find(f"{{{BPMN}}}{local}")
    return None if found is None else (found.text or "").strip()
