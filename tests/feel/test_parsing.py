"""Reading texts: names with spaces and in Chinese, lists, contexts, loops, filters, free names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.engine.feel import FeelError, FeelSyntaxError, evaluate, parse, parse_unary
from tests.feel.patience import PATIENT

_WORDS = """for some every in return satisfies if then else function and or not between instance of list< > null
true false 1 .5 2e3 "a" @"P1D" @"2026-01-01" x 紧急程度 date and time time ( ) [ ] { } , : . .. + - * / ** < <= = !=
? item partial // /* */ -> \\ \" é 😀"""
_PIECES = _WORDS.split()


@pytest.mark.parametrize(
    ("text", "context", "value"),
    [
        ('紧急程度 = "I"', {"紧急程度": "I"}, True),
        ("blood pressure + 1", {"blood pressure": 120}, Decimal(121)),
        ("blood  pressure+1", {"blood pressure": 120}, Decimal(121)),
        ("a-b", {"a": 3, "b": 1}, Decimal(2)),
        ("a-b", {"a": 3, "b": 1, "a-b": 7}, Decimal(7)),
        ("patient.first name", {"patient": {"first name": "Li"}}, "Li"),
        ("[1, 2, 3][item > 1]", {}, [Decimal(2), Decimal(3)]),
        ("[1, 2, 3][-1]", {}, Decimal(3)),
        ("[1, 2, 3][4]", {}, None),
        ('readings[indicator = "sbp"].value', {"readings": [{"indicator": "sbp", "value": 150}]}, [Decimal(150)]),
        ("readings[value > limit]", {"readings": [{"value": 1}], "limit": 0}, [{"value": Decimal(1)}]),
        ("for i in 1..3 return i * 2", {}, [Decimal(2), Decimal(4), Decimal(6)]),
        ("for i in [1..3) return i", {}, [Decimal(1), Decimal(2)]),
        ("for i in 1..4 return if i < 3 then 1 else sum(partial)", {}, [Decimal(n) for n in (1, 1, 2, 4)]),
        ("for a in [1, 2], b in [a, 10] return a * b", {}, [Decimal(n) for n in (1, 10, 4, 20)]),
        ("some x in [1, 2] satisfies x > 1", {}, True),
        ("every x in [] satisfies false", {}, True),
        ("every x in [1, null] satisfies x > 0", {}, None),
        ("{a: 1, b: a + 1}.b", {}, Decimal(2)),
        ("{a: 1, a: 2}", {}, None),
        ('{"with space": 1}.with space', {"with space": 0}, Decimal(1)),
        ("{f: function(x: number) x * 2, r: f(4)}.r", {}, Decimal(8)),
        ('substring(string: "转诊单", start position: 2)', {}, "诊单"),
        ("sort([3, 1, 2], function(a, b) a > b)", {}, [Decimal(3), Decimal(2), Decimal(1)]),
        ('"\\u8f6c\\n\\"" = "转\n\\""', {}, True),
        ("1 // a comment\n + /* another */ 1", {}, Decimal(2)),
        ("x in (a..b)", {"x": 2, "a": 1, "b": 3}, True),
        ("(1 + 2) * 3", {}, Decimal(9)),
    ],
)
def test_text_is_read_and_evaluated(text: str, context: dict[str, Any], value: Any) -> None:
    assert evaluate(text, context) == value


def test_expression_names_its_free_variables_only() -> None:
    text = "for i in items return i + offset + sum(x.y) + {z: 1, w: z}.w + ls[inner = 1][1] + string(now())"
    assert parse(text).names == {"items", "offset", "x", "ls"}


def test_expression_is_parsed_once() -> None:
    assert parse("a + 1") is parse("a + 1", ["b"])
    assert parse("a b + 1", ["a b"]) is not parse("a + 1", ["a b"])


@pytest.mark.parametrize(
    ("tests", "value", "passes"),
    [
        ("-", None, True),
        ("< 5", Decimal(4), True),
        ("[18..65]", Decimal(65), True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("null", None, True),
        ("true", True, True),
        ('date("2026-01-01")', None, False),
        ("? > 3 and ? < 9", Decimal(5), True),
        ('contains(?, "痛")', "胸痛", True),
        ("limit", Decimal(7), True),
        ("> limit", Decimal(8), True),
        ("> 5", None, None),
    ],
)
def test_unary_tests_judge_a_value(tests: str, value: Any, passes: bool | None) -> None:
    assert parse_unary(tests).test(value, {"limit": 7}) is passes


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a = = b", 4),
        ("1 +", 3),
        ("(1", 2),
        ("[1, ", 4),
        ("if a then b", 11),
        ('"open', 0),
        ("a b", 2),
        ('@"x"', 1),
        ("", 0),
    ],
)
def test_broken_text_is_refused_with_its_position(text: str, position: int) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.message_zh
    assert caught.value.message_en
    assert caught.value.message_en in str(caught.value)


@settings(PATIENT, max_examples=400)
@given(st.text(max_size=60))
@example("1E999999999999")
@example("\\")
def test_any_text_gives_an_expression_or_a_feel_error(text: str) -> None:
    _exercise(text)


@settings(PATIENT, max_examples=600)
@given(st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join))
def test_any_row_of_pieces_gives_an_expression_or_a_feel_error(text: str) -> None:
    _exercise(text)


def _exercise(text: str) -> None:
    for read in (parse, parse_unary):
        for strict in (True, False):
            try:
                expression = read(text, ["date and", "x 1"])
                if read is parse:
                    expression.evaluate({"x": 1, "紧急程度": "I"}, strict=strict)
                else:
                    expression.test(Decimal(1), {"x": 1}, strict=strict)
            except FeelError as error:
                assert str(error)
