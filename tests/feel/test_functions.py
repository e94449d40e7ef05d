"""Built-in functions, a few of each group (the conformance data test them all)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.engine.feel import evaluate
from app.engine.feel.text import to_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('substring("foobar", -2)', "ar"),
        ('substring("转诊单", 2, 1)', "诊"),
        ('string length("\U0001f600转")', Decimal(2)),
        ('substring before("a-b", "-")', "a"),
        ('substring after("a-b", "-")', "b"),
        ('replace("abcd", "(b)(c)", "$2$1")', "acbd"),
        ('replace("a.b", ".", "x", "q")', "axb"),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('string join(["a", null, "b"], "、")', "a、b"),
        ('replace("a", ".*?", "x")', None),
        ('replace("a", "a", "$")', None),
        ('replace("hello world", " hello [ ] world ", "x", "x")', "x"),
        ('matches("e", "[a-z-[aeiou]]")', False),
        ('matches("f", "^[a-z-[aeiou]]$")', True),
        ('matches("hello world", "hello\\\\ sworld", "x")', True),
        ('matches("helloworld", "hello[ ]world", "x")', False),
        ('matches("转诊", "^\\\\p{IsCJKUnifiedIdeographs}+$")', True),
        ('matches("Ä", "^[\\\\p{Lu}x]$")', True),
        ('matches("ä", "\\\\P{Ll}")', False),
        ('matches("a", "\\\\p{Nothing}")', None),
        ('matches("ab", "(?=a)")', None),
        ('matches("a\\n", "^a$")', False),
        ('matches("aa", "(a)\\\\1")', True),
        ('matches("a", "[a")', None),
        ("min([3, 1, 2])", Decimal(1)),
        ('max("a", "b")', "b"),
        ("sum([])", None),
        ("mean(1, 2, 4.5)", Decimal("2.5")),
        ("median([3, 1, 2, 4])", Decimal("2.5")),
        ("mode([1, 2, 2, 3, 3])", [Decimal(2), Decimal(3)]),
        ("stddev([2, 4, 7, 5])", Decimal("2.081665999466132735282297706979931")),
        ("all([true, null])", None),
        ("any([true, null])", True),
        ("list contains([1, null], null)", True),
        ("append([1], 2, 3)", [Decimal(1), Decimal(2), Decimal(3)]),
        ("concatenate([1], [2])", [Decimal(1), Decimal(2)]),
        ("union([1, 2], [2, 3])", [Decimal(1), Decimal(2), Decimal(3)]),
        ("insert before([1, 3], 2, 2)", [Decimal(1), Decimal(2), Decimal(3)]),
        ("remove([1, 2], -1)", [Decimal(1)]),
        ("list replace([1, 2], 1, 9)", [Decimal(9), Decimal(2)]),
        ("index of([1, 2, 1], 1)", [Decimal(1), Decimal(3)]),
        ("flatten([1, [2, [3]]])", [Decimal(1), Decimal(2), Decimal(3)]),
        ("reverse([1, 2])", [Decimal(2), Decimal(1)]),
        ("sublist([1, 2, 3], 2)", [Decimal(2), Decimal(3)]),
        ("decimal(2.5, 0)", Decimal(2)),
        ("round half up(2.5, 0)", Decimal(3)),
        ("floor(-1.5)", Decimal(-2)),
        ("ceiling(1.23, 1)", Decimal("1.3")),
        ("modulo(-5, 3)", Decimal(1)),
        ("sqrt(16)", Decimal(4)),
        ("even(4) and odd(-3)", True),
        ('number("1.234,5", ".", ",")', Decimal("1234.5")),
        ('get value({a: 1}, "a")', Decimal(1)),
        ('context put({}, "a", 1)', {"a": Decimal(1)}),
        ("context merge([{a: 1}, {a: 2}])", {"a": Decimal(2)}),
        ("get entries({a: 1})[1].key", "a"),
        ("before(1, [2..3])", True),
        ("meets([1..2], [2..3])", True),
        ("overlaps([1..3], [2..4])", True),
        ("overlaps after([4..8], [1..5])", True),
        ("overlaps after([1..5], [1..5))", False),
        ("overlaps after((1..5], [1..5))", True),
        ("before(range: [1..2], point: 3)", True),
        ("before(point: 3, range: [1..2])", False),
        ("5 instance of tNothing", None),
        ("during(2, [1..3])", True),
        ("finishes(3, [1..3])", True),
        ("starts(1, [1..3])", True),
        ("coincides([1..2], [1..2])", True),
        ('5 in range("[1..5]")', True),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
        ('day of week(@"2026-01-31")', "Saturday"),
        ('week of year(@"2026-01-01")', Decimal(1)),
        ('date("2026-02-30")', None),
    ],
)
def test_function_gives_value(text: str, value: Any) -> None:
    assert evaluate(text, {}) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string(1.50)", "1.5"),
        ("string(1E3)", "1000"),
        ('string([1, "a", {b: null}])', '[1, "a", {b: null}]'),
        ('string(@"P14M")', "P1Y2M"),
        ('string(duration("PT3661.5S"))', "PT1H1M1.5S"),
        ("string([1..2))", "[1..2)"),
        ('string(date and time(@"2026-01-31", @"07:30:00@Asia/Shanghai"))', "2026-01-31T07:30:00@Asia/Shanghai"),
        ('string(time(7, 30, 0, duration("PT8H")))', "07:30:00+08:00"),
        ('string(time(7, 30, 0, duration("PT0S")))', "07:30:00Z"),
    ],
)
def test_value_is_written_as_feel_text(text: str, expected: str) -> None:
    assert to_text(evaluate(text, {})) == expected
