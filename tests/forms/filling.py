"""A program that fills any delivered form without knowing a field, by the manners of delivered forms alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

from app.engine.forms import Picker
from tests.forms.making import NOW, PICKERS


def fill(
    components: list[dict[str, Any]], given: dict[str, Any], pickers: Mapping[str, Picker] = PICKERS
) -> dict[str, Any]:
    """What is given, and for the rest of the required fields what a person in a hurry writes."""
    answers = dict(given)
    for one in walk(components):
        key, rules = one.get("key"), one.get("validate") or {}
        if key and key not in answers and rules.get("required"):
            answers[key] = answer(one, rules, answers, pickers)
    return answers


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in components:
        if one["type"] == "group":
            yield from walk(one["components"])
        else:
            yield one


def answer(
    one: dict[str, Any], rules: dict[str, Any], answers: dict[str, Any], pickers: Mapping[str, Picker]
) -> Any:
    kind = one["type"]
    if "values" in one or "optionsUrl" in one:
        value = one["values"][0]["value"] if "values" in one else offered(one["optionsUrl"], pickers[kind], answers)
        return [value] if one.get("multiple") or kind in ("checklist", "taglist") else value
    if "components" in one:
        row = fill(one["components"], {}, pickers)
        return [row] if kind.endswith("list") or one.get("multiple") else row
    if kind == "datetime":
        moment = NOW + timedelta(days=1 if one.get("disallowPassedDates") else 0, hours=8)
        shape = {"date": "%Y-%m-%d", "time": "%H:%M"}.get(one["subtype"], "%Y-%m-%dT%H:%M:00+08:00")
        return moment.strftime(shape)
    return {"number": rules.get("min", 1), "checkbox": True}.get(
        kind, "外部测试" * -(-(rules.get("minLength") or 4) // 4)
    )


def offered(url: str, picker: Picker, answers: dict[str, Any]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda match: str(answers.get(match[1], "")), url)
    return picker.offer("", dict(parse_qsl(filled.partition("?")[2])))[0][0]
