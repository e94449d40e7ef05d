"""What each kind of field takes, and what it says to the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.forms.making import check, codes, field, form, options


def short(value: Any) -> str:
    return ascii(value)[:30]


TEXT = field("textfield", "x", validate={"minLength": 2, "maxLength": 5})
ID = field("textfield", "x", validate={"pattern": r"^\d{17}[\dXx]$"})
NUMBER = field("number", "x", validate={"min": -2, "max": 39.5}, decimalDigits=1)
CHOICE = field("radio", "x", values=options(1, 2, "other", True))
TAGS = field("taglist", "x", values=options("a", "b", "c"), validate={"maxItems": 2})
DATE = field("datetime", "x", subtype="date")
TIME = field("datetime", "x", subtype="time")
MOMENT = field("datetime", "x", subtype="datetime")


@pytest.mark.parametrize(
    ("component", "given", "kept"),
    [
        (TEXT, "张三", "张三"),
        (TEXT, "", None),
        (TEXT, "  ", None),
        (TEXT, None, None),
        (field("textarea", "x"), "一\n二\t三", "一\n二\t三"),
        (ID, "11010519491231002X", "11010519491231002X"),
        (field("textfield", "x", validate={"validationType": "email"}), "a@b.cn", "a@b.cn"),
        (field("textfield", "x", validate={"validationType": "phone"}), "+86 138-0000 0000", "+86 138-0000 0000"),
        (NUMBER, 39.5, 39.5),
        (NUMBER, 36.0, 36),
        (NUMBER, -2, -2),
        (field("checkbox", "x"), False, False),
        (CHOICE, 1, 1),
        (CHOICE, "1", 1),
        (CHOICE, 2.0, 2),
        (CHOICE, "true", True),
        (CHOICE, "", None),
        (TAGS, ["b", "a", "b"][:2], ["b", "a"]),
        (TAGS, ["a", "a"], ["a"]),
        (TAGS, [], []),
        (DATE, "2024-02-29", "2024-02-29"),
        (TIME, "07:05", "07:05"),
        (TIME, "07:05:09", "07:05:09"),
        (MOMENT, "2026-11-25T09:00", "2026-11-25T09:00:00+08:00"),
        (MOMENT, "2026-11-25T09:00:30.5", "2026-11-25T09:00:30+08:00"),
        (MOMENT, "2026-11-25T09:00:00Z", "2026-11-25T17:00:00+08:00"),
        (MOMENT, "2020-01-01T00:00:00-05:00", "2020-01-01T13:00:00+08:00"),
    ],
    ids=short,
)
def test_person_gives_a_sound_answer_and_it_is_kept(component: Any, given: Any, kept: Any) -> None:
    checked = check(form(component), {"x": given})
    assert (checked.values, codes(checked)) == ({"x": kept}, {})
    assert type(checked.values["x"]) is type(kept)


@pytest.mark.parametrize(
    ("component", "given", "code"),
    [
        (TEXT, "一", "too_short"),
        (TEXT, " 一 ", "too_short"),
        (TEXT, "一二三四五六", "too_long"),
        (TEXT, "x" * 10**6, "too_long"),
        (TEXT, "a\0b", "bad_characters"),
        (TEXT, "a\ud800", "bad_characters"),
        (TEXT, "a\nb", "one_line"),
        (TEXT, 12, "not_text"),
        (TEXT, ["ab"], "not_text"),
        (TEXT, {"a": 1}, "not_text"),
        (field("textarea", "x"), "长" * 10_001, "too_long"),
        (ID, "1101051949123100", "pattern"),
        (ID, "110105194912310021\n", "one_line"),
        (field("textfield", "x", validate={"validationType": "email"}), "a.b.cn", "email"),
        (field("textfield", "x", validate={"validationType": "phone"}), "12", "phone"),
        (NUMBER, 39.6, "too_large"),
        (NUMBER, -2.1, "too_small"),
        (NUMBER, 1.25, "too_precise"),
        (NUMBER, "36", "not_number"),
        (NUMBER, True, "not_number"),
        (NUMBER, float("nan"), "not_number"),
        (NUMBER, float("inf"), "not_number"),
        (NUMBER, 10**400, "not_number"),
        (field("checkbox", "x"), "true", "not_boolean"),
        (field("checkbox", "x"), 1, "not_boolean"),
        (CHOICE, 3, "not_an_option"),
        (CHOICE, [1], "one_only"),
        (CHOICE, {"value": 1}, "not_an_option"),
        (CHOICE, 10**400, "not_an_option"),
        (CHOICE, float("inf"), "not_an_option"),
        (TAGS, "a", "not_a_list"),
        (TAGS, ["a", "b", "c"], "too_many"),
        (TAGS, ["a"] * 10**5, "too_many"),
        (DATE, "2026-02-30", "not_date"),
        (DATE, "24.11.2026", "not_date"),
        (DATE, "٢٠٢٦-١١-٢٤", "not_date"),
        (DATE, "0001-01-01", "not_date"),
        (TIME, "24:01", "not_time"),
        (MOMENT, "2026-11-25", "not_datetime"),
        (MOMENT, "0001-01-01T00:00:00+14:00", "not_datetime"),
        (MOMENT, "2026-11-25T09:00:00+99:00", "not_datetime"),
        (MOMENT, 1764061200, "not_datetime"),
    ],
    ids=short,
)
def test_person_gives_a_wrong_answer_and_learns_what_to_do(component: Any, given: Any, code: str) -> None:
    checked = check(form(component), {"x": given})
    assert codes(checked) == {"x": code}
    assert checked.values == {}
    assert checked.errors[0].zh.startswith("字段：")
    assert checked.errors[0].en.startswith("Field: ")


def test_person_names_a_wrong_item_and_its_place_is_told() -> None:
    assert codes(check(form(TAGS), {"x": ["a", "z"]})) == {"x.1": "not_an_option"}
    assert codes(check(form(TAGS), {"x": ["a", None]})) == {"x.1": "not_an_option"}


def test_program_sends_unknown_keys_and_each_is_named() -> None:
    checked = check(form(TEXT), {"x": "ab", "y": 1, "bad\nkey": {"deep": []}})
    assert codes(checked) == {"y": "unknown_key", "bad?key": "unknown_key"}
    assert checked.values == {"x": "ab"}


@pytest.mark.parametrize("answers", [None, [], "x", 3])
def test_program_sends_no_object_and_is_told_so(answers: Any) -> None:
    assert codes(check(form(TEXT), answers)) == {"": "not_an_object"}


def test_program_sends_ten_thousand_unknown_keys_and_gets_a_bounded_answer() -> None:
    checked = check(form(TEXT), {f"k{number}": 1 for number in range(10_000)})
    assert len(checked.errors) == 100


def test_program_sends_a_deep_tower_and_it_is_refused_at_its_top() -> None:
    tower: Any = "x"
    for _ in range(5000):
        tower = [tower]
    plan = field("dynamiclist", "plan", components=[field("number", "low")])
    assert codes(check(form(TEXT, plan), {"x": tower, "plan": [{"low": tower}]})) == {
        "x": "not_text",
        "plan.0.low": "not_number",
    }


def test_answers_of_a_form_are_json_and_go_where_they_are_bound() -> None:
    asked = form(
        field("number", "urgency", properties={"bind": "variable:urgency"}),
        field("textarea", "why", properties={"bind": "referral.reason"}),
        field("textfield", "mobile", properties={"bind": "patient.phone"}),
        field("textfield", "note"),
    )
    checked = check(asked, {"urgency": 2, "why": None, "note": "n"})
    assert checked.bound == {"variable": {"urgency": 2}, "referral": {"reason": None}}
    assert json.loads(json.dumps(checked.values)) == {"urgency": 2, "why": None, "note": "n"}
    assert asked.bound_names("variable") == ("urgency",)
    assert asked.current({"variable": {"urgency": 1, "else": 2}, "referral": {}}) == {"urgency": 1}
