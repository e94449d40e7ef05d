"""Puts a drawing together: containers, flows, elements, labels, counts, in the order that keeps text readable."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from markupsafe import Markup, escape

from app.ui.diagram.labels import SIZE, Label, is_outside, labels
from app.ui.diagram.read import Box, Drawing, Edge, Node
from app.ui.diagram.shapes import CONTAINERS, HEADER, NONE, SUBS, TASK_ICONS, Mark, number, outline
from app.ui.diagram.text import LINE, width_of, wrap
from app.ui.words import Language

MARGIN = 14
Marks = Mapping[str, Mark]


def spread(drawings: Sequence[Drawing], marks: Marks) -> dict[str, Mark]:
    """The marks with those of collapsed sub-processes added: now where something inside is now, else walked where
    something inside was. Insides of insides count too."""
    found = dict(marks)
    for drawing in reversed(drawings):
        inside = {found[one.id].state for one in drawing.nodes if one.id in found}
        state: Literal["", "walked", "now"] = "now" if "now" in inside else "walked" if "walked" in inside else ""
        there = found.get(drawing.element, NONE)
        if state and there.state != "now":
            found[drawing.element] = replace(there, state=state)
    return found


def draw(drawing: Drawing, marks: Marks, language: Language, label: str) -> Markup:
    """One diagram as SVG in its natural size.

    `marks` by id of element or flow. `label` is what a screen reader says instead of the picture.
    """
    beside = labels(drawing, language)
    view = _extent(drawing, beside)
    box = " ".join(number(one) for one in (view.x, view.y, view.width, view.height))
    parts = [
        f'<svg class="ld-bp" width="{number(view.width)}" height="{number(view.height)}" viewBox="{box}"'
        f' role="img" aria-label="{escape(label)}">',
        *(_node(node, NONE, language) for node in drawing.nodes if node.kind in CONTAINERS),
        *(_node(node, _mark(marks, node), language) for node in drawing.nodes if _is_sheet(node)),
        *_edges(drawing.edges, marks, walked=False),
        *_edges(drawing.edges, marks, walked=True),
        *(_node(node, _mark(marks, node), language) for node in _in_front(drawing)),
        *(label.svg(marks.get(label.of, NONE).classes) for label in beside),
        *(_figures(node, _mark(marks, node)) for node in drawing.nodes),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - names are escaped where they enter, the rest is made here


def _mark(marks: Marks, node: Node) -> Mark:
    return marks.get(node.id, NONE)


def _is_sheet(node: Node) -> bool:
    return node.kind in SUBS and node.expanded


def _in_front(drawing: Drawing) -> Iterator[Node]:
    """Everything but containers and open sub-processes; boundary events last, they sit on their task's edge."""
    rest = [node for node in drawing.nodes if node.kind not in CONTAINERS and not _is_sheet(node)]
    yield from (node for node in rest if node.kind != "boundaryEvent")
    yield from (node for node in rest if node.kind == "boundaryEvent")


def _node(node: Node, mark: Mark, language: Language) -> str:
    name = node.said(language)
    classes = f' class="{mark.classes}"' if mark.classes else ""
    title = f"<title>{escape(name)}</title>" if name else ""
    return f'<g{classes} data-id="{escape(node.id)}">{title}{outline(node)}{_name(node, name)}</g>'


