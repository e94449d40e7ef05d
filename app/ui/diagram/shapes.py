"""The figure of every kind of BPMN element as SVG text, without colours: classes say what a part is.

`sh` outline, `ic` line icon, `icf` filled icon, `lb` label outside of its element.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.ui.diagram.read import Box, Node


@dataclass(frozen=True)
class Mark:
    """What a case or a check says about one element or flow.

    `state`: walked or now. `count`: how many cases stand here, coloured by `load`. `note`: a few words below it,
    such as the time spent. `problem`: from the linter.
    """

    state: Literal["", "walked", "now"] = ""
    count: int | None = None
    load: Literal["", "mid", "high"] = ""
    note: str = ""
    problem: Literal["", "error", "warning"] = ""

    @property
    def classes(self) -> str:
        """Class names for the element's group."""
        return " ".join(f"is-{one}" for one in (self.state, self.problem) if one)


NONE = Mark()
CONTAINERS = ("participant", "lane")
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
SUBS = ("subProcess", "transaction", "adHocSubProcess")
HEADER = 30
# Icons of events, drawn around (0, 0) in a circle of radius 9.
EVENT_ICONS = {
    "timer": '<circle class="ic" r="8"/><path class="ic" d="M0 -5V0L3.5 2"/>',
    "message": '<path class="{c}" d="M-7 -5H7V5H-7z"/><path class="{l}" d="M-7 -5L0 1L7 -5"/>',
    "error": '<path class="{c}" d="M-7 7L-3 -7L2 2L7 -7L3 7L-2 -2z"/>',
    "escalation": '<path class="{c}" d="M0 -8L6 7L0 1L-6 7z"/>',
    "signal": '<path class="{c}" d="M0 -7L7 5H-7z"/>',
    "terminate": '<circle class="icf" r="7"/>',
    "conditional": '<path class="ic" d="M-6 -7H6V7H-6zM-3 -3H3M-3 0H3M-3 3H3"/>',
    "link": '<path class="{c}" d="M-7 -3H1V-7L8 0L1 7V3H-7z"/>',
    "compensate": '<path class="{c}" d="M-1 -6V6L-8 0zM7 -6V6L0 0z"/>',
}
# Icons of tasks, drawn from (0, 0) within 16 by 16.
TASK_ICONS = {
    "userTask": '<circle class="ic" cx="8" cy="4" r="3"/><path class="ic" d="M2 15c.4-4 2.8-6 6-6s5.6 2 6 6"/>',
    "serviceTask": '<circle class="ic" cx="8" cy="8" r="4"/>'
    '<path class="ic" d="M8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1"/>',
    "businessRuleTask": '<path class="ic" d="M1 3H15V14H1zM1 6.5H15M1 10.2H15M6 6.5V14"/>',
    "scriptTask": '<path class="ic" d="M5 2h9c-4 4 2 8-2 12H3c4-4-2-8 2-12zM6 6h4M7 10h4"/>',
    "sendTask": '<path class="icf" d="M1 3H15V13H1z"/><path class="icl" d="M1 3.5L8 9L15 3.5"/>',
    "receiveTask": '<path class="ic" d="M1 3H15V13H1zM1 3L8 9L15 3"/>',
    "manualTask": '<path class="ic" d="M2 7h9M2 7V13H11V7M5 7V3M8 7V2M11 7V4"/>',
}
GATEWAY_ICONS = {
    "exclusiveGateway": '<path class="ic" stroke-width="2.5" d="M-5 -7L5 7M5 -7L-5 7"/>',
    "parallelGateway": '<path class="ic" stroke-width="2.5" d="M0 -9V9M-9 0H9"/>',
    "inclusiveGateway": '<circle class="ic" stroke-width="2.5" r="9"/>',
    "complexGateway": '<path class="ic" stroke-width="2.5" d="M0 -9V9M-9 0H9M-6 -6L6 6M6 -6L-6 6"/>',
    "eventBasedGateway": '<circle class="ic" r="12"/><circle class="ic" r="9.5"/>'
    '<path class="ic" d="M0 -6L6 -1.5L3.5 5H-3.5L-6 -1.5z"/>',
}


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def rect(box: Box, radius: float, classes: str) -> str:
    """A rectangle."""
    return (
        f'<rect class="{classes}" x="{number(box.x)}" y="{number(box.y)}" width="{number(box.width)}"'
        f' height="{number(box.height)}" rx="{number(radius)}"/>'
    )


