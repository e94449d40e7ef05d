"""The pure part of `POST /api/v1/decisions/evaluate`: files and cases in, results out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.engine.decisions.errors import DecisionError
from app.engine.decisions.evaluation import Result, evaluate_decision, evaluate_service
from app.engine.decisions.model import Model, load
from app.engine.decisions.xml import normal
from app.engine.feel.clock import clock_functions
from app.engine.feel.errors import FeelError
from app.engine.feel.jsonio import from_json, to_typed_json
from app.engine.feel.limits import MAX_STEPS, Run

MAX_CASES = 5_000
MAX_FILES = 50
_TOTAL_STEPS = 5 * MAX_STEPS


def evaluate_request(body: Mapping[str, Any], *, now: dt.datetime | None = None) -> dict[str, Any]:
    """Evaluate cases: `{files: {name: text}, model, cases: [{decision | service, inputs}]}`.

    Answers `{results: [{value, rules?} | {error}]}` in the order of the cases. Evaluation is lenient as DMN wants:
    an expression that fails gives null as `value`. `error` (Chinese and English) is answered where nothing could
    be evaluated: an unreadable model or input, an unknown decision, a broken hit policy, a passed limit.
    `now` is what `now()` and `today()` answer. DecisionError when the body has not this shape.
    """
    files, model_name, cases = _checked(body)
    try:
        model = _load(files, model_name)
    except FeelError as error:
        return {"results": [{"error": str(error)} for _ in cases]}
    clock = {} if now is None else clock_functions(now)
    results: list[dict[str, Any]] = []
    left = _TOTAL_STEPS
    for case in cases:
        run = Run(False, model.all_types)
        run.steps = budget = min(left, MAX_STEPS)
        results.append(_result(model, case, run, clock))
        left -= budget - max(run.steps, 0)
    return {"results": results}


def _load(files: Mapping[str, str], name: str) -> Model:
    return load(files[name], [text for other, text in files.items() if other != name])


def _checked(body: Mapping[str, Any]) -> tuple[dict[str, str], str, list[Any]]:
    files, model, cases = body.get("files"), body.get("model"), body.get("cases")
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise DecisionError("files 应为 {文件名: 文本}。", "files should be {name: text}.")
    if len(files) > MAX_FILES:
        raise DecisionError(f"最多 {MAX_FILES} 个文件。", f"At most {MAX_FILES} files.")
    if not isinstance(model, str) or model not in files:
        raise DecisionError("model 应为 files 中的一个文件名。", "model should be the name of one of the files.")
    if not isinstance(cases, list) or len(cases) > MAX_CASES:
        raise DecisionError(
            f"cases 应为列表，最多 {MAX_CASES} 项。", f"cases should be a list of at most {MAX_CASES}."
        )
    return files, model, cases


def _result(model: Model, case: Any, run: Run, clock: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = _evaluate(model, case, run, clock)
        answer: dict[str, Any] = {"value": to_typed_json(found.value)}
    except FeelError as error:
        return {"error": str(error)}
    if found.rules:
        answer["rules"] = list(found.rules)
    return answer


def _evaluate(model: Model, case: Any, run: Run, clock: Mapping[str, Any]) -> Result:
    if not isinstance(case, dict) or not isinstance(case.get("inputs", {}), dict):
        raise DecisionError(
            "每个 case 应为 {decision 或 service, inputs}。", "A case should be {decision or service, inputs}."
        )
    inputs = {normal(str(name)): from_json(value) for name, value in case.get("inputs", {}).items()}
    service, decision = case.get("service"), case.get("decision")
    if isinstance(service, str):
        return evaluate_service(model, service, inputs, run, clock)
    if isinstance(decision, str):
        return evaluate_decision(model, decision, inputs, run, clock)
    raise DecisionError("case 缺少 decision 或 service。", "The case lacks decision or service.")
