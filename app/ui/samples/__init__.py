"""Invented data for the page that shows every component; names and numbers mean nobody.

`components.json` holds it; a pair `{"zh": …, "en": …}` is resolved to the reader's language.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.ui.diagram import Mark
from app.ui.frame import Frame, PostChoice
from app.ui.track import Step
from app.ui.words import Language, due_words

HERE = Path(__file__).parent


@dataclass(frozen=True)
class SampleField:
    """A field as the forms kernel describes it (a test compares the attributes)."""

    kind: str
    id: str = ""
    name: str = ""
    key: str = ""
    label: str = ""
    value: str = ""
    values: tuple[str, ...] = ()
    checked: bool = False
    error: str = ""
    hint: str = ""
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    hide: str = ""
    multiple: bool = False
    subtype: str = ""
    url: str = ""
    options: tuple[Any, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[SampleField, ...] = ()
    rows: tuple[Any, ...] = ()
    blocks: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    marked: bool = False


@dataclass(frozen=True)
class SampleForm:
    """A form as the forms kernel describes it."""

    id: str
    language: str
    fields: tuple[SampleField, ...]
    errors: tuple[tuple[str, str], ...]


def sample(name: str, language: Language) -> Any:
    """One part of the data in a language: `rows form timeline marks counts steps patient frame lanes codes`."""
    return _resolved(_data()[name], language)


def diagram() -> str:
    """A process that holds every kind of figure, as BPMN text."""
    return (HERE / "referral.bpmn").read_text("utf-8")


def form(language: Language) -> SampleForm:
    """Every kind of field, two of them wrong."""
    raw = sample("form", language)
    errors = tuple((target, text) for target, text in raw["errors"])
    return SampleForm(raw["id"], language, tuple(_field(one) for one in raw["fields"]), errors)


def rows(language: Language, now: datetime) -> list[dict[str, Any]]:
    """Rows of an inbox in every state of their deadline."""

    def row(raw: dict[str, Any]) -> dict[str, Any]:
        due = now + timedelta(minutes=raw["minutes"])
        return raw | {"due": due_words(due, now, language, paused=raw["paused"])}

    return [row(one) for one in sample("rows", language)]


def steps(language: Language, at: int) -> list[Step]:
    """The nine steps of an upward referral with the case at step `at` (from 0)."""

    def step(place: int, raw: dict[str, Any]) -> Step:
        if place < at:
            return Step(raw["label"], raw["lane"], "done", raw["time"])
        return Step(raw["label"], raw["lane"], "now" if place == at else "ahead")

    return [step(place, raw) for place, raw in enumerate(sample("steps", language))]


def marks(name: str, language: Language) -> dict[str, Mark]:
    """`marks`: a case that waits for its appointment; `counts`: running cases and two findings of the check."""
    return {ident: Mark(**raw) for ident, raw in sample(name, language).items()}


def frame(language: Language) -> Frame:
    """A specialist with two posts."""
    raw = sample("frame", language)
    return Frame(**(raw | {"posts": tuple(PostChoice(**post) for post in raw["posts"])}))


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((HERE / "components.json").read_text("utf-8"))
    return loaded


def _resolved(value: Any, language: Language) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return value[language]
        return {name: _resolved(inner, language) for name, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, language) for inner in value]
    return value


def _field(raw: dict[str, Any]) -> SampleField:
    """Options, rows and blocks stay mappings: templates read both alike."""
    options = [{"chosen": False} | one for one in raw.get("options", [])]
    lists = [
        {"index": one["index"], "fields": [_field(inner) for inner in one["fields"]]} for one in raw.get("rows", [])
    ]
    return SampleField(**(raw | {"options": tuple(options), "rows": tuple(lists)}))
