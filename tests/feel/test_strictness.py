"""Strict use: what decides something says what is wrong and where; null stays null."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from app.engine.feel import FeelError, Function, clock_functions, evaluate, parse


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("1 + unknwon", 4, 'Unknown name "unknwon"'),
        ('age > "x"', 4, '">" does not work on number and string'),
        ('age = "40"', 4, '"=" does not work on number and string'),
        ("age and true", 4, '"and" does not work on number'),
        ("person.nmae = 1", 6, 'There is no "nmae" in the context'),
        ("age.x", 3, 'There is no "x" in the number'),
        ("age / 0", 4, "division by zero"),
        ("upper case(age)", 10, "should be string but is number"),
        ('date("31.1.2026")', 4, "invalid value"),
        ("age(1)", 3, "no function"),
        ("count()", 5, "Wrong number"),
        ("if age then 1 else 2", 0, "boolean"),
        ("-name", 0, "does not work on string"),
        ("name in [1..3]", 8, "does not work on string and range"),
        ("now()", 0, 'Unknown name "now"'),
        ("for i in nothing return i", 4, "cannot be iterated"),
        ('number("12x")', 6, "no number"),
        ("age between 1 and name", 4, "does not work"),
    ],
)
def test_mistake_is_an_error_with_its_position(text: str, position: int, words: str) -> None:
    context = {"age": 40, "name": "Li", "person": {"name": "Li"}, "nothing": None}
    with pytest.raises(FeelError) as caught:
        evaluate(text, context, strict=True)
    assert caught.value.position == position
    assert words in caught.value.message_en
    assert caught.value.message_zh in str(caught.value)
    assert evaluate(text, context) in (None, False, Decimal(2))


@pytest.mark.parametrize(
    "text",
    [
        "age > 3",
        "age + 1",
        'age = "x" and null',
        "upper case(age)",
        "age.year",
        "-age",
        "age in [1..3]",
        "count(age)",
    ],
)
def test_null_stays_null_and_is_no_mistake(text: str) -> None:
    assert evaluate(text, {"age": None}, strict=True) in (None, False)


def test_mistake_inside_a_function_names_its_own_position() -> None:
    with pytest.raises(FeelError) as caught:
        evaluate("{f: function(x) x + y, r: f(1)}.r", {}, strict=True)
    assert caught.value.position == 20


def test_function_of_the_caller_is_called_and_its_numbers_become_decimals() -> None:
    add = Function(["days"], lambda days: int(days) + 1)
    assert evaluate("add(days: 2)", {"add": add}, strict=True) == Decimal(3)
    assert evaluate("add(2) / 2", {"add": add}) == Decimal("1.5")


def test_clock_of_the_caller_answers_now_and_today() -> None:
    moment = dt.datetime(2026, 1, 31, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    context = clock_functions(moment)
    assert evaluate("now()", context, strict=True) == moment
    assert evaluate('today() + duration("P1M")', context, strict=True) == dt.date(2026, 2, 28)


def test_name_of_the_context_wins_over_a_builtin() -> None:
    assert evaluate("count + 1", {"count": 4}, strict=True) == Decimal(5)
    assert evaluate("count([1, 2])", {}, strict=True) == Decimal(2)


class _Urgency(StrEnum):
    FIRST = "I"


def test_python_values_of_the_context_become_feel_values() -> None:
    context: dict[str, Any] = {"n": 0.1, "list": (1, 2), "deep": {"x": [1]}, "level": _Urgency.FIRST}
    assert (
        evaluate('n + 0.2 = 0.3 and sum(list) = 3 and deep.x[1] = 1 and level = "I"', context, strict=True) is True
    )


def test_value_that_is_no_data_is_refused() -> None:
    with pytest.raises(FeelError, match="object"):
        evaluate("x", {"x": object()}, strict=True)


def test_same_expression_serves_strict_and_lenient_use() -> None:
    expression = parse("x + 1")
    assert expression.evaluate({}) is None
    with pytest.raises(FeelError):
        expression.evaluate({}, strict=True)
