"""A case from start to end over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests import diagrams
from tests.hands import Hand


def test_designer_starts_and_completes_one_task_ends_the_case(designer: Hand) -> None:
    designer.publish("one", diagrams.one_task())
    case = designer.begin("one", word="old")
    task = designer.open(case)["a"]

    answer = designer.do(task, word="new")

    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.get_json()["case"]["ended"] is True
    seen = designer.read(f"/cases/{case}")
    assert (seen["ended"], seen["open_tasks"], seen["due_timers"]) == (True, [], [])
    assert designer.variables(case)["word"] == "new"


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_two_branches_joined_in_either_order_keep_both_writes(designer: Hand, order: str) -> None:
    designer.publish("fork", diagrams.fork())
    case = designer.begin("fork", word="old", other="old")
    written: dict[str, dict[str, Any]] = {"a": {"word": "new"}, "b": {"other": "new"}}

    for element in order:
        assert designer.do(designer.open(case)[element], **written[element]).status_code == 200

    assert list(designer.open(case)) == ["after"]
    variables = designer.variables(case)
    assert (variables["word"], variables["other"]) == ("new", "new")
