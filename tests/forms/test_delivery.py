"""What programs get: a filler that knows no field must be able to answer any form."""

from __future__ import annotations

import json
from typing import Any

from app.engine.forms import load
from tests.forms.filling import fill
from tests.forms.making import PICKERS, check, codes, field, form, options, text_of

MUST = {"required": True}


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


def test_sometimes_required_field_is_delivered_as_required_for_programs_that_know_no_condition() -> None:
    found = delivered(field("textarea", "advice", properties={"required:when": '=decision = "advise"'}))
    assert found["validate"]["required"] is True


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
