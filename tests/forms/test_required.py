"""Required fields, conditions, and what absent and null mean."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forms.making import check, codes, field, form, options

MUST = {"required": True}
DECISION = field("radio", "decision", "决定", values=options("accept", "reject"), validate=MUST)
REASON = field(
    "select",
    "reason_code",
    "不接收的原因",
    values=options("full", "other"),
    validate=MUST,
    conditional={"hide": '=decision != "reject"'},
)
NOTE = field(
    "textarea",
    "note",
    "说明",
    properties={"required:when": '=reason_code = "other"'},
)
TRIAGE = form(DECISION, {"type": "group", "label": "拒绝", "components": [REASON]}, NOTE)


def test_doctor_rejects_without_a_reason_and_is_asked_for_it() -> None:
    checked = check(TRIAGE, {"decision": "reject"})
    assert codes(checked) == {"reason_code": "required_choice"}
    assert checked.errors[0].zh == "请选择不接收的原因"


def test_doctor_accepts_with_a_stale_reason_and_it_is_dropped() -> None:
    assert check(TRIAGE, {"decision": "accept", "reason_code": "full"}).values == {"decision": "accept"}


def test_doctor_accepts_with_a_wrong_stale_reason_and_is_not_bothered() -> None:
    checked = check(TRIAGE, {"decision": "accept", "reason_code": ["nonsense"], "note": "n"})
    assert (codes(checked), checked.values) == ({}, {"decision": "accept", "note": "n"})


def test_reason_other_makes_the_note_required() -> None:
    assert codes(check(TRIAGE, {"decision": "reject", "reason_code": "other"})) == {"note": "required_text"}
    assert codes(check(TRIAGE, {"decision": "reject", "reason_code": "full"})) == {}


def test_hidden_reason_no_longer_makes_the_note_required() -> None:
    checked = check(TRIAGE, {"decision": "accept", "reason_code": "other"})
    assert codes(checked) == {}


def test_condition_reads_the_current_value_of_an_absent_field() -> None:
    assert codes(check(TRIAGE, {}, current={"decision": "reject"})) == {"reason_code": "required_choice"}
    assert codes(check(TRIAGE, {}, current={"decision": "accept"})) == {}


def test_condition_reads_case_variables() -> None:
    asked = form(field("textfield", "x", validate=MUST, conditional={"hide": "=urgency > 2"}))
    assert codes(check(asked, {}, context={"urgency": 3})) == {}
    assert codes(check(asked, {}, context={"urgency": 1})) == {"x": "required_text"}


def test_condition_that_fails_shows_its_field() -> None:
    asked = form(field("textfield", "x", conditional={"hide": "=nobody.knows(1)"}))
    assert check(asked, {"x": "kept"}).values == {"x": "kept"}


def test_hidden_group_hides_all_inside() -> None:
    inside = {"type": "group", "label": "内", "components": [field("textfield", "x", validate=MUST)]}
    asked = form(field("checkbox", "more"), {**inside, "conditional": {"hide": "=more != true"}})
    assert codes(check(asked, {})) == {}
    assert codes(check(asked, {"more": True})) == {"x": "required_text"}


def test_hidden_field_hides_what_hangs_on_it() -> None:
    asked = form(
        field("radio", "a", values=options("y", "n")),
        field("radio", "b", values=options("y", "n"), conditional={"hide": '=a != "y"'}),
        field("textfield", "c", conditional={"hide": '=b != "y"'}),
    )
    assert check(asked, {"a": "n", "b": "y", "c": "z"}).values == {"a": "n"}
    assert check(asked, {"a": "y", "b": "y", "c": "z"}).values == {"a": "y", "b": "y", "c": "z"}


def test_conditions_in_a_circle_come_to_an_end() -> None:
    asked = form(
        field("textfield", "a", conditional={"hide": '=b = "1"'}),
        field("textfield", "b", conditional={"hide": '=a = "1"'}),
    )
    assert check(asked, {"a": "1", "b": "1"}).errors == ()


@pytest.mark.parametrize("value", [None, "", "   "])
def test_required_field_is_not_cleared(value: Any) -> None:
    asked = form(field("textfield", "x", validate=MUST))
    assert codes(check(asked, {"x": value}, current={"x": "old"})) == {"x": "required_text"}


def test_required_field_absent_keeps_its_current_value() -> None:
    asked = form(field("textfield", "x", validate=MUST))
    checked = check(asked, {}, current={"x": "old"})
    assert (codes(checked), checked.values) == ({}, {})


@pytest.mark.parametrize(
    ("component", "empty", "code"),
    [
        (field("checkbox", "x", validate=MUST), False, "required_check"),
        (field("checklist", "x", values=options(1), validate=MUST), [], "required_choice"),
        (field("filepicker", "x", multiple=True, validate=MUST), [], "required_file"),
        (field("dynamiclist", "x", components=[field("number", "n")], validate=MUST), [], "required_rows"),
        (field("reading", "x", validate=MUST), {}, "required_text"),
        (field("number", "x", validate=MUST), "", "required_text"),
        (field("datetime", "x", validate=MUST), None, "required_choice"),
    ],
)
def test_empty_answer_to_a_required_field_is_asked_again(component: Any, empty: Any, code: str) -> None:
    assert codes(check(form(component), {"x": empty})) == {"x": code}
    assert codes(check(form(component), {})) == {"x": code}


@pytest.mark.parametrize("locked", [{"readonly": True}, {"disabled": True}, {"readonly": "=1 = 1"}])
def test_answer_to_a_field_that_cannot_be_edited_is_dropped(locked: Any) -> None:
    asked = form(field("textfield", "x", validate=MUST, **locked))
    checked = check(asked, {"x": "forged"})
    assert (checked.values, codes(checked)) == ({}, {})


def test_past_dates_pass_unless_the_form_disallows_them() -> None:
    free = form(field("datetime", "x", subtype="datetime"))
    future = form(field("datetime", "x", subtype="datetime", disallowPassedDates=True))
    day = form(field("datetime", "x", subtype="date", disallowPassedDates=True))
    assert codes(check(free, {"x": "2020-01-01T00:00"})) == {}
    assert codes(check(future, {"x": "2026-11-24T14:29"})) == {"x": "in_the_past"}
    assert codes(check(future, {"x": "2026-11-24T14:31"})) == {}
    assert codes(check(day, {"x": "2026-11-23"})) == {"x": "in_the_past"}
    assert codes(check(day, {"x": "2026-11-24"})) == {}


def test_nurse_registers_a_no_show_before_the_time_and_reads_why_not() -> None:
    early = {
        "refuse:when": '=outcome = "no_show" and now() < date and time(starts_at)',
        "refuse:why": "预约时间未到",
        "refuse:why:en": "The appointed time has not come",
    }
    asked = form(field("radio", "outcome", "到诊", values=options("arrived", "no_show"), properties=early))
    before, after = {"starts_at": "2099-01-01T10:00:00+08:00"}, {"starts_at": "2020-01-01T10:00:00+08:00"}
    refused = check(asked, {"outcome": "no_show"}, context=before)
    assert [(one.path, one.code, one.zh, one.en) for one in refused.errors] == [
        ("outcome", "refused", "预约时间未到", "The appointed time has not come")
    ]
    assert codes(check(asked, {"outcome": "no_show"}, context=after)) == {}
    assert codes(check(asked, {"outcome": "arrived"}, context=before)) == {}
    assert codes(check(asked, {}, current={"outcome": "no_show"}, context=before)) == {}
