"""Reads what a picture needs from a BPMN file: elements, their places, the flows' waypoints, the labels' places.

The text may come from a stranger: no entities, no DTD, no network, bounded in size and number.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.ui.words import Language

MAX_BYTES = 2_000_000
MAX_FIGURES = 3_000
FARTHEST = 100_000.0
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
BPMNDI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
DI = "{http://www.omg.org/spec/DD/20100524/DI}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
DEFINITION = "EventDefinition"


class DiagramError(ValueError):
    """The text is no BPMN file that can be drawn; `zh` and `en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Box:
    """A rectangle in the file's own units, which are pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Node:
    """An element with a place. `kind` is BPMN's own name (`userTask`); `event` is what an event waits for or throws
    (`timer`, `message` …, empty for none)."""

    id: str
    kind: str
    name: str
    name_en: str
    box: Box
    label: Box | None = None
    event: str = ""
    interrupting: bool = True
    expanded: bool = True
    repeats: str = ""
    vertical: bool = False

    def said(self, language: Language) -> str:
        """The name in a language; Chinese where the English is missing."""
        return (self.name_en if language == "en" else "") or self.name


@dataclass(frozen=True)
class Edge:
    """A sequence flow, message flow or association with its waypoints; `default` draws the slash."""

    id: str
    kind: str
    name: str
    name_en: str
    points: tuple[tuple[float, float], ...]
    label: Box | None = None
    default: bool = False

    def said(self, language: Language) -> str:
        """The name in a language; Chinese where the English is missing."""
        return (self.name_en if language == "en" else "") or self.name


@dataclass(frozen=True)
class Drawing:
    """One diagram: of the process or of the inside of a collapsed sub-process (`element`, its id and names).
    Nodes in the file's order (containers before what is in them)."""

    element: str
    name: str
    name_en: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def said(self, language: Language) -> str:
        """The name in a language; Chinese where the English is missing."""
        return (self.name_en if language == "en" else "") or self.name

    def holds(self, ids: Collection[str]) -> bool:
        """Whether one of these elements or flows is drawn here."""
        return any(node.id in ids for node in self.nodes) or any(edge.id in ids for edge in self.edges)


def read(text: str) -> tuple[Drawing, ...]:
    """The diagrams of a BPMN text: the process first, then the inside of each collapsed sub-process; none when the
    file has no layout. Raises `DiagramError`."""
    root = _parse(text)
    elements = {element.get("id"): element for element in root.iter(etree.Element) if element.get("id")}
    defaults = {element.get("default") for element in elements.values() if element.get("default")}
    planes = list(root.iter(f"{BPMNDI}BPMNPlane"))
    if sum(len(plane) for plane in planes) > MAX_FIGURES:
        raise DiagramError("图形太多，无法显示。", "The diagram has too many figures to be drawn.")
    return tuple(drawing for plane in planes if (drawing := _drawing(plane, elements, defaults)).nodes)


def _drawing(plane: Any, elements: dict[str, Any], defaults: set[Any]) -> Drawing:
    element = elements.get(plane.get("bpmnElement"))
    names = ("", "") if element is None else _names(element)
    figures = list(plane)
    nodes, edges = tuple(_nodes(figures, elements)), tuple(_edges(figures, elements, defaults))
    return Drawing(plane.get("bpmnElement") or "", *names, nodes, edges)


def _parse(text: str) -> Any:
    data = text.encode()
    if len(data) > MAX_BYTES:
        raise DiagramError("文件超过 2 MB，无法显示。", "The file is larger than 2 MB.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DiagramError(
            "流程文件不是有效的 XML，无法显示。", "The process file is not well-formed XML."
        ) from error
    if root.getroottree().docinfo.doctype:
        raise DiagramError("流程文件含有 DOCTYPE，已拒绝。", "The process file carries a DOCTYPE and is refused.")
    return root


def _nodes(figures: list[Any], elements: dict[str, Any]) -> Iterator[Node]:
    for figure in figures:
        element = elements.get(figure.get("bpmnElement"))
        bounds = figure.find(f"{DC}Bounds")
        if figure.tag == f"{BPMNDI}BPMNShape" and element is not None and bounds is not None:
            yield _node(figure, element, _box(bounds))


def _node(figure: Any, element: Any, box: Box) -> Node:
    name, name_en = _names(element)
    return Node(
        id=element.get("id"),
        kind=etree.QName(element).localname,
        name=name,
        name_en=name_en,
        box=box,
        label=_label(figure),
        event=_event(element),
        interrupting=element.get("cancelActivity", element.get("isInterrupting", "true")) != "false",
        expanded=figure.get("isExpanded", "true") != "false",
        repeats=_repeats(element),
        vertical=figure.get("isHorizontal", "true") == "false",
    )


def _edges(figures: list[Any], elements: dict[str, Any], defaults: set[Any]) -> Iterator[Edge]:
    for figure in figures:
        element = elements.get(figure.get("bpmnElement"))
        if figure.tag != f"{BPMNDI}BPMNEdge" or element is None:
            continue
        points = tuple((_number(point, "x"), _number(point, "y")) for point in figure.iterfind(f"{DI}waypoint"))
        if len(points) < 2:
            continue
        ident, kind = element.get("id"), etree.QName(element).localname
        yield Edge(ident, kind, *_names(element), points, _label(figure), ident in defaults)


def _names(element: Any) -> tuple[str, str]:
    name = element.get("name") or ""
    if etree.QName(element).localname == "textAnnotation":
        name = element.findtext(f"{MODEL}text") or ""
    path = f"{MODEL}extensionElements/{ZEEBE}properties/{ZEEBE}property"
    english = (one.get("value") for one in element.iterfind(path) if one.get("name") == "name:en")
    return name.strip(), (next(english, None) or "").strip()


def _event(element: Any) -> str:
    for child in element:
        local = etree.QName(child).localname
        if local.endswith(DEFINITION):
            return local.removesuffix(DEFINITION)
    return ""


def _repeats(element: Any) -> str:
    loop = element.find(f"{MODEL}multiInstanceLoopCharacteristics")
    if loop is None:
        return ""
    return "sequential" if loop.get("isSequential") == "true" else "parallel"


def _label(figure: Any) -> Box | None:
    bounds = figure.find(f"{BPMNDI}BPMNLabel/{DC}Bounds")
    return None if bounds is None else _box(bounds)


def _box(bounds: Any) -> Box:
    return Box(*(_number(bounds, side) for side in ("x", "y", "width", "height")))


def _number(element: Any, name: str) -> float:
    try:
        value = float(element.get(name, ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > FARTHEST:
        raise DiagramError("流程图的坐标有误，无法显示。", "A coordinate of the diagram is not usable.")
    return value
