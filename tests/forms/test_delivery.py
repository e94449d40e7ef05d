"""What programs get: a filler that knows no field must be able to answer any form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from app.engine.forms import load
from tests.forms.making import NOW, PICKERS, check, codes, field, form, options, text_of

MUST = {"required": True}


def fill(components: list[dict[str, Any]], given: dict[str, Any]) -> dict[str, Any]:
    """What a program in a hurry writes, by the manners of delivered forms alone."""
    answers = dict(given)
    for one in walk(components):
        key, rules = one.get("key"), one.get("validate") or {}
        if key and key not in answers and rules.get("required"):
            answers[key] = answer(one, rules, answers)
    return answers


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in components:
        if one["type"] == "group":
            yield from walk(one["components"])
        else:
            yield one


def answer(one: dict[str, Any], rules: dict[str, Any], answers: dict[str, Any]) -> Any:
    kind = one["type"]
    if "values" in one or "optionsUrl" in one:
        value = one["values"][0]["value"] if "values" in one else offered(one["optionsUrl"], kind, answers)
        return [value] if one.get("multiple") or kind in ("checklist", "taglist") else value
    if "components" in one:
        row = fill(one["components"], {})
        return [row] if kind.endswith("list") or one.get("multiple") else row
    if kind == "datetime":
        moment = NOW + timedelta(days=1 if one.get("disallowPassedDates") else 0, hours=8)
        shape = {"date": "%Y-%m-%d", "time": "%H:%M"}.get(one["subtype"], "%Y-%m-%dT%H:%M:00+08:00")
        return moment.strftime(shape)
    return {"number": rules.get("min", 1), "checkbox": True}.get(
        kind, "外部测试" * -(-(rules.get("minLength") or 4) // 4)
    )


def offered(url: str, kind: str, answers: dict[str, Any]) -> str:
    filled = re.sub(r"\{(\w+)\}", lambda match: str(answers.get(match[1], "")), url)
    return PICKERS[kind].offer("", dict(part.split("=") for part in filled.partition("?")[2].split("&")))[0][0]


EVERYTHING = (
    field("textfield", "name", validate={"required": True, "minLength": 6}),
    field("textarea", "why", validate={"required": True, "minLength": 10, "maxLength": 400}),
    field("number", "age", validate={"required": True, "min": 18, "max": 120}),
    field("checkbox", "consent", validate=MUST),
    field("select", "house", values=options("b", "a"), validate=MUST),
    {"type": "group", "label": "组", "components": [field("departmentpicker", "room", validate=MUST)]},
    field("checklist", "ticks", values=options(1, 2), validate=MUST),
    field("taglist", "tags", values=options("x"), validate=MUST),
    field("radio", "urgency", values=options(1, 2, 3), validate=MUST),
    field("datetime", "day", subtype="date", validate=MUST),
    field("datetime", "hour", subtype="time", validate=MUST),
    field("datetime", "slot", subtype="datetime", disallowPassedDates=True, validate=MUST),
    field("datetime", "seen", subtype="datetime", validate=MUST),
    field("icd10picker", "impression", multiple=True, optionsUrl="/api/v1/icd10?house={house}", validate=MUST),
    field("file", "paper", optionsUrl="/api/v1/files?house={house}", validate=MUST),
    field("medicationlist", "medication", validate=MUST),
    field("reading", "bp", validate={"required": True, "min": 30}, properties={"units": "mmHg"}),
    field("reading", "free", validate=MUST),
    field(
        "dynamiclist",
        "plan",
        validate=MUST,
        components=[
            field("select", "indicator", values=options("bp"), validate=MUST),
            field("number", "low", validate=MUST),
        ],
    ),
    field("textfield", "reason", validate=MUST, conditional={"hide": "=urgency < 3"}),
)  # fmt: skip


def test_program_that_knows_no_field_answers_every_kind() -> None:
    asked = form(*EVERYTHING)
    checked = check(asked, fill(asked.deliver("en", PICKERS)["components"], {}))
    assert codes(checked) == {}
    assert set(checked.values) == {one.key for one in asked.fields} - {"reason"}


def delivered(component: dict[str, Any], language: str = "zh") -> dict[str, Any]:
    only = form(component).deliver(language, PICKERS)["components"]
    assert len(only) == 1
    assert json.loads(json.dumps(only)) == only
    return dict(only[0])


def test_choice_is_delivered_with_its_options_in_the_language_asked_for() -> None:
    choice = field("radio", "d", "决定", values=[{"value": "ok", "label": "接收", "label:en": "Accept"}])
    assert delivered(choice)["values"] == [{"value": "ok", "label": "接收"}]
    english = delivered(choice, "en")
    assert (english["label"], english["values"]) == ("Field", [{"value": "ok", "label": "Accept"}])


def test_limits_are_delivered_beside_the_field() -> None:
    text = field("textfield", "x", validate={"required": True, "minLength": 2, "pattern": "^a"})
    assert delivered(text)["validate"] == {"required": True, "minLength": 2, "maxLength": 200, "pattern": "^a"}
    number = field("number", "x", validate={"min": 0, "max": 1.5})
    assert delivered(number)["validate"] == {"min": 0, "max": 1.5}


def test_picker_is_delivered_with_its_address_and_multiple_only_when_it_is() -> None:
    one = delivered(field("departmentpicker", "room"))
    assert (one["optionsUrl"], "multiple" in one) == ("/api/v1/pickers/rooms?house={house}", False)
    assert delivered(field("filepicker", "papers", multiple=True))["multiple"] is True


def test_list_carries_key_and_components_and_group_no_path() -> None:
    rows = field("dynamiclist", "", components=[field("number", "low")], path="plan")
    rows.pop("key")
    found = delivered(rows)
    assert (found["key"], [one["key"] for one in found["components"]]) == ("plan", ["low"])
    group = delivered({"type": "group", "label": "组", "components": [field("number", "low")]})
    assert "path" not in group and "key" not in group


def test_condition_and_properties_are_delivered() -> None:
    found = delivered(field("textfield", "x", conditional={"hide": "=a = 1"}, properties={"bind": "variable:x"}))
    assert found["conditional"] == {"hide": "=a = 1"}
    assert found["properties"] == {"label:en": "Field", "bind": "variable:x"}


def test_form_written_by_an_outside_program_is_delivered() -> None:
    word = {"type": "textfield", "key": "word", "label": "话"}
    properties = {"label:en": "Word", "bind": "variable:word"}
    outside = load(text_of({**word, "properties": properties}, form_id="ask"))
    assert outside.deliver("en") == {
        "id": "ask",
        "components": [
            {
                "type": "textfield",
                "label": "Word",
                "key": "word",
                "validate": {"maxLength": 500},
                "properties": {"label:en": "Word", "bind": "variable:word"},
            }
        ],
    }


def test_address_that_follows_a_fixed_field_holds_its_value() -> None:
    """A program that knows no field has no answer of its own for what it cannot edit."""
    house = field("select", "house", values=options("a", "b"), readonly=True)
    asked = form(house, field("departmentpicker", "room", validate=MUST))
    room = asked.deliver("zh", PICKERS, {"house": "b"})["components"][1]
    assert room["optionsUrl"] == "/api/v1/pickers/rooms?house=b"
    picked = fill([room], {})
    assert codes(check(asked, picked, current={"house": "b"})) == {}
    open_house = form({**house, "readonly": False}, field("departmentpicker", "room"))
    assert "{house}" in open_house.deliver("zh", PICKERS, {"house": "b"})["components"][1]["optionsUrl"]