def outline(node: Node) -> str:
    """The element's own figure with its icon, without any text."""
    if node.kind in CONTAINERS:
        return _container(node)
    if node.kind in EVENTS:
        return _event(node)
    if node.kind.endswith("Gateway"):
        return _gateway(node)
    if node.kind == "textAnnotation":
        return _annotation(node.box)
    if node.kind == "group":
        return rect(node.box, 10, "note dash")
    return _activity(node)


def _container(node: Node) -> str:
    box = node.box
    head = Box(box.x, box.y, box.width, HEADER) if node.vertical else Box(box.x, box.y, HEADER, box.height)
    return rect(box, 0, "lane") + rect(head, 0, "laneh")


def _event(node: Node) -> str:
    x, y = node.box.center
    radius = min(node.box.width, node.box.height) / 2
    dash = "" if node.interrupting else " dash"
    thick = " thick" if node.kind == "endEvent" else ""
    place = f'cx="{number(x)}" cy="{number(y)}"'
    circles = f'<circle class="sh{thick}{dash}" {place} r="{number(radius)}"/>'
    if node.kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
        circles += f'<circle class="sh{dash}" {place} r="{number(radius - 3.5)}"/>'
    throws = node.kind in ("endEvent", "intermediateThrowEvent")
    icon = EVENT_ICONS.get(node.event, "")
    if throws:
        icon = icon.replace("{c}", "icf").replace("{l}", "icl")
    else:
        icon = icon.replace("{c}", "ic").replace("{l}", "ic")
    return circles + _placed(icon, x, y, radius / 18)


def _gateway(node: Node) -> str:
    x, y = node.box.center
    across, down = node.box.width / 2, node.box.height / 2
    corners = ((x, y - down), (x + across, y), (x, y + down), (x - across, y))
    path = "L".join(f"{number(one)} {number(two)}" for one, two in corners)
    return f'<path class="sh" d="M{path}z"/>' + _placed(GATEWAY_ICONS.get(node.kind, ""), x, y, across / 25)


def _activity(node: Node) -> str:
    sub = node.kind in SUBS
    figure = rect(node.box, 10, "sh sub" if sub and node.expanded else "sh")
    if node.kind in ("callActivity", "transaction"):
        inner = Box(node.box.x + 3, node.box.y + 3, node.box.width - 6, node.box.height - 6)
        figure += rect(inner, 8, "sh")
    if node.kind in TASK_ICONS:
        figure += _placed(TASK_ICONS[node.kind], node.box.x + 6, node.box.y + 6, 1)
    return figure + _markers(node)


def _markers(node: Node) -> str:
    marks = []
    if node.kind == "callActivity" or (node.kind in SUBS and not node.expanded):
        marks.append('<path class="ic" d="M-6 -6H6V6H-6zM0 -3V3M-3 0H3"/>')
    if node.repeats == "parallel":
        marks.append('<path class="ic" d="M-4 -5V5M0 -5V5M4 -5V5"/>')
    if node.repeats == "sequential":
        marks.append('<path class="ic" d="M-5 -4H5M-5 0H5M-5 4H5"/>')
    x, y = node.box.x + node.box.width / 2 - 9 * (len(marks) - 1), node.box.y + node.box.height - 10
    return "".join(_placed(mark, x + 18 * place, y, 1) for place, mark in enumerate(marks))


def _annotation(box: Box) -> str:
    x, y, low = number(box.x), number(box.y), number(box.y + box.height)
    return f'<path class="note" d="M{number(box.x + 12)} {y}H{x}V{low}H{number(box.x + 12)}"/>'


def _placed(icon: str, x: float, y: float, scale: float) -> str:
    """An icon as direct children would be coloured by its group: so its place is a transform on each part."""
    if not icon:
        return ""
    size = "" if scale == 1 else f" scale({scale:.2f})"
    move = f' transform="translate({number(x)} {number(y)}){size}"'
    return icon.replace("/>", f"{move}/>")
