"""Forms from hostile or careless hands: everything wrong is named, nothing crashes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.engine.forms import FormError, load, problems
from tests.forms.making import field, options, text_of

PART = field("textfield", "y")
BOUND = field("textfield", "y", properties={"bind": "variable:y"})
NESTED: dict[str, Any] = {"type": "group", "label": "g", "label:en": "g", "components": []}
for _ in range(9):
    NESTED = {"type": "group", "label": "g", "label:en": "g", "components": [NESTED]}


def rules(text: str, severity: str = "error") -> set[str]:
    return {one.rule for one in problems(text) if one.severity == severity}


@pytest.mark.parametrize(
    ("component", "rule"),
    [
        ({"type": "canvas", "key": "x"}, "form_kind"),
        ("text", "form_kind"),
        (None, "form_kind"),
        ({"type": ["select"]}, "form_kind"),
        (field("textfield", ""), "form_key"),
        (field("textfield", "a.b"), "form_key"),
        (field("textfield", "_hidden"), "form_key"),
        (field("textfield", "x" * 65), "form_key"),
        ({**field("group", ""), "path": "inner", "components": []}, "form_group_path"),
        (field("select", "x"), "form_options"),
        (field("select", "x", values=[]), "form_options"),
        (field("select", "x", values=[{"label": "only"}]), "form_options"),
        (field("select", "x", values=options(1, "1")), "form_option_twice"),
        (field("textfield", "x", properties={"bind": "urgency"}), "form_bind"),
        (field("textfield", "x", properties={"bind": "variable:a b"}), "form_bind"),
        (field("textfield", "x", properties={"bind": "referral.a.b"}), "form_bind"),
        (field("textfield", "x", conditional={"hide": "a = 1"}), "form_condition"),
        (field("textfield", "x", conditional={"hide": "=a = = 1"}), "form_condition"),
        (field("textfield", "x", conditional={"hide": True}), "form_condition"),
        (field("textfield", "x", properties={"required:when": "=("}), "form_condition"),
        (field("textfield", "x", readonly="=)"), "form_condition"),
        (field("textfield", "x", validate={"pattern": "(a+)+"}), "form_pattern"),
        (field("textfield", "x", validate={"pattern": 5}), "form_pattern"),
        (field("textfield", "x", validate={"minLength": -1}), "form_validate"),
        (field("textfield", "x", validate={"minLength": 1.5}), "form_validate"),
        (field("textfield", "x", validate={"required": "yes"}), "form_validate"),
        (field("textfield", "x", validate={"validationType": "iban"}), "form_validate"),
        (field("textfield", "x", validate=[]), "form_validate"),
        (field("textfield", "x", validate={"minLength": 9, "maxLength": 3}), "form_limits"),
        (field("number", "x", validate={"min": 2, "max": 1}), "form_limits"),
        (field("number", "x", validate={"min": "=a"}), "form_validate"),
        (field("number", "x", validate={"max": 10**30}), "form_validate"),
        (field("datetime", "x", subtype="week"), "form_subtype"),
        (field("dynamiclist", "x", components=[]), "form_components"),
        (field("dynamiclist", "x", components=[BOUND]), "form_bind_nested"),
        (field("dynamiclist", "x", components=[PART, PART]), "form_key_twice"),
        (field("doctorpicker", "x", optionsUrl="https://elsewhere.example/api/"), "form_options_url"),
        (field("doctorpicker", "x", optionsUrl="//elsewhere.example/api/"), "form_options_url"),
        (field("doctorpicker", "x", optionsUrl="/api/v1/doctors?department={nobody}"), "form_options_url"),
        (field("select", "x", values=options(1), optionsUrl="/api/v1/doctors"), "form_options_url"),
        ({**field("textfield", "x"), "properties": []}, "form_properties"),
        (NESTED, "form_depth"),
    ],
)  # fmt: skip
def test_designer_makes_a_mistake_and_it_is_named(component: Any, rule: str) -> None:
    text = text_of(component)
    assert rules(text) == {rule}
    with pytest.raises(FormError) as raised:
        load(text)
    assert {one.rule for one in raised.value.problems} == {rule}
    assert all(one.zh and one.en for one in raised.value.problems)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "NaN", '{"id": NaN, "components": []}', "[" * 100_000, '"' + "x" * 600_000 + '"', "\0"],
    ids=range(9),
)
def test_text_is_no_form_and_one_problem_says_so(text: str) -> None:
    assert rules(text) == {"form_json"}


def test_form_without_id_or_components_is_named() -> None:
    assert rules("{}") == {"form_id", "form_components"}
    assert rules(json.dumps({"id": 5, "components": {}})) == {"form_id", "form_components"}


def test_same_key_or_target_twice_is_named_once() -> None:
    group = {"type": "group", "label": "", "components": [field("textfield", "x"), field("textfield", "x")]}
    found = [one.rule for one in problems(text_of(group))]
    assert found == ["form_key_twice"]
    bound = {"bind": "variable:same"}
    two = text_of(field("textfield", "a", properties=bound), field("textfield", "b", properties=bound))
    assert rules(two) == {"form_bind_twice"}


def test_too_many_components_are_one_problem() -> None:
    found = problems(text_of(*(field("textfield", f"k{number}") for number in range(500))))
    assert [one.rule for one in found] == ["form_size"]


def test_missing_english_is_a_warning_and_the_form_loads() -> None:
    text = text_of(
        {"type": "textfield", "key": "a", "label": "甲"},
        {"type": "textfield", "key": "b"},
        {"type": "radio", "key": "c", "label": "丙", "label:en": "C", "values": [{"value": "x", "label": "叉"}]},
    )
    assert rules(text) == set()
    assert rules(text, "warning") == {"form_label_english", "form_label", "form_option_english"}
    assert [one.label("en") for one in load(text).fields] == ["甲", "b", "C"]


def test_form_with_all_that_is_allowed_has_no_problem() -> None:
    text = text_of(
        {"type": "text", "text": "# 标题\n\n说明"},
        {"type": "html", "content": "<p>说明</p>"},
        {"type": "separator"},
        {"type": "button", "label": "提交", "key": "send"},
        {
            "type": "table",
            "label": "历次随访",
            "dataSource": "=visits",
            "columns": [{"key": "at", "label": "时间"}],
        },
        field("file", "papers", multiple=True),
        field("patientpicker", "patient", properties={"bind": "variable:patient"}),
        field("textarea", "why", properties={"bind": "referral.reason"}),
        field("reading", "pulse"),
        field("medicationlist", "medication"),
    )
    assert problems(text) == []
    assert [one.kind.name for one in load(text).fields] == [
        "filepicker", "patientpicker", "textarea", "reading", "medicationlist",
    ]  # fmt: skip


def test_same_text_is_read_once() -> None:
    text = text_of(field("textfield", "x"))
    assert load(text) is load(text)