def _name(node: Node, name: str) -> str:
    if not name:
        return ""
    if node.kind in CONTAINERS:
        return _container_name(node, name)
    if is_outside(node):
        return ""
    if node.kind == "textAnnotation":
        lines = wrap(name, node.box.width - 10, max(1, int(node.box.height // LINE)), SIZE)
        return _lines(lines, node.box.x + 6 + node.box.width / 2, node.box.y + 15, "lb")
    if _is_sheet(node):
        return _lines(wrap(name, node.box.width - 20, 1), node.box.center[0], node.box.y + 20, "")
    return _inside_name(node, name)


def _inside_name(node: Node, name: str) -> str:
    crowded = node.kind == "callActivity" or node.repeats or (node.kind in SUBS and not node.expanded)
    height = node.box.height - (18 if crowded else 0)
    lines = wrap(name, node.box.width - 12, max(1, int((height - 16) // LINE)))
    x, y = node.box.center
    middle = y - (9 if crowded else 0)
    if len(lines) > 2 and node.kind in TASK_ICONS:
        middle += 6  # below the icon in the corner
    return _lines(lines, x, middle - (len(lines) - 1) * LINE / 2 + 4.5, "")


def _container_name(node: Node, name: str) -> str:
    x, y = node.box.center
    if node.vertical:
        return _lines(wrap(name, node.box.width - 8, 1), x, node.box.y + HEADER / 2 + 4.5, "")
    (line,) = wrap(name, node.box.height - 8, 1)
    turn = f"translate({number(node.box.x + HEADER / 2 + 4.5)} {number(y)}) rotate(-90)"
    return f'<text transform="{turn}">{escape(line)}</text>'


def _lines(lines: list[str], x: float, y: float, classes: str) -> str:
    named = f' class="{classes}"' if classes else ""
    return "".join(
        f'<text{named} x="{number(x)}" y="{number(y + place * LINE)}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )


def _edges(edges: tuple[Edge, ...], marks: Marks, walked: bool) -> Iterator[str]:
    for edge in edges:
        mark = marks.get(edge.id, NONE)
        if bool(mark.state) == walked:
            yield _edge(edge, mark)


def _edge(edge: Edge, mark: Mark) -> str:
    path = "L".join(f"{number(x)} {number(y)}" for x, y in edge.points)
    classes = f" {mark.classes}" if mark.classes else ""
    if edge.kind not in ("sequenceFlow", "messageFlow"):
        return f'<path class="as{classes}" d="M{path}"/>'
    dash = " dash" if edge.kind == "messageFlow" else ""
    line = f'<path class="fl{dash}{classes}" d="M{path}"/>' + _head(edge, classes, bool(mark.state))
    return line + (_slash(edge, classes) if edge.default else "")


def _head(edge: Edge, classes: str, walked: bool) -> str:
    """The arrow's head as a path of its own: a marker would need an id in the page and takes no colour."""
    x, y = edge.points[-1]
    angle = math.degrees(math.atan2(*reversed(_direction(edge.points[-2], (x, y)))))
    size = 11 if walked else 9
    place = f"translate({number(x)} {number(y)}) rotate({number(angle)})"
    return f'<path class="ah{classes}" d="M-{size} -{size / 2:g}L0 0L-{size} {size / 2:g}z" transform="{place}"/>'


def _slash(edge: Edge, classes: str) -> str:
    (x, y), following = edge.points[0], edge.points[1]
    across, down = _direction((x, y), following)
    middle_x, middle_y = x + across * 12, y + down * 12
    angle = math.degrees(math.atan2(down, across)) + 60
    place = f"translate({number(middle_x)} {number(middle_y)}) rotate({number(angle)})"
    return f'<path class="fl{classes}" d="M-6 0H6" transform="{place}"/>'


def _direction(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down) or 1.0
    return across / length, down / length


def _figures(node: Node, mark: Mark) -> str:
    """Count at the lower left, note beside or below it, problem at the lower right: the upper corners belong to the
    icon and to boundary events."""
    left, low = node.box.x, node.box.y + node.box.height
    parts = []
    if mark.count is not None:
        text = str(mark.count)
        width = 14 + width_of(text, SIZE)
        parts.append(
            f'<rect class="ct {mark.load}" x="{number(left - 8)}" y="{number(low - 10)}" width="{number(width)}"'
            f' height="20" rx="10"/><text class="ctt {mark.load}" x="{number(left - 8 + width / 2)}"'
            f' y="{number(low + 4)}">{text}</text>'
        )
        left += width
    if mark.note:
        parts.append(f'<text class="tm" x="{number(left)}" y="{number(low + 15)}">{escape(mark.note)}</text>')
    if mark.problem:
        x, sign = number(node.box.x + node.box.width - 12), "×" if mark.problem == "error" else "!"
        parts.append(f'<circle class="mk-{mark.problem}" cx="{x}" cy="{number(low)}" r="9"/>')
        parts.append(f'<text class="mkt" x="{x}" y="{number(low + 5)}">{sign}</text>')
    return "".join(parts)


def _extent(drawing: Drawing, beside: list[Label]) -> Box:
    """Around everything, labels and counts included."""
    boxes = [node.box for node in drawing.nodes] + [label.box for label in beside]
    boxes += [Box(x, y, 0, 0) for edge in drawing.edges for x, y in edge.points]
    left, top = min(one.x for one in boxes) - MARGIN, min(one.y for one in boxes) - MARGIN
    right = max(one.x + one.width for one in boxes) + MARGIN
    low = max(one.y + one.height for one in boxes) + MARGIN
    return Box(left, top, right - left, low - top)
