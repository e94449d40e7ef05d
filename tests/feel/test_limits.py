"""Hostile expressions end soon, and with an error of ours."""

from __future__ import annotations

import time

import pytest

from app.engine.feel import FeelError, FeelLimitError, evaluate, parse, to_json
from app.engine.feel.limits import MAX_SOURCE

_CPU_SECONDS = 5
"""Far above what any of these takes, far below what they would take without limits."""
_DOUBLED = "{a: [1], " + ", ".join(f"{chr(98 + n)}: [{chr(97 + n)}, {chr(97 + n)}]" for n in range(24)) + "}"
_GROWING = (
    '{a: "' + "x" * 100 + '", ' + ", ".join(f"{chr(98 + n)}: {chr(97 + n)} + {chr(97 + n)}" for n in range(24))
)


@pytest.mark.parametrize(
    "text",
    [
        "1" * (MAX_SOURCE + 1),
        "(" * 5000 + "1" + ")" * 5000,
        "[" * 3000,
        "x in (" * 500,
        "not(" * 500,
        "if " * 3000,
        "a" + ".b" * 5000,
        "a" + "[1]" * 3000,
        "f" + "()" * 3000,
        "1" + " = 1" * 2000,
        "1 instance of " + "list<" * 500,
        "for i in 1..1000000000 return i",
        "for i in [1..1E6000] return i",
        'for i in @"0001-01-01"..@"9999-12-31" return i',
        "count(for a in 1..1000, b in 1..1000, c in 1..1000 return a)",
        "for i in 1..50000 return for j in 1..50000 return i * j",
        "some x in 1..40000 satisfies some y in 1..40000 satisfies false",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "{f: function(n) [f(n + 1), f(n + 1)], r: f(1)}.r",
        "distinct values(for i in 1..40000 return i)",
        "sort(for i in 1..40000 return i, function(a, b) a < b)",
        'for i in 1..40000 return "' + "z" * 2000 + '" + "y"',
        'replace("' + "a" * 5000 + '", "a", "' + "b" * 5000 + '")',
        'string join(for i in 1..40000 return "aaaaaaaaaa", "bbbbbbbbbb")',
        _GROWING + "}",
        _DOUBLED,
        f"string({_DOUBLED})",
        f"flatten({_DOUBLED}.y)",
        f"{_DOUBLED}.y = {_DOUBLED}.y",
        'matches("' + "a" * 40 + 'b", "(a+)+$")',
        'matches("' + "a" * 40 + '", "(a|a)*b")',
        'matches("' + "a" * 40 + '", "(a?){40}a{40}")',
        'matches("' + "a" * 3000 + '", "a*a*a*a*b")',
        'split("' + "a" * 1000 + '", "(.*)*")',
        'matches("a", "' + "a" * 600 + '")',
    ],
)
def test_costly_expression_is_stopped(text: str) -> None:
    started = time.process_time()
    with pytest.raises(FeelLimitError) as caught:
        evaluate(text, {"x": 1, "a": {"b": 1}})
    assert time.process_time() - started < _CPU_SECONDS
    assert caught.value.message_zh
    assert caught.value.message_en


@pytest.mark.parametrize(
    "text",
    [
        "10 ** (10 ** 10)",
        "9E6144 * 9E6144",
        "exp(1E6000)",
        "odd(1E6000)",
        'number("1E999999")',
        'substring("a", 1E6000)',
        '@"P1D" * 1E30',
        '@"999999999-12-31" + @"P999999999D"',
        'duration("P999999999999Y") * 1E6000',
        "date(1E30, 1, 1)",
        "time(1, 1, 1E300)",
        'matches("a", "a{1000000}{1000000}")',
        'split("a", "[")',
        'date and time("2026-01-01T00:00:00@../../etc/passwd")',
    ],
)
def test_value_out_of_range_is_null_and_in_strict_use_an_error(text: str) -> None:
    assert evaluate(text, {}) is None
    with pytest.raises(FeelError):
        evaluate(text, {}, strict=True)


def test_long_chains_of_operators_need_no_stack() -> None:
    assert evaluate("0" + " + 1" * 4000, {}) == 4000
    assert evaluate("true" + " and true" * 1500, {}) is True


def test_ordinary_patterns_pass_over_ordinary_texts() -> None:
    assert evaluate(r'matches("330106199001011234", "^\d{17}[\dX]$")', {}) is True
    assert evaluate(r'replace("a, b,c", "\s*,\s*", ";")', {}) == "a;b;c"
    assert evaluate('count(split("' + "word " * 300 + '", "\\s"))', {}) == 301


def test_nested_data_from_outside_is_refused() -> None:
    deep: list[object] = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(FeelLimitError):
        evaluate("x", {"x": deep})
    with pytest.raises(FeelLimitError):
        to_json(deep)


def test_longest_text_is_still_read() -> None:
    assert parse('"' + "x" * (MAX_SOURCE - 2) + '"').evaluate({}) == "x" * (MAX_SOURCE - 2)
