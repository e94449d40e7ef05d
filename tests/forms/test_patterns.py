"""Patterns of designers: what is bounded is taken, what may hang a worker is not."""

from __future__ import annotations

import time

import pytest

from app.engine.forms.pattern import PatternError, compile_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{17}[\dXx]$",
        r"^1[3-9]\d{9}$",
        r"[^@\s]+@[^@\s]+",
        r"^[^@\s]+@[^@\s]+\.[a-z]+$",
        r"^(\d{3}-)*\d{4}$",
        r"^(?:A|B|AB|O)[+-]?$",
        r"^(?=.*\d)[A-Z\d]{8,20}$",
        r"^[一-龥·]{2,20}$",
    ],
)
def test_designer_writes_a_plain_pattern_and_it_is_taken(pattern: str) -> None:
    assert compile_pattern(pattern).pattern == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"^(a|aa)*$",
        r"^(a|a)+b",
        r"^((a{1,50}){1,50}){1,50}$",
        r"^(\w+\s?)*$",
        r"a*a*a*a*b",
        r"^(a)\1+$",
        r"^(?:(?:a?){200}){5}$",
        r"(",
        r"[z-a]",
        "a" * 501,
        "(" * 400 + ")" * 400,
    ],
    ids=lambda pattern: pattern[:20],
)
def test_designer_writes_a_pattern_that_may_hang_and_it_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"[^@\s]+@[^@\s]+", r"^a*a*a*b$"])
def test_accepted_pattern_is_quick_at_its_worst(pattern: str) -> None:
    begun = time.monotonic()
    compile_pattern(pattern).search("a" * 200)
    assert time.monotonic() - begun < 2
