"""The pure part of `POST /api/v1/decisions/evaluate`."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from app.engine.decisions import DecisionError, evaluate_request
from tests.decisions.models import decision, definitions, input_data, literal, requires, table

_FILE = definitions(
    input_data("day", "date"),
    input_data("level"),
    decision("later", literal('day + duration("P1M")'), needs=[requires("Input", "in_day")]),
    decision("wrong", literal("level + 1"), needs=[requires("Input", "in_level")]),
    decision("today", literal("today()")),
    decision(
        "hours", table(["level"], ["hours"], [(['"I"'], ["2"]), (['"II", "III"'], ["24"]), (['"III"'], ["48"])]),
        needs=[requires("Input", "in_level")],
    ),
    '<decisionService id="s" name="all"><outputDecision href="#d_later"/><outputDecision href="#d_hours"/>'
    '<inputData href="#in_day"/><inputData href="#in_level"/></decisionService>',
)  # fmt: skip


def _ask(*cases: dict[str, Any]) -> list[dict[str, Any]]:
    body = {"files": {"a.dmn": _FILE}, "model": "a.dmn", "cases": list(cases)}
    answer = evaluate_request(body, now=dt.datetime(2026, 1, 31, tzinfo=dt.UTC))
    results: list[dict[str, Any]] = json.loads(json.dumps(answer, allow_nan=False))["results"]
    return results


@pytest.mark.parametrize("day", ["2026-01-31", {"@type": "date", "@value": "2026-01-31"}])
def test_date_travels_as_iso_text_or_typed(day: Any) -> None:
    (result,) = _ask({"decision": "later", "inputs": {"day": day}})
    assert result == {"value": {"@type": "date", "@value": "2026-02-28"}}


def test_table_answers_its_rules() -> None:
    assert _ask({"decision": "hours", "inputs": {"level": "II"}}) == [{"value": 24, "rules": ["r2"]}]


def test_two_hits_of_a_unique_table_are_an_error() -> None:
    (result,) = _ask({"decision": "hours", "inputs": {"level": "III"}})
    assert result.keys() == {"error"}
    assert "UNIQUE" in result["error"]


def test_expression_that_fails_is_null() -> None:
    assert _ask({"decision": "wrong", "inputs": {"level": "I"}}) == [{"value": None}]


def test_service_answers_a_context_by_name() -> None:
    (result,) = _ask({"service": "all", "inputs": {"day": "2026-01-01", "level": "I"}})
    assert result["value"] == {"later": {"@type": "date", "@value": "2026-02-01"}, "hours": 2}


def test_clock_is_what_the_caller_gives() -> None:
    assert _ask({"decision": "today", "inputs": {}}) == [{"value": {"@type": "date", "@value": "2026-01-31"}}]


def test_one_bad_case_leaves_the_others() -> None:
    results = _ask(
        {"decision": "nothing", "inputs": {}},
        {"inputs": {}},
        {"decision": "later", "inputs": {"day": {"@type": "date", "@value": "x"}}},
        {"decision": "hours", "inputs": {"level": "I"}},
    )
    assert ["error" in result for result in results] == [True, True, True, False]


def test_unreadable_model_is_an_error_of_every_case() -> None:
    body = {"files": {"a.dmn": "<x/>"}, "model": "a.dmn", "cases": [{"decision": "d", "inputs": {}}] * 2}
    assert ["error" in result for result in evaluate_request(body)["results"]] == [True, True]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"files": {"a": _FILE}, "model": "b", "cases": []},
        {"files": [], "model": "a", "cases": []},
        {"files": {"a": 1}, "model": "a", "cases": []},
        {"files": {"a": _FILE}, "model": "a", "cases": {}},
    ],
)
def test_body_of_another_shape_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(DecisionError):
        evaluate_request(body)


def test_all_cases_share_one_budget() -> None:
    text = definitions(decision("much", literal("for i in 1..50000 return for j in 1..50000 return i")))
    body = {"files": {"a": text}, "model": "a", "cases": [{"decision": "much", "inputs": {}}] * 40}
    results = evaluate_request(body)["results"]
    assert len(results) == 40
    assert all("too many steps" in result["error"] for result in results)
