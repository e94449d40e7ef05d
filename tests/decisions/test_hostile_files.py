"""Files that are broken on purpose: whatever happens, the error is ours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.decisions import DecisionError, load, problems
from app.engine.feel import FeelError
from tests.decisions.models import decision, definitions, input_data, literal, requires, table
from tests.feel.patience import PATIENT

_RULES = [(["< 18", "-"], ['"child"', "1"]), ([">= 18", 'not("x")'], ['"adult"', "age + 1"])]
_MODEL = definitions(
    '<itemDefinition id="t" name="tAge" isCollection="false"><typeRef>number</typeRef><allowedValues><text>[0..150]'
    "</text></allowedValues></itemDefinition>",
    input_data("age", "tAge"),
    decision("group", table(["age", '"a"'], ["name", "next"], _RULES), needs=[requires("Input", "in_age")]),
    decision(
        "boxed",
        f'<context><contextEntry><variable name="f"/><functionDefinition>'
        f'<formalParameter name="x" typeRef="number"/>'
        f"{literal('x * 2')}</functionDefinition></contextEntry><contextEntry><invocation>{literal('f')}<binding>"
        f'<parameter name="x"/>{literal("group.next")}</binding></invocation></contextEntry></context>',
        needs=[requires("Decision", "d_group")],
    ),
    '<decisionService id="s" name="serve"><outputDecision href="#d_boxed"/><inputData href="#in_age"/>'
    "</decisionService>",
)


_WORDS = [
    "decision",
    "context",
    "contextEntry",
    "name",
    "variable",
    "literalExpression",
    "input",
    "rule",
    "output",
    "in_age",
    "d_group",
    "d_boxed",
    "functionDefinition",
    "invocation",
    "binding",
    "tAge",
    "number",
    "age",
    "group",
    "boxed",
    "UNIQUE",
    "text",
    "typeRef",
    "id",
    "requiredInput",
    "list",
    "for",
    "filter",
]


def _exercise(text: str) -> None:
    for problem in problems(text):
        assert len(problem) == 5
    try:
        model = load(text)
    except DecisionError:
        return
    for strict in (True, False):
        for item in (*model.decisions, *model.services):
            try:
                evaluate = model.evaluate if item.kind == "decision" else model.evaluate_service
                evaluate(item.id, {"age": 30}, strict=strict)
                model.dependencies(item.id)
            except FeelError as error:
                assert str(error)


@settings(PATIENT, max_examples=300)
@given(st.randoms(use_true_random=False))
def test_mutilated_model_gives_an_answer_or_an_error_of_ours(draw: random.Random) -> None:
    text = _MODEL
    for _ in range(draw.randint(1, 3)):
        start = draw.randrange(len(text))
        end = min(len(text), start + draw.randint(0, 12))
        text = text[:start] + draw.choice(["", '"', "x", "1", "#d_group", "number", "tAge", " "]) + text[end:]
    _exercise(text)


@settings(PATIENT, max_examples=200)
@given(st.randoms(use_true_random=False))
def test_model_with_exchanged_words_gives_an_answer_or_an_error_of_ours(draw: random.Random) -> None:
    text = _MODEL
    for _ in range(draw.randint(1, 3)):
        text = text.replace(draw.choice(_WORDS), draw.choice(_WORDS))
    _exercise(text)


@pytest.mark.parametrize("part", ["list", "context", "conditional"])
def test_deeply_nested_file_is_refused(part: str) -> None:
    text = definitions(decision("d", f"<{part}>" * 200 + f"</{part}>" * 200))
    with pytest.raises(DecisionError, match="nested"):
        load(text)


def test_types_that_contain_themselves_are_read() -> None:
    text = definitions(
        '<itemDefinition name="tNode"><itemComponent name="next"><typeRef>tNode</typeRef></itemComponent>'
        '</itemDefinition><itemDefinition name="tSelf"><typeRef>tSelf</typeRef></itemDefinition>',
        input_data("node", "tNode"),
        input_data("self", "tSelf"),
        decision("both", literal("[node.next.next, self]"),
                 needs=[requires("Input", f"in_{name}") for name in ("node", "self")]),
    )  # fmt: skip
    inputs = {"node": {"next": {"next": None}}, "self": 1}
    assert load(text).evaluate("both", inputs, strict=True).value == [None, 1]


def test_no_file_of_the_project_is_read_through_a_model(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("1", encoding="utf-8")
    text = definitions(
        f'<import namespace="{secret.as_uri()}" name="x" locationURI="{secret.as_uri()}"/>', decision(
        "d", literal("x"), needs=[f'<informationRequirement><requiredDecision href="{secret.as_uri()}#d"/>'
                                  "</informationRequirement>"]))  # fmt: skip
    assert load(text).evaluate("d", {}).value is None
