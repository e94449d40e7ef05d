"""Names that stand beside their element or flow: where the file puts them, moved where they would collide."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import escape

from app.ui.diagram.read import Box, Drawing, Edge, Node
from app.ui.diagram.shapes import EVENTS, number
from app.ui.diagram.text import LINE, width_of, wrap
from app.ui.words import Language

WIDTH = 92
SIZE = 12
ASCENT = 11
SHIFTS = (0, 1, -1, 2, -2, 3, -3, 4)


@dataclass(frozen=True)
class Label:
    """Lines of text; `y` is the first line's base, `anchor` `start`, `end` or empty for centred. `of` names the
    element or flow."""

    of: str
    lines: tuple[str, ...]
    x: float
    y: float
    anchor: str = ""

    @property
    def box(self) -> Box:
        """The room it takes."""
        width = max(width_of(line, SIZE) for line in self.lines)
        left = {"start": self.x, "end": self.x - width}.get(self.anchor, self.x - width / 2)
        return Box(left, self.y - ASCENT, width, len(self.lines) * LINE)

    def svg(self, classes: str) -> str:
        """The text elements; `classes` of the marks its element carries."""
        named = " ".join(one for one in ("lb", self.anchor, classes) if one)
        return "".join(
            f'<text class="{named}" x="{number(self.x)}" y="{number(self.y + place * LINE)}">{escape(line)}</text>'
            for place, line in enumerate(self.lines)
        )


def labels(drawing: Drawing, language: Language) -> list[Label]:
    """All names outside of figures, none on top of another."""
    settled: list[Label] = []
    for label in (*_of_nodes(drawing, language), *_of_edges(drawing, language)):
        settled.append(_moved(label, settled))
    return settled


def is_outside(node: Node) -> bool:
    """Whether an element's name stands beside it."""
    return node.kind in EVENTS or node.kind.endswith("Gateway")


def _of_nodes(drawing: Drawing, language: Language) -> Iterator[Label]:
    for node in drawing.nodes:
        name = node.said(language)
        if not name or not is_outside(node):
            continue
        if node.label is None:
            lines = tuple(wrap(name, WIDTH, 3, SIZE))
            yield Label(node.id, lines, node.box.center[0], node.box.y + node.box.height + 16)
        else:
            yield _beside_node(node, node.label, name)


def _beside_node(node: Node, place: Box, name: str) -> Label:
    label = _placed(node.id, name, place, _side(place, node.box.x + 4, node.box.x + node.box.width - 4))
    if place.y + place.height <= node.box.y + 4:  # above its figure: more lines grow upwards
        label = replace(label, y=label.y - (len(label.lines) - 1) * LINE)
    return label


def _of_edges(drawing: Drawing, language: Language) -> Iterator[Label]:
    for edge in drawing.edges:
        name = edge.said(language)
        if not name:
            continue
        if edge.label is not None:
            yield _placed(edge.id, name, edge.label, _beside_line(edge.label, edge))
        else:
            lines = tuple(wrap(name, WIDTH, 3, SIZE))
            x, y = _longest_middle(edge)
            yield Label(edge.id, lines, x, y - 6 - (len(lines) - 1) * LINE)


def _placed(of: str, name: str, place: Box, anchor: str) -> Label:
    lines = tuple(wrap(name, max(place.width + 6, WIDTH), 3, SIZE))
    x = {"start": place.x, "end": place.x + place.width}.get(anchor, place.center[0])
    return Label(of, lines, x, place.y + ASCENT, anchor)


def _side(place: Box, left: float, right: float) -> str:
    """Where a label's place is seen from its element, so that a longer text grows away from it."""
    if place.x >= right:
        return "start"
    return "end" if place.x + place.width <= left else ""


def _beside_line(place: Box, edge: Edge) -> str:
    """Beside an upright part of its flow a label starts or ends at the line; elsewhere it is centred."""
    for (x, y), (to_x, to_y) in pairwise(edge.points):
        if abs(x - to_x) < 1 and min(y, to_y) <= place.center[1] <= max(y, to_y):
            return _side(place, x, x)
    return ""


def _longest_middle(edge: Edge) -> tuple[float, float]:
    one, two = max(pairwise(edge.points), key=lambda pair: math.dist(*pair))
    return (one[0] + two[0]) / 2, (one[1] + two[1]) / 2


def _moved(label: Label, settled: list[Label]) -> Label:
    """Lines lower or higher where it would lie on another label; as the file has it where nothing helps."""
    for shift in SHIFTS:
        there = replace(label, y=label.y + shift * LINE)
        if not any(_overlap(there.box, other.box) for other in settled):
            return there
    return label


def _overlap(one: Box, two: Box) -> bool:
    across = one.x < two.x + two.width and two.x < one.x + one.width
    return across and one.y < two.y + two.height and two.y < one.y + one.height
