"""Real forms of the kernel on the page: every kind is drawn, and what a browser posts is read back as it was."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask, render_template_string
from lxml import html
from werkzeug.datastructures import MultiDict

from app.engine.forms import FieldFault, FieldView, Form, answers_from_html, load, view
from app.ui.frame import Frame
from app.ui.samples import SampleField
from tests.ui.kit_app import make

PAGE = '{% from "components/form.html.j2" import form %}{{ form(view, "/x", "表", etag="7") }}'


def component(kind: str, key: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": f"标签{key}", "properties": {"label:en": key}, **more}


OPTIONS = [{"value": one, "label": one, "label:en": one} for one in ("a", "b", "c")]
FORM = {
    "type": "default",
    "id": "all",
    "components": [
        {"type": "text", "text": "# 说明\n\n先看病历"},
        component("textfield", "name", validate={"required": True, "maxLength": 20}),
        component("textarea", "story"),
        component("number", "weight", validate={"min": 1, "max": 300}),
        component("checkbox", "signed"),
        component("datetime", "born", subtype="date"),
        component("datetime", "starts_at", subtype="datetime"),
        component("radio", "decision", values=OPTIONS),
        component("select", "reason", values=OPTIONS, conditional={"hide": '=decision != "c"'}),
        component("checklist", "bring", values=OPTIONS),
        component("taglist", "tags", values=OPTIONS),
        component("icd10picker", "impression", multiple=True),
        component("institutionpicker", "receiver"),
        component("filepicker", "attachments", multiple=True),
        component("dynamiclist", "plan", components=[component("textfield", "what"), component("number", "days")]),
        component("medicationlist", "medication"),
        {"type": "group", "label": "体征", "label:en": "Signs", "components": [component("number", "pulse")]},
        component("textfield", "fixed", readonly=True),
        {"type": "separator"},
    ],
}
ANSWERS = {
    "name": '"><script>',
    "story": "一\n二",
    "weight": 68.5,
    "signed": True,
    "born": "1963-05-12",
    "starts_at": "2026-11-25T09:30:00+08:00",
    "decision": "c",
    "reason": "b",
    "bring": ["a", "c"],
    "tags": ["b"],
    "impression": ["I10", "I20.0"],
    "receiver": "h1",
    "attachments": ["f1"],
    "plan": [{"what": "血压", "days": 7}],
    "medication": [{"drug": "阿司匹林", "dose": "100 mg", "frequency": "每日", "note": "饭后"}],
    "pulse": 92,
    "fixed": "不动",
}


class Choices:
    """A picker with three choices."""

    url = "/api/v1/things?for={receiver}"

    def accepts(self, value: str, parameters: object, /) -> bool:
        return True

    def label(self, value: str, /) -> str:
        return f"名称{value}"

    def offer(self, q: str, parameters: object, /) -> list[tuple[str, str]]:
        return [("I10", "高血压"), ("h1", "市一院"), ("h2", "县医院")]


PICKERS = {kind: Choices() for kind in ("icd10picker", "institutionpicker", "filepicker")}


@pytest.fixture(scope="module")
def app() -> Flask:
    return make(Frame("林晓岚", "石塘镇中心卫生院", "primary_doctor", csrf="tok"))


@pytest.fixture(scope="module")
def form() -> Form:
    return load(json.dumps(FORM))


def drawn(
    app: Flask, form: Form, values: dict[str, Any], errors: tuple[FieldFault, ...] = (), language: str = "zh"
) -> Any:
    seen = view(form, language, values=values, context={}, pickers=PICKERS, errors=errors, blank_rows=2)
    with app.test_request_context("/", headers={"Accept-Language": language}):
        return html.fromstring(render_template_string(PAGE, view=seen))


def posted(page: Any) -> MultiDict[str, str]:
    """What a browser without scripts would send."""
    return MultiDict(
        [(name, value) for name, value in page.xpath("//form")[0].form_values() if not name.startswith("@")]
    )


def test_person_without_scripts_sends_back_what_the_page_showed(app: Flask, form: Form) -> None:
    answers = answers_from_html(form, posted(drawn(app, form, ANSWERS)))
    expected = {**ANSWERS, "starts_at": "2026-11-25T09:30"}
    del expected["fixed"]
    assert {key: answers[key] for key in expected} == expected
    assert "fixed" not in answers


def test_person_who_leaves_all_empty_sends_nothing_by_accident(app: Flask, form: Form) -> None:
    answers = answers_from_html(form, posted(drawn(app, form, {})))
    assert {key: value for key, value in answers.items() if value not in (None, [], False)} == {}


def test_page_carries_token_etag_and_a_key_against_double_sending(app: Flask, form: Form) -> None:
    sent = posted(drawn(app, form, {}))
    assert (sent["csrf_token"], sent["etag"]) == ("tok", "7")
    assert len(sent["key"]) == 32


def test_every_field_has_a_label_that_names_it(app: Flask, form: Form) -> None:
    page = drawn(app, form, ANSWERS)
    for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        inside = control.xpath("ancestor::label")
        assert inside or page.xpath(f"//label[@for='{control.get('id')}']"), html.tostring(control)


def test_person_with_an_error_finds_it_in_the_summary_and_at_the_field(app: Flask, form: Form) -> None:
    faults = (
        FieldFault("name", "required", "请填写姓名", "Fill in the name"),
        FieldFault("plan.0.days", "number", "请填数字", "A number"),
    )
    page = drawn(app, form, {"name": "", "plan": [{"what": "血压", "days": "七"}]}, faults)
    links = page.xpath("//div[@role='alert']//a")
    assert [one.text for one in links] == ["请填写姓名", "请填数字"]
    for link in links:
        (field,) = page.xpath(f"//*[@id='{link.get('href')[1:]}']")
        assert field.get("aria-invalid") == "true"
        assert page.xpath(f"//*[@id='{field.get('aria-describedby').split()[-1]}']")
    assert page.xpath("//*[@id='f-plan-0-days']/@value") == ["七"]


def test_conditional_field_carries_its_condition_and_is_there_without_scripts(app: Flask, form: Form) -> None:
    page = drawn(app, form, {"decision": "a"})
    (box,) = page.xpath("//*[@data-hide]")
    assert box.get("data-hide") == '=decision != "c"'
    assert box.get("data-hidden") is not None
    assert not drawn(app, form, {"decision": "c"}).xpath("//*[@data-hidden]")


def test_list_offers_empty_rows_and_a_button_for_more(app: Flask, form: Form) -> None:
    page = drawn(app, form, ANSWERS)
    assert len(page.xpath("//*[@data-rows='plan']/*[@data-row]")) == 3
    assert page.xpath("//button[@name='more']/@value") == ["plan", "medication"]


def test_english_reader_gets_english(app: Flask, form: Form) -> None:
    page = drawn(app, form, {}, language="en")
    text = page.text_content()
    assert "Required" in text
    assert "必填" not in text


def test_sample_fields_have_the_attributes_of_real_ones() -> None:
    assert {one.name for one in fields(SampleField)} == {one.name for one in fields(FieldView)}
