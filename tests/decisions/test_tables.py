"""Decision tables under every hit policy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from app.engine.decisions import DecisionError, Result, load
from tests.decisions.models import decision, definitions, input_data, requires, table

_LEVELS = [(["< 40"], ['"I"', "1"]), (["< 60"], ['"II"', "2"]), (["< 80"], ['"III"', "4"])]


def _run(
    policy: str, value: Any, rules: Sequence[Any] = _LEVELS, extra: str = "", *, strict: bool = True
) -> Result:
    logic = table(["spo2"], ['level="II", "I", "III"', "hours"], rules, policy, extra)
    return _model(logic).evaluate("urgency", {"spo2": value}, strict=strict)


def _model(logic: str) -> Any:
    return load(definitions(input_data("spo2"), decision("urgency", logic, needs=[requires("Input", "in_spo2")])))


def _one_column(policy: str, extra: str = "") -> Any:
    rules = [(["< 40"], ["1"]), (["< 60"], ["2"]), (["< 80"], ["4"])]
    return _model(table(["spo2"], ["hours"], rules, policy, extra))


def test_unique_table_answers_its_only_hit_and_names_the_rule() -> None:
    assert _run("UNIQUE", 70) == Result({"level": "III", "hours": Decimal(4)}, ("r3",))


@pytest.mark.parametrize("strict", [True, False])
def test_unique_table_with_two_hits_is_an_error(strict: bool) -> None:
    with pytest.raises(DecisionError, match="r2, r3") as caught:
        _run("UNIQUE", 50, strict=strict)
    assert "urgency" in caught.value.message_zh


def test_any_table_answers_when_its_hits_agree() -> None:
    rules = [(["< 40"], ['"I"', "1"]), (["< 60"], ['"I"', "1"])]
    assert _run("ANY", 30, rules) == Result({"level": "I", "hours": Decimal(1)}, ("r1", "r2"))


def test_any_table_with_different_hits_is_an_error() -> None:
    with pytest.raises(DecisionError, match="ANY"):
        _run("ANY", 30)


def test_first_table_answers_the_first_hit() -> None:
    assert _run("FIRST", 30) == Result({"level": "I", "hours": Decimal(1)}, ("r1",))


def test_priority_table_answers_by_the_order_of_its_output_values() -> None:
    assert _run("PRIORITY", 30) == Result({"level": "II", "hours": Decimal(2)}, ("r2",))


def test_rule_order_table_answers_all_hits_in_the_order_of_its_rules() -> None:
    found = _run("RULE ORDER", 50)
    assert [row["level"] for row in found.value] == ["II", "III"]
    assert found.rules == ("r2", "r3")


def test_output_order_table_answers_all_hits_by_the_order_of_its_output_values() -> None:
    found = _run("OUTPUT ORDER", 30)
    assert [row["level"] for row in found.value] == ["II", "I", "III"]
    assert found.rules == ("r2", "r1", "r3")


@pytest.mark.parametrize(("aggregation", "value"), [("SUM", 6), ("MIN", 2), ("MAX", 4), ("COUNT", 2)])
def test_collect_table_aggregates_its_hits(aggregation: str, value: int) -> None:
    model = _one_column("COLLECT", f'aggregation="{aggregation}"')
    assert model.evaluate("urgency", {"spo2": 50}, strict=True).value == value


def test_collect_table_without_aggregation_answers_a_list() -> None:
    model = _one_column("COLLECT")
    assert model.evaluate("urgency", {"spo2": 30}).value == [1, 2, 4]
    assert model.evaluate("urgency", {"spo2": 99}) == Result([])


def test_count_of_no_hits_is_zero() -> None:
    assert _one_column("COLLECT", 'aggregation="COUNT"').evaluate("urgency", {"spo2": 99}).value == 0


def test_table_without_hit_answers_null_or_its_default() -> None:
    assert _run("UNIQUE", 99) == Result(None)
    logic = table(["spo2"], ["hours"], [(["< 40"], ["1"])]).replace(
        '<output name="hours">', '<output name="hours"><defaultOutputEntry><text>24</text></defaultOutputEntry>'
    )
    assert _model(logic).evaluate("urgency", {"spo2": 99}).value == 24


def test_cells_take_sets_negations_dates_and_the_tested_value() -> None:
    rules = [
        (['"a", "b"', "-", "-"], ["1"]),
        (['not("a", "b")', "[18..65]", "-"], ["2"]),
        (["-", "> 65", 'date("2026-01-01")'], ["3"]),
        (["-", "? > 65 and ? < 70", "null"], ["4"]),
    ]
    logic = table(["sort", "age", "day"], ["answer"], rules, "FIRST")
    names = ("sort", "age", "day")
    model = load(
        definitions(
            *(input_data(name, "date" if name == "day" else None) for name in names),
            decision("answer", logic, needs=[requires("Input", f"in_{name}") for name in names]),
        )
    )
    answers = [
        model.evaluate("answer", dict(zip(names, values, strict=True)), strict=True).value
        for values in (("a", 1, None), ("c", 65, None), ("c", 70, "2026-01-01"), ("c", 66, None), ("c", 99, None))
    ]
    assert answers == [1, 2, 3, 4, None]


def test_mistake_in_a_cell_names_decision_rule_and_input_in_strict_use() -> None:
    with pytest.raises(DecisionError) as caught:
        _run("UNIQUE", "high")
    assert caught.value.place is not None
    assert 'Decision "urgency" (rule 1, input 1)' in caught.value.message_en
    assert "决策“urgency”（规则 1，输入 1）" in caught.value.message_zh
    assert _run("UNIQUE", "high", strict=False).value is None
