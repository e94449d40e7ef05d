"""Forms on pages: what is drawn, and what a browser without scripts sends back."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from app.engine.forms import FieldView, answers_from_html, view
from tests.forms.making import PICKERS, check, field, form, options

MUST = {"required": True}
PLAN = field(
    "dynamiclist",
    "plan",
    "计划",
    validate={"maxItems": 3},
    components=[field("number", "low", "下限", validate=MUST), field("checkbox", "fasting", "空腹")],
)
ASKED = form(
    field("radio", "decision", "决定", values=options("accept", "reject"), validate=MUST),
    field("textarea", "why", "原因", conditional={"hide": '=decision != "reject"'}),
    field("number", "age", "年龄", validate={"min": 0, "max": 120}, decimalDigits=1),
    field("checkbox", "consent", "同意"),
    field("checklist", "ticks", "勾选", values=options(1, 2)),
    field("datetime", "at", "时间", subtype="datetime"),
    field("reading", "bp", "血压", properties={"units": "mmHg"}),
    PLAN,
)


def drawn(values: Any, **more: Any) -> dict[str, FieldView]:
    shown = view(ASKED, "zh", values=values, context={}, pickers=PICKERS, **more)
    return {one.key: one for one in shown.fields}


def posted(*pairs: tuple[str, str]) -> dict[str, Any]:
    return answers_from_html(ASKED, MultiDict(pairs))


def test_page_shows_current_values_as_a_browser_takes_them() -> None:
    found = drawn(
        {
            "decision": "reject",
            "age": 36.5,
            "consent": True,
            "ticks": [2],
            "at": "2026-11-25T01:00:00Z",
            "bp": {"value": 120, "unit": "mmHg"},
        }
    )
    assert [(one.value, one.chosen) for one in found["decision"].options] == [("accept", False), ("reject", True)]
    assert (found["age"].value, found["age"].attributes) == ("36.5", {"min": "0", "max": "120", "step": "0.1"})
    assert found["consent"].checked and found["consent"].marked
    assert [one.chosen for one in found["ticks"].options] == [False, True]
    assert found["at"].value == "2026-11-25T09:00"
    assert [(one.name, one.value) for one in found["bp"].children] == [("bp.value", "120"), ("bp.unit", "mmHg")]


def test_page_marks_what_the_condition_hides_now() -> None:
    assert drawn({"decision": "accept"})["why"].hidden
    assert not drawn({"decision": "reject"})["why"].hidden
    assert drawn({})["why"].hide == '=decision != "reject"'


def test_page_shows_a_blank_row_more_but_not_beyond_the_limit() -> None:
    assert [row.fields[0].name for row in drawn({"plan": [{"low": 1}]})["plan"].rows] == [
        "plan.0.low",
        "plan.1.low",
    ]
    assert len(drawn({"plan": [{}] * 3})["plan"].rows) == 3
    assert len(drawn({}, blank_rows=2)["plan"].rows) == 2


def test_page_shows_errors_at_the_field_and_in_the_summary() -> None:
    typed = {"age": "abc", "plan": [{"low": "x"}]}
    errors = check(ASKED, typed).errors
    shown = view(ASKED, "en", values=typed, context={}, pickers=PICKERS, errors=errors)
    fields = {one.key: one for one in shown.fields}
    assert fields["age"].value == "abc" and fields["age"].error.startswith("Field: write a number")
    assert fields["plan"].rows[0].fields[0].error
    assert [place for place, _ in shown.errors] == ["f-decision", "f-age", "f-plan-0-low"]


def test_error_inside_a_list_without_inputs_of_its_own_is_shown_at_the_list() -> None:
    typed = {"decision": "accept", "ticks": ["1", "9"], "plan": ["nonsense"]}
    errors = check(ASKED, typed).errors
    assert {one.path for one in errors} == {"ticks.1", "plan.0"}
    shown = view(ASKED, "zh", values=typed, context={}, pickers=PICKERS, errors=errors)
    fields = {one.key: one for one in shown.fields}
    assert fields["ticks"].error == "勾选：请从列出的选项中选择"
    assert fields["plan"].error.startswith("计划")
    assert [place for place, _ in shown.errors] == ["f-ticks", "f-plan"]


def test_page_survives_values_of_any_shape() -> None:
    for junk in (["x"], {"a": 1}, "x", 3, None, [[1]], [{"low": [1]}]):
        values = dict.fromkeys(("decision", "age", "consent", "ticks", "at", "bp", "plan"), junk)
        assert len(drawn(values)) == 8


def test_browser_sends_a_whole_form_back() -> None:
    assert posted(
        ("decision", "reject"), ("why", "一\r\n二"), ("age", "36.5"), ("consent", ""), ("consent", "on"),
        ("ticks", ""), ("ticks", "1"), ("ticks", "2"), ("at", "2026-11-25T09:00"),
        ("bp.value", "120"), ("bp.unit", "mmHg"),
        ("plan", ""), ("plan.0.low", "90"), ("plan.0.fasting", ""), ("plan.0.fasting", "on"), ("plan.2.low", ""),
    ) == {
        "decision": "reject", "why": "一\n二", "age": 36.5, "consent": True, "ticks": ["1", "2"],
        "at": "2026-11-25T09:00", "bp": {"value": 120, "unit": "mmHg"}, "plan": [{"low": 90, "fasting": True}],
    }  # fmt: skip


def test_what_was_not_on_the_page_stays_as_it_is() -> None:
    assert posted(("age", "")) == {"age": None}
    assert posted(("_token", "x"), ("other", "y")) == {}


def test_nothing_ticked_is_an_answer_when_the_box_was_on_the_page() -> None:
    assert posted(("consent", ""), ("ticks", ""), ("plan", "")) == {"consent": False, "ticks": [], "plan": []}


def test_unit_alone_is_no_reading() -> None:
    assert posted(("bp.value", ""), ("bp.unit", "mmHg")) == {"bp": None}


def test_text_that_is_no_number_stays_for_the_check() -> None:
    assert posted(("age", "三十")) == {"age": "三十"}
    assert posted(("age", "1e9999999")) == {"age": "1e9999999"}
    assert posted(("age", "٣")) == {"age": "٣"}


def test_rows_with_wild_numbers_are_read_in_order_and_bounded() -> None:
    assert posted(("plan.10.low", "2"), ("plan.9.low", "1"), ("plan.x.low", "3")) == {
        "plan": [{"low": 1}, {"low": 2}]
    }
    many = [(f"plan.{number}.low", "1") for number in range(1000)]
    assert len(posted(*many)["plan"]) == 300


def test_posted_page_passes_the_check() -> None:
    answers = posted(("decision", "accept"), ("why", ""), ("age", "36"), ("plan.0.low", "9"), ("ticks", "2"))
    checked = check(ASKED, answers)
    assert checked.errors == ()
    assert checked.values == {"decision": "accept", "age": 36, "ticks": [2], "plan": [{"low": 9}]}


def test_picker_on_a_page_lists_what_fits_the_answers_so_far() -> None:
    asked = form(field("select", "house", values=options("a", "b")), field("departmentpicker", "room"))
    shown = view(asked, "zh", values={"house": "b", "room": "a1"}, context={}, pickers=PICKERS)
    room = shown.fields[1]
    assert [(one.value, one.label, one.chosen) for one in room.options] == [
        ("a1", "房间 a1", True),
        ("b1", "房间 b1", False),
    ]
    assert room.url == "/api/v1/pickers/rooms?house={house}"


def test_markup_of_a_designer_becomes_plain_text() -> None:
    asked = form(
        {"type": "html", "content": "<h2>告知</h2><p>手术<b>风险</b></p><script>alert(1)</script>"},
        {"type": "text", "text": "# 标题\n第一段\n\n**第二段** <i>"},
    )
    html, text = view(asked, "zh", values={}, context={}, pickers={}).fields
    assert [block.text for block in html.blocks] == ["告知", "手术风险"]
    assert [(block.level, block.text) for block in text.blocks] == [(1, "标题"), (0, "第一段"), (0, "第二段 <i>")]


def test_table_shows_rows_of_the_case() -> None:
    table = {
        "type": "table",
        "label": "历次",
        "dataSource": "=visits[value > 1]",
        "columns": [{"key": "at", "label": "时间", "label:en": "Time"}, {"key": "value", "label": "数值"}],
    }
    visits = [{"at": "周一", "value": 1}, {"at": "周二", "value": 2}]
    found = view(form(table), "en", values={}, context={"visits": visits}, pickers={}).fields[0]
    assert (found.columns, found.cells) == (("Time", "数值"), (("周二", "2"),))
    assert view(form(table), "zh", values={}, context={}, pickers={}).fields[0].cells == ()
