"""The diagrams of a package with what the linter found marked on their elements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.cases.position import Picture, drawings_of
from app.engine.lint.problem import ERROR
from app.ui.diagram import Drawing, Mark, draw
from app.ui.words import Language

BPMN = ".bpmn"


def diagrams(texts: Mapping[str, str], problems: Sequence[Mapping[str, Any]], language: Language) -> list[Picture]:
    """Every diagram of every file: the process first, then the inside of each collapsed part."""
    return [
        Picture(
            f"dg-{number}-{place}", drawing.said(language) or name, _svg(drawing, name, problems, language), name
        )
        for number, name in enumerate(_names(texts))
        for place, drawing in enumerate(drawings_of(texts[name]))
    ]


def names(texts: Mapping[str, str], language: Language) -> dict[str, str]:
    """What each drawn element and flow is called, by id, for the list of problems."""
    found: dict[str, str] = {}
    for name in _names(texts):
        for drawing in drawings_of(texts[name]):
            found |= {node.id: node.said(language) for node in drawing.nodes if node.said(language)}
            found |= {edge.id: edge.said(language) for edge in drawing.edges if edge.said(language)}
    return found


def _svg(drawing: Drawing, name: str, problems: Sequence[Mapping[str, Any]], language: Language) -> Any:
    marks: dict[str, Mark] = {}
    for one in problems:
        if one["file"] == name and one["element"] and marks.get(one["element"], Mark()).problem != ERROR:
            marks[one["element"]] = Mark(problem="error" if one["severity"] == ERROR else "warning")
    return draw(drawing, marks, language, drawing.said(language) or name)


def _names(texts: Mapping[str, str]) -> Iterator[str]:
    return (name for name in sorted(texts) if name.endswith(BPMN))
