"""What must be true: each word of `expect`, compared with a case.

open: ["triage"]                  elements of the open work items, each as often as it is open
state: "in_transit"               business state
ended: true | false | "completed" (the end event)
variables: {"urgency": 1}         these, and inside objects only the keys that are named
due: {"triage": "PT2H"}           due moment of an open item: a moment, or a duration from now
timers: {"visit_time": "…"}       the same for armed timers
clocks: {"triage": {"due": "…", "paused": true}}
may: {"triage": ["h:lead"]}       exactly who may do it now
actions: ["withdraw"]             exactly the actions on offer
called: [{"topic": …, "with": {…}}, "topic"]     in this step, in any order
not_called: ["topic"]             in this step
told: {"rejected": ["senders"]}   in this step: template → addresses among those told
count: {"cases.start_linked": 1}  calls since the start
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from app.engine.dialect.times import duration, is_duration, later, moment
from app.engine.scenarios.case import Case
from app.engine.scenarios.model import ScenarioError

TELL = "notifications.tell"
Finding = tuple[str, str]
"""A sentence in Chinese and English."""


def findings(case: Case, expected: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything that is not as expected. Raises `ScenarioError` for a word nobody knows."""
    for word, wanted in expected.items():
        if word not in _CHECKS:
            raise ScenarioError(
                f"expect 里不认识 {word}，可用：{'、'.join(_CHECKS)}。",
                f"expect knows no {word}; use {', '.join(_CHECKS)}",
            )
        yield from _CHECKS[word](case, wanted)


def fits(wanted: Any, found: Any) -> bool:
    """Whether a value is as wanted: objects by the wanted keys, everything else as a whole."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(fits(value, found.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(wanted) == len(found) and all(map(fits, wanted, found))
    return bool(wanted == found and isinstance(wanted, bool) == isinstance(found, bool))


def _differs(what: str, wanted: Any, found: Any) -> Iterator[Finding]:
    yield f"{what} 应为 {wanted}，实为 {found}", f"{what} should be {wanted} but is {found}"


def _open(case: Case, wanted: list[str]) -> Iterator[Finding]:
    found = sorted(one.element for one in case.items.values())
    if found != sorted(wanted):
        yield from _differs("open", sorted(wanted), found)


def _state(case: Case, wanted: str) -> Iterator[Finding]:
    if case.state != wanted:
        yield from _differs("state", wanted, case.state)


def _ended(case: Case, wanted: bool | str) -> Iterator[Finding]:
    found = (case.ended.element if case.ended else None) if isinstance(wanted, str) else case.ended is not None
    if found != wanted:
        yield from _differs("ended", wanted, found)


def _variables(case: Case, wanted: Mapping[str, Any]) -> Iterator[Finding]:
    for name, value in wanted.items():
        if not fits(value, case.variables.get(name)):
            yield from _differs(name, value, case.variables.get(name))


def _due(case: Case, wanted: Mapping[str, str | None]) -> Iterator[Finding]:
    for element, text in wanted.items():
        found = [one.due for one in case.items.values() if one.element == element]
        yield from _moments(case, f"due {element}", text, found)


def _timers(case: Case, wanted: Mapping[str, str | None]) -> Iterator[Finding]:
    for element, text in wanted.items():
        found = [one.due for one in case.timers.values() if one.element == element]
        yield from _moments(case, f"timer {element}", text, found)


def _moments(case: Case, what: str, text: str | None, found: Iterable[datetime | None]) -> Iterator[Finding]:
    wanted = None if text is None else _at(case, text)
    seen = [one for one in found if one is not None]
    if (wanted is None and seen) or (wanted is not None and wanted not in seen):
        yield from _differs(what, wanted, [one.isoformat() for one in seen])


def _at(case: Case, text: str) -> datetime:
    return later(case.now, duration(text)) if is_duration(text) else moment(text)


def _clocks(case: Case, wanted: Mapping[str, Mapping[str, Any]]) -> Iterator[Finding]:
    for name, said in wanted.items():
        clock = case.clocks.get(name)
        if clock is None:
            yield from _differs(f"clock {name}", said, None)
            continue
        if "due" in said:
            yield from _moments(case, f"clock {name}", said["due"], [clock.due])
        if "started" in said:
            yield from _moments(case, f"clock {name} started", said["started"], [clock.started_at])
        if "paused" in said and said["paused"] != (clock.paused_since is not None):
            yield from _differs(f"clock {name} paused", said["paused"], not said["paused"])


def _may(case: Case, wanted: Mapping[str, list[str]]) -> Iterator[Finding]:
    for element, groups in wanted.items():
        found = [case.may(one) for one in case.items.values() if one.element == element]
        if set(groups) not in found:
            yield from _differs(f"may {element}", sorted(groups), [sorted(one) for one in found])


def _actions(case: Case, wanted: list[str]) -> Iterator[Finding]:
    if case.actions() != sorted(wanted):
        yield from _differs("actions", sorted(wanted), case.actions())


def _called(case: Case, wanted: list[Any]) -> Iterator[Finding]:
    for one in wanted:
        topic, inputs = (one, {}) if isinstance(one, str) else (one["topic"], one.get("with", {}))
        if not any(call.topic == topic and fits(inputs, call.inputs) for call in case.calls):
            found = [(call.topic, dict(call.inputs)) for call in case.calls]
            yield from _differs("called", (topic, inputs), found)


def _not_called(case: Case, wanted: list[str]) -> Iterator[Finding]:
    for topic in wanted:
        if any(call.topic == topic for call in case.calls):
            yield f"不应调用 {topic}", f"{topic} should not have been called"


def _told(case: Case, wanted: Mapping[str, list[str]]) -> Iterator[Finding]:
    for template, addresses in wanted.items():
        calls = [call for call in case.calls if call.topic == TELL and call.inputs.get("template") == template]
        if not any(set(addresses) <= set(call.inputs.get("to") or ()) for call in calls):
            yield from _differs(f"told {template}", addresses, [call.inputs.get("to") for call in calls])


def _count(case: Case, wanted: Mapping[str, int]) -> Iterator[Finding]:
    for topic, number in wanted.items():
        found = sum(call.topic == topic for call in case.topics.calls)
        if found != number:
            yield from _differs(f"count {topic}", number, found)


_CHECKS: Mapping[str, Callable[[Case, Any], Iterator[Finding]]] = {
    "open": _open,
    "state": _state,
    "ended": _ended,
    "variables": _variables,
    "due": _due,
    "timers": _timers,
    "clocks": _clocks,
    "may": _may,
    "actions": _actions,
    "called": _called,
    "not_called": _not_called,
    "told": _told,
    "count": _count,
}
