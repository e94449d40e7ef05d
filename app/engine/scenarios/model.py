"""What a scenario file says.

    {"name": "退回后再提交", "name:en": "Returned, then resubmitted",
     "at": "2026-12-01T09:00:00+08:00",             when it begins; without offset: Chinese time
     "starter": {"person": …, "institution": …, "role": …},
     "variables": {…},                              what the starter gives beside the form
     "start": {…},                                  answers to the start form, checked as people's answers are
     "sla": {"triage": "PT24H"},                    deadline settings
     "topics": {"booking.arrange": {…}},            outputs of topics; a list: one after the other, the last
                                                    for ever; {"error": "slot_gone"}: a business error
     "steps": [
       {"complete": "triage", "by": "hospital/heart:specialist", "answers": {…}},
       {"complete": "discharge", "answers": {…}, "refused": ["stable"]},     the form refuses, at these fields
       {"pass": "PT3H"}, {"until": "2027-01-31T08:00:00"},                   time passes, due after due
       {"send": "withdraw", "payload": {…}}, {"send": "withdraw", "nobody": true},
       {"complete": "schedule", "answers": {…}, "failing": {"booking.arrange": "technical"}},   all is as before
       {"retry": "send_report"},                                             a job that failed, again
       {"expect": {…}}                              every other step may carry `expect` as well
     ]}

`_common.json` of the same folder holds what its scenarios share; what a scenario says itself goes before it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.engine.dialect.times import moment

COMMON = "_common.json"
MAX_STEPS = 500
_DEEP = ("starter", "variables", "start", "sla", "topics")
_KEYS = frozenset({"name", "name:en", "about", "at", "steps", *_DEEP})
_ACTS = ("complete", "pass", "until", "send", "retry", "expect")
_WITH = {
    "complete": {"by", "answers", "refused", "failing", "nth"},
    "send": {"payload", "nobody", "failing"},
    "pass": {"failing"},
    "until": {"failing"},
    "retry": {"failing"},
    "expect": set(),
}


class ScenarioError(Exception):
    """A scenario file that cannot be played; `zh` and `en` say what to mend."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class Act:
    """One step: `kind` is what happens, `subject` to what, `said` everything the step says."""

    kind: str
    subject: Any
    said: Mapping[str, Any]

    @property
    def expected(self) -> Mapping[str, Any] | None:
        """What must be true afterwards."""
        found: Mapping[str, Any] | None = self.subject if self.kind == "expect" else self.said.get("expect")
        return found


@dataclass(frozen=True)
class Scenario:
    """One scenario, ready to play."""

    file: str
    name: str
    name_en: str
    at: datetime
    starter: Mapping[str, Any]
    variables: Mapping[str, Any]
    start: Mapping[str, Any] | None
    sla: Mapping[str, Any]
    topics: Mapping[str, Any]
    acts: tuple[Act, ...] = field(default=())


def read_scenario(file: str, text: str, common: str = "{}") -> Scenario:
    """Read one file over what its folder shares. Raises `ScenarioError`."""
    said = _merged(_object(COMMON, common), _object(file, text))
    unknown = sorted(set(said) - _KEYS)
    if unknown:
        raise ScenarioError(f"不认识的键 {unknown}。", f"unknown keys {unknown}")
    if not isinstance(said.get("name"), str) or not isinstance(said.get("at"), str):
        raise ScenarioError("请写明 name 和 at（开始时刻）。", "say name and at (when it begins)")
    steps = said.get("steps")
    if not isinstance(steps, list) or len(steps) > MAX_STEPS:
        raise ScenarioError(
            f"steps 应为最多 {MAX_STEPS} 步的列表。", f"steps must be a list of at most {MAX_STEPS}"
        )
    return Scenario(
        file,
        said["name"],
        str(said.get("name:en", "")),
        _moment(said["at"]),
        said.get("starter", {}),
        said.get("variables", {}),
        said.get("start"),
        said.get("sla", {}),
        said.get("topics", {}),
        tuple(_act(number, step) for number, step in enumerate(steps, 1)),
    )


def _object(file: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"{file} 不是有效的 JSON：{error}", f"{file} is not valid JSON: {error}") from None
    if not isinstance(found, dict):
        raise ScenarioError(f"{file} 应是一个对象。", f"{file} must be an object")
    for key in _DEEP:
        if found.get(key) is not None and not isinstance(found[key], dict):
            raise ScenarioError(f"{key} 应是一个对象。", f"{key} must be an object")
    return found


def _merged(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    said = {**common, **own}
    for key in _DEEP:
        if isinstance(common.get(key), Mapping) and isinstance(own.get(key), Mapping):
            said[key] = {**common[key], **own[key]}
    return said


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except ValueError as error:
        raise ScenarioError(f"时刻写法不对：{error}", f"not a moment: {error}") from None


def _act(number: int, step: Any) -> Act:
    kinds = [kind for kind in _ACTS if isinstance(step, dict) and kind in step]
    kind = next((one for one in kinds if one != "expect"), "expect")
    if not kinds or len(kinds) > 2 or (len(kinds) == 2 and "expect" not in kinds):
        raise ScenarioError(
            f"第 {number} 步应写明一件事：{'、'.join(_ACTS)}。", f"step {number} must say one of {', '.join(_ACTS)}"
        )
    unknown = sorted(set(step) - {kind, "expect", "note"} - _WITH[kind])
    if unknown:
        raise ScenarioError(f"第 {number} 步有不认识的键 {unknown}。", f"step {number} has unknown keys {unknown}")
    return Act(kind, step[kind], step)
