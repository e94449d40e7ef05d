"""Where a case stands on its diagram: what was walked, where it is now, drawn on the server."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.engine.dialect import Definition
from app.ui.diagram import DiagramError, Drawing, Mark, draw, read, spread
from app.ui.words import Language

FLOW = "flow"
ENTERED = "entered"


@dataclass(frozen=True)
class Picture:
    """A drawn diagram: its id within the page, its name, the SVG, and the file that it was drawn from."""

    id: str
    name: str
    svg: Markup
    file: str = ""


def marks(rows: Iterable[Mapping[str, Any]], now: Collection[str]) -> dict[str, Mark]:
    """Marks by id from history rows (their `steps`) and the elements where the case waits `now`."""
    walked: dict[str, Mark] = {}
    for row in rows:
        for element, kind, flow in row.get("steps") or ():
            if kind == FLOW and flow:
                walked[flow] = Mark("walked")
            elif kind == ENTERED:
                walked[element] = Mark("walked")
    return {**walked, **{element: Mark("now") for element in now}}


def pictures(definition: Definition, marked: Mapping[str, Mark], language: Language) -> list[Picture]:
    """The process, then the inside of each collapsed part, own or called, in which the case is now."""
    now = {element for element, mark in marked.items() if mark.state == "now"}
    return list(_pictures(definition, marked, now, language))


def _pictures(
    definition: Definition, marked: Mapping[str, Mark], now: Collection[str], language: Language
) -> Iterator[Picture]:
    drawings = drawings_of(definition.files[definition.diagram.file])
    spread_out = spread(drawings, marked)
    for place, drawing in enumerate(drawings):
        if place == 0 or drawing.holds(now):
            name = drawing.said(language) or _name(definition, language)
            yield Picture(f"dg-{definition.process}-{place}", name, draw(drawing, spread_out, language, name))
    for called in definition.called.values():
        if now & called.elements.keys():
            yield from _pictures(called, marked, now, language)


def drawings_of(text: str) -> tuple[Drawing, ...]:
    """The drawings of a file; none when it cannot be drawn."""
    try:
        return read(text)
    except DiagramError:
        return ()


def _name(definition: Definition, language: Language) -> str:
    return (definition.name_en if language == "en" else "") or definition.name
