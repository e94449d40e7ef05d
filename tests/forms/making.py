"""Small forms for the tests, written the way the form editor saves them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.engine.forms import Checked, Form, load

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
"""14:30 in Asia/Shanghai."""


def text_of(*components: Any, form_id: str = "sample") -> str:
    return json.dumps({"type": "default", "id": form_id, "schemaVersion": 16, "components": list(components)})


def field(kind: str, key: str, label: str = "字段", **parts: Any) -> dict[str, Any]:
    properties = {"label:en": "Field", **parts.pop("properties", {})}
    return {"type": kind, "key": key, "label": label, "properties": properties, **parts}


def options(*values: Any) -> list[dict[str, Any]]:
    return [{"value": value, "label": str(value), "label:en": str(value)} for value in values]


def form(*components: Any) -> Form:
    return load(text_of(*components))


class Rooms:
    """A picker with a fixed offer that depends on the house chosen before."""

    url = "/api/v1/pickers/rooms?house={house}"
    rooms: Mapping[str, Sequence[str]] = {"": ["hall"], "a": ["a1", "a2"], "b": ["b1"]}

    def accepts(self, value: str, parameters: Mapping[str, str], /) -> bool:
        return value in self.rooms.get(parameters.get("house", ""), ())

    def label(self, value: str, /) -> str:
        return f"房间 {value}"

    def offer(self, q: str, parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        rooms = self.rooms.get(parameters.get("house", ""), ())
        return [(room, self.label(room)) for room in rooms if q in room]


class Anything:
    """A picker that offers one thing and takes it."""

    url = "/api/v1/things"

    def accepts(self, value: str, parameters: Mapping[str, str], /) -> bool:
        return value == "thing"

    def label(self, value: str, /) -> str:
        return value

    def offer(self, q: str, parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        return [("thing", "Thing")]


PICKERS = {name: Rooms() for name in ("departmentpicker", "doctorpicker", "filepicker", "icd10picker")}


def check(asked: Form, answers: Any, current: Any = None, context: Any = None) -> Checked:
    return asked.check(answers, current=current or {}, context=context or {}, pickers=PICKERS, now=NOW)


def codes(checked: Checked) -> dict[str, str]:
    return {one.path: one.code for one in checked.errors}
