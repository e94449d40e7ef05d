"""The OMG's conformance cases, read from the folder that the environment variable DMN_TCK names.

Results that expect a value and results that expect null are counted apart: an evaluator that always fails would
"pass" the second kind. The figures here and in docs/conformance.md are the same.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.engine.decisions import evaluate_request
from app.engine.feel import from_json, to_typed_json
from tests.decisions.conformance import Case, cases, same

_DOCUMENT = Path(__file__).parents[2] / "docs" / "conformance.md"
_NOW = dt.datetime(2026, 1, 31, 7, 30, tzinfo=dt.UTC)


@dataclass
class _Count:
    """Results of one kind."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.passed + len(self.failed)

    def add(self, label: str, passed: bool) -> None:
        if passed:
            self.passed += 1
        else:
            self.failed.append(label)


def _folder() -> Path:
    named = os.environ.get("DMN_TCK")
    if not named or not Path(named).is_dir():
        pytest.skip("the OMG's conformance data were left out: DMN_TCK names no folder")
    return Path(named)


def _answers(group: list[Case]) -> list[Any]:
    """Our answers to the cases of one model, through JSON as programs send and read it."""
    body = {
        "files": group[0].files(),
        "model": group[0].model,
        "cases": [
            {"service" if case.is_service else "decision": case.target, "inputs": to_typed_json(case.inputs)}
            for case in group
        ],
    }
    answer = evaluate_request(json.loads(json.dumps(body)), now=_NOW)
    results = json.loads(json.dumps(answer, allow_nan=False))["results"]
    return [_named(case, from_json(result.get("value"))) for case, result in zip(group, results, strict=True)]


def _named(case: Case, value: Any) -> Any:
    """A service of several decisions answers a context; the case asks for one of them."""
    return value[case.node] if case.is_service and isinstance(value, dict) and case.node in value else value


def _run(level: Path) -> tuple[_Count, _Count]:
    """Results that expect a value, and results that expect null."""
    groups: dict[tuple[Path, str], list[Case]] = defaultdict(list)
    for case in cases(level):
        groups[case.folder, case.model].append(case)
    values, nulls = _Count(), _Count()
    for group in groups.values():
        for case, found in zip(group, _answers(group), strict=True):
            (nulls if case.expected is None else values).add(case.label, same(case.expected, found))
    return values, nulls


def test_level_2_passes_whole() -> None:
    values, nulls = _run(_folder() / "level-2")
    assert values.failed == []
    assert nulls.failed == []
    assert values.total > 100


def test_level_3_passes_but_for_what_the_document_names() -> None:
    values, nulls = _run(_folder() / "level-3")
    document = _DOCUMENT.read_text(encoding="utf-8")
    unnamed = [label for label in values.failed + nulls.failed if label.split()[1] not in document]
    assert unnamed == []
    assert values.total > 700
    assert values.passed >= 0.98 * values.total


def test_figures_of_the_document_are_those_of_the_run() -> None:
    document = _DOCUMENT.read_text(encoding="utf-8")
    for level in ("level-2", "level-3"):
        values, nulls = _run(_folder() / level)
        assert f"| {values.passed} of {values.total} | {nulls.passed} of {nulls.total} |" in document
