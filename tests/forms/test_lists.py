"""Lists, composites and pickers."""

from __future__ import annotations

from typing import Any

from tests.forms.making import check, codes, field, form, options

MUST = {"required": True}
PLAN = field(
    "dynamiclist",
    "follow_up_plan",
    "随访计划",
    validate={"required": True, "maxItems": 3},
    properties={"bind": "variable:plan"},
    components=[
        field("select", "indicator", "指标", values=options("bp", "glucose"), validate=MUST),
        field("number", "low", "下限", validate={"required": True, "min": 0}),
        field("textfield", "unit", "单位", validate=MUST, conditional={"hide": '=indicator != "bp"'}),
    ],
)


def test_doctor_writes_a_plan_and_rows_are_checked_each() -> None:
    rows = [{"indicator": "bp", "low": 90, "unit": "mmHg"}, {"indicator": "glucose", "low": 4.5, "unit": "dropped"}]
    checked = check(form(PLAN), {"follow_up_plan": rows})
    assert codes(checked) == {}
    assert checked.bound == {"variable": {"plan": [rows[0], {"indicator": "glucose", "low": 4.5}]}}


def test_doctor_makes_mistakes_in_rows_and_each_place_is_told() -> None:
    rows: list[Any] = [{"indicator": "bp", "low": -1, "unit": "x"}, {"low": "9"}, 7]
    assert codes(check(form(PLAN), {"follow_up_plan": rows})) == {
        "follow_up_plan.0.low": "too_small",
        "follow_up_plan.1.low": "not_number",
        "follow_up_plan.1.indicator": "required_choice",
        "follow_up_plan.2": "not_an_object",
    }


def test_row_with_an_unknown_key_is_refused_with_its_path() -> None:
    rows = [{"indicator": "glucose", "low": 1, "surprise": 1}]
    assert codes(check(form(PLAN), {"follow_up_plan": rows})) == {"follow_up_plan.0.surprise": "unknown_key"}


def test_too_many_rows_are_refused_before_they_are_read() -> None:
    assert codes(check(form(PLAN), {"follow_up_plan": [{}] * 4})) == {"follow_up_plan": "too_many"}


def test_absent_plan_is_satisfied_by_the_current_one() -> None:
    assert codes(check(form(PLAN), {}, current={"follow_up_plan": [{"low": 1}]})) == {}


def test_list_of_lists_is_checked_to_its_bottom() -> None:
    inner = field("dynamiclist", "times", components=[field("datetime", "at", subtype="time")])
    asked = form(field("dynamiclist", "days", components=[inner]))
    answers = {"days": [{"times": [{"at": "08:00"}, {"at": "25:00"}]}]}
    assert codes(check(asked, answers)) == {"days.0.times.1.at": "not_time"}


def test_medication_rows_need_a_drug() -> None:
    asked = form(field("medicationlist", "medication"))
    good = [{"drug": "阿司匹林", "dose": "100 mg", "frequency": "qd", "note": "饭后"}]
    assert check(asked, {"medication": good}).values == {"medication": good}
    assert codes(check(asked, {"medication": [{"dose": "1"}]})) == {"medication.0.drug": "required_text"}


def test_reading_is_a_value_with_a_unit() -> None:
    asked = form(field("reading", "bp", validate={"min": 0, "max": 300}, properties={"units": "mmHg, kPa"}))
    assert check(asked, {"bp": {"value": 120, "unit": "mmHg"}}).values == {"bp": {"value": 120, "unit": "mmHg"}}
    assert check(asked, {"bp": None}).values == {"bp": None}
    assert codes(check(asked, {"bp": {"value": 301, "unit": "psi"}})) == {
        "bp.value": "too_large",
        "bp.unit": "not_an_option",
    }
    assert codes(check(asked, {"bp": [1]})) == {"bp": "not_an_object"}


HOUSE = field("select", "house", values=options("a", "b"))
ROOM = field("departmentpicker", "room", "科室")


def test_picker_takes_what_its_url_offers_for_the_answers_so_far() -> None:
    asked = form(HOUSE, ROOM)
    assert check(asked, {"house": "a", "room": "a2"}).values == {"house": "a", "room": "a2"}
    assert codes(check(asked, {"house": "b", "room": "a2"})) == {"room": "not_offered"}
    assert codes(check(asked, {"room": "b1"}, current={"house": "b"})) == {}


def test_picker_with_its_own_url_follows_the_field_it_names() -> None:
    own = field("departmentpicker", "room", optionsUrl="/api/v1/rooms?house={other}&q=")
    asked = form(field("textfield", "other"), own)
    assert codes(check(asked, {"other": "b", "room": "b1"})) == {}
    assert codes(check(asked, {"other": "a&house=b", "room": "b1"})) == {"room": "not_offered"}


def test_picker_that_takes_several_is_answered_with_a_list() -> None:
    asked = form(field("icd10picker", "impression", multiple=True))
    assert check(asked, {"impression": ["hall", "hall"]}).values == {"impression": ["hall"]}
    assert codes(check(asked, {"impression": "hall"})) == {"impression": "not_a_list"}
    assert codes(check(asked, {"impression": ["hall", "cellar"]})) == {"impression.1": "not_offered"}


def test_picker_that_takes_one_is_not_answered_with_a_list() -> None:
    assert codes(check(form(ROOM), {"room": ["hall"]})) == {"room": "one_only"}
    assert codes(check(form(ROOM), {"room": 5})) == {"room": "not_text"}
    assert codes(check(form(ROOM), {"room": "x\0"})) == {"room": "bad_characters"}
