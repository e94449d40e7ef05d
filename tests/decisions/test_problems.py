"""What the linter is told about a DMN file."""

from __future__ import annotations

import pytest

from app.engine.decisions import problems
from tests.decisions.models import decision, definitions, input_data, literal, requires, table

_AGE = requires("Input", "in_age")


def _rules(text: str) -> list[tuple[str, str]]:
    return [(rule, severity) for _element, rule, _zh, _en, severity in problems(text)]


def _file(logic: str, needs: str = _AGE, type_ref: str | None = None) -> str:
    return definitions(input_data("age", "number"), decision("group", logic, needs=[needs], type_ref=type_ref))


def test_sound_model_brings_nothing() -> None:
    logic = table(["age"], ["group"], [(["< 18"], ['"child"']), ([">= 18"], ['"adult"'])])
    assert problems(_file(logic)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("broken", ("dmn-file", "error")),
        (_file(literal("age >")), ("dmn-expression", "error")),
        (_file(literal("aeg > 1")), ("dmn-unknown-name", "error")),
        (_file(literal("age > 1"), needs=""), ("dmn-unknown-name", "error")),
        (_file(table(["age"], ["g"], [(["< 1"], ['"a"'])], "NEVER")), ("dmn-hit-policy", "error")),
        (_file(table(["age"], ["g"], [(["< 1"], [])])), ("dmn-output", "error")),
        (_file(table(["age"], ["g"], [(["< 1"], [""])])), ("dmn-output", "warning")),
        (_file(table(["age"], ["g"], [(["< 1", "-"], ["1"])])), ("dmn-input", "error")),
        (_file(table(["age"], ["g"], [(["< = 1"], ["1"])])), ("dmn-expression", "error")),
        (_file(table(["age"], ["g"], [(["< 1"], ["1"]), (["-"], ["2"])])), ("dmn-overlap", "warning")),
        (_file(literal("age"), type_ref="tNothing"), ("dmn-type", "error")),
        (_file(literal("age"), needs=_AGE + requires("Decision", "nothing")), ("dmn-requirement", "error")),
        (_file(""), ("dmn-no-logic", "warning")),
        (definitions(input_data("a"), input_data("a")), ("dmn-name", "error")),
        (
            definitions('<itemDefinition name="t"><typeRef>string</typeRef><allowedValues><text>"a" "b"</text>'
                        "</allowedValues></itemDefinition>"),
            ("dmn-expression", "error"),
        ),
    ],
)  # fmt: skip
def test_mistake_is_reported_once_by_its_rule(text: str, expected: tuple[str, str]) -> None:
    assert expected in _rules(text)


def test_report_names_the_element_and_the_cell_in_two_languages() -> None:
    rules = [(["< 1"], ["agee"])]
    ((element, rule, chinese, english, severity),) = problems(_file(table(["age"], ["g"], rules)))
    assert (element, rule, severity) == ("r1", "dmn-unknown-name", "error")
    assert chinese == "决策“group”（规则 1，输出 1）：未知名称“agee”。"
    assert english == 'Decision "group" (rule 1, output 1): Unknown name "agee".'


def test_entries_and_parameters_and_filtered_names_are_known() -> None:
    context = f"""<context><contextEntry><variable name="limit"/>{literal("3")}</contextEntry>
    <contextEntry><variable name="f"/><functionDefinition><formalParameter name="x"/>{literal("x + limit")}
    </functionDefinition></contextEntry><contextEntry>{literal("[{k: 1}][k > limit][1].k + f(age)")}</contextEntry>
    </context>"""
    assert problems(_file(context)) == []


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (["< 40"], ["< 60"], True),
        (["<= 17"], [">= 18"], False),
        (["[0..18)"], ["[18..65]"], False),
        (["[0..18]"], ["[18..65]"], True),
        (["< -5"], ["< -3"], True),
        (['"a"'], ['not("a")'], False),
        (['"a", "b"'], ['"b", "c"'], True),
        (['not("a")'], ['not("b")'], True),
        (["true"], ["false"], False),
        (['< date("2026-01-01")'], ['<= date("2026-01-01")'], True),
        (['< date("2026-01-01")'], ['>= date("2026-01-01")'], False),
        (["< 40", "true"], ["< 60", "false"], False),
        (["> age"], ["> age"], True),
        (["> age"], ["< age"], False),
        (["1,"], ["1"], False),
        (["1"], ["[1..1]"], True),
    ],
)
def test_rules_overlap_where_one_value_passes_both(first: list[str], second: list[str], overlap: bool) -> None:
    text = _file(table(["age"] * len(first), ["g"], [(first, ["1"]), (second, ["2"])]))
    assert (("dmn-overlap", "warning") in _rules(text)) is overlap


def test_overlap_outside_the_allowed_values_is_none() -> None:
    logic = table(["age"], ["g"], [(["not(1)"], ["1"]), (["not(2)"], ["2"])])
    limited = logic.replace("</inputExpression>", "</inputExpression><inputValues><text>1, 2</text></inputValues>")
    assert _rules(_file(logic)) == [("dmn-overlap", "warning")]
    assert _rules(_file(limited)) == []
