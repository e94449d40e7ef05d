"""Reads the OMG's conformance cases (DMN TCK) and judges our answers to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from app.engine.feel import kind
from app.engine.feel.compare import equal
from app.engine.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from app.engine.feel.text import to_text

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS = frozenset({"decimal", "double", "integer", "float", "int", "long"})
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True)
class Untyped:
    """An expected value without type: its text counts."""

    text: str


@dataclass(frozen=True)
class Case:
    """One expected result."""

    folder: Path
    model: str
    case: str
    target: str
    is_service: bool
    node: str
    inputs: dict[str, Any]
    expected: Any

    @property
    def label(self) -> str:
        return f"{self.folder.name} {self.case} {self.node}"

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("*.dmn"))}


def _name(element: etree._Element) -> str:
    return " ".join((element.get("name") or "").split())


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    return list(element.iterchildren("{*}" + name))


def _one(element: etree._Element, name: str) -> etree._Element | None:
    return next(iter(_all(element, name)), None)


def value_of(element: etree._Element) -> Any:
    """The value that the cases write as `value`, `list` or `component`."""
    values = _one(element, "list")
    if values is not None:
        nil = values.get(_XSI + "nil") == "true"
        return None if nil else [value_of(item) for item in _all(values, "item")]
    components = _all(element, "component")
    if components:
        return {_name(component): value_of(component) for component in components}
    value = _one(element, "value")
    if value is None or value.get(_XSI + "nil") == "true":
        return None
    return _scalar((value.get(_XSI + "type") or "").rpartition(":")[2], value.text or "")


def _scalar(type_name: str, text: str) -> Any:
    readers = {"date": parse_date, "time": parse_time, "dateTime": parse_date_time, "duration": parse_duration}
    if type_name in _NUMBERS:
        return Decimal(text.strip())
    if type_name == "boolean":
        return text.strip() == "true"
    if type_name in readers:
        return readers[type_name](text.strip())
    return text if type_name == "string" else Untyped(text.strip())


def same(expected: Any, found: Any) -> bool:
    """Is the answer the expected one? Numbers may differ by 1e-8, as the cases are written for doubles."""
    if isinstance(expected, Untyped):
        return found is not None and _same_text(expected.text, found)
    if expected is None or found is None:
        return expected is found
    if kind(expected) != kind(found):
        return False
    if isinstance(expected, Decimal):
        return abs(expected - found) <= max(_TOLERANCE, abs(expected) * _TOLERANCE)
    if isinstance(expected, list):
        return len(expected) == len(found) and all(same(*pair) for pair in zip(expected, found, strict=True))
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(same(expected[name], found[name]) for name in expected)
    if isinstance(expected, dt.timedelta):
        return bool(expected == found)
    return equal(expected, found) is True


def _same_text(text: str, found: Any) -> bool:
    if to_text(found) == text:
        return True
    try:
        return kind(found) == "number" and abs(found - Decimal(text)) < _TOLERANCE
    except InvalidOperation:
        return False


def cases(level: Path) -> Iterator[Case]:
    """All expected results below a level's folder."""
    for path in sorted(level.glob("*/*test*.xml")):
        root = etree.parse(path).getroot()
        model = _one(root, "modelName")
        assert model is not None and model.text
        for case in _all(root, "testCase"):
            yield from _case(path.parent, model.text.strip(), case)


def _case(folder: Path, model: str, case: etree._Element) -> Iterator[Case]:
    inputs = {_name(node): value_of(node) for node in _all(case, "inputNode")}
    is_service = case.get("type") == "decisionService"
    for node in _all(case, "resultNode"):
        expected = _one(node, "expected")
        yield Case(
            folder,
            model,
            case.get("id") or "",
            " ".join((case.get("invocableName") or _name(node)).split()),
            is_service,
            _name(node),
            inputs,
            None if expected is None else value_of(expected),
        )
