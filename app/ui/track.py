"""The position track: where a case is between two lanes, the receiver's above, the sender's below.

Drawn by the server in the widths that the page may need and never scaled, so that its text stays readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

from app.ui.diagram.shapes import number
from app.ui.diagram.text import width_of

UPPER, LOWER, BORDER, HEIGHT = 34, 96, 68, 128
WIDTHS = {"l": 1300, "m": 760, "s": 332}
NARROW = {"m": 520, "s": 332}


@dataclass(frozen=True)
class Step:
    """One step of a lifecycle: its word, whose lane it is in, how far it is, when it was reached."""

    label: str
    lane: Literal["receiver", "sender"]
    state: Literal["done", "now", "ahead"]
    time: str = ""


def track(steps: Sequence[Step], receiver: str, sender: str, label: str, *, narrow: bool = False) -> Markup:
    """The track in every width; style sheets show the fitting one. `label` is read instead of the picture."""
    widths = NARROW if narrow else WIDTHS
    pictures = Markup("").join(
        _picture(steps, receiver, sender, label, size, width) for size, width in widths.items()
    )
    extra = " ld-trackbox--narrow" if narrow else ""
    return Markup('<div class="ld-trackbox{}">{}</div>').format(Markup(extra), pictures)  # noqa: S704 - a constant


def _picture(steps: Sequence[Step], receiver: str, sender: str, label: str, size: str, width: int) -> Markup:
    small = width <= WIDTHS["s"]
    edge = 0 if small else 8
    start = max(56, edge + 20 + max(width_of(receiver, 12), width_of(sender, 12)))
    apart = (width - start - (14 if small else 22)) / max(1, len(steps) - 1)
    points = [
        (start + place * apart, UPPER if one.lane == "receiver" else LOWER) for place, one in enumerate(steps)
    ]
    reached = max((place for place, one in enumerate(steps) if one.state != "ahead"), default=0)
    parts = [
        f'<svg width="{width}" height="{HEIGHT}" class="ld-track ld-track--{size}" viewBox="0 0 {width} {HEIGHT}"'
        f' role="img" aria-label="{escape(label)}">',
        f'<rect class="band" x="0" y="2" width="{width}" height="66" rx="6"/>',
        f'<line class="lane" x1="0" x2="{width}" y1="{BORDER}" y2="{BORDER}"/>',
        f'<text class="t-l" x="{edge}" y="38">{escape(receiver)}</text>',
        f'<text class="t-l" x="{edge}" y="100">{escape(sender)}</text>',
        _line("path", points[reached:]),
        _line("past", points[: reached + 1]),
        *(_point(one, x, y) for one, (x, y) in zip(steps, points, strict=True)),
        *_words(steps, points, with_times=width >= WIDTHS["m"]),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - words are escaped where they enter


def _line(name: str, points: Sequence[tuple[float, float]]) -> str:
    if len(points) < 2:
        return ""
    path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path class="{name}" d="M{path}"/>'


def _point(step: Step, x: float, y: float) -> str:
    place = f'cx="{number(x)}" cy="{number(y)}"'
    if step.state == "done":
        tick = f"M{number(x - 3)} {number(y)}l2.2 2.4l4 -4.6"
        return f'<circle class="n-done" {place} r="7"/><path class="n-tick" d="{tick}"/>'
    if step.state == "now":
        return f'<circle class="n-now" {place} r="9"/><circle class="n-core" {place} r="3.5"/>'
    return f'<circle class="n" {place} r="5.5"/>'


def _words(steps: Sequence[Step], points: Sequence[tuple[float, float]], with_times: bool) -> list[str]:
    """Labels that fit beside each other in their lane, the present step's first, then both ends; above the upper
    lane and below the lower one, so that no line crosses them."""
    order = sorted(range(len(steps)), key=lambda place: (steps[place].state != "now", 0 < place < len(steps) - 1))
    taken: dict[float, list[tuple[float, float]]] = {UPPER: [], LOWER: []}
    words = []
    for place in order:
        step, (x, y) = steps[place], points[place]
        half = width_of(step.label) / 2 + 2
        if any(x - half < right and left < x + half for left, right in taken[y]):
            continue
        taken[y].append((x - half, x + half))
        words.append(_word(step, x, y))
        if with_times and step.time:
            below = y + 24 if y == UPPER else y - 14
            words.append(f'<text class="t-s" x="{number(x)}" y="{number(below)}">{escape(step.time)}</text>')
    return words


def _word(step: Step, x: float, y: float) -> str:
    looks = {"now": "t-now", "done": "t-b", "ahead": ""}
    low = y + 25 if y == LOWER else y - 16
    return f'<text class="{looks[step.state]}" x="{number(x)}" y="{number(low)}">{escape(step.label)}</text>'
