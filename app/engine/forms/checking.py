"""Answers against a form: what may be kept, what is wrong, and where each value goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError

from app.engine.feel import clock_functions
from app.engine.forms.answering import ZONE
from app.engine.forms.conditions import hidden_keys, holds, is_readonly, is_required, scope_of
from app.engine.forms.faults import Fault, FieldFault, sentence
from app.engine.forms.model import Field, answerable
from app.engine.forms.pickers import Picker, parameters_of, url_of

Path = tuple[str | int, ...]
MAX_FAULTS = 100
"""Findings reported at once."""
_REFUSED = ("现在不能这样填，请改正", "This cannot be chosen now; change it")


@dataclass(frozen=True)
class Checked:
    """The outcome of a check.

    `values` are the sound answers by key (JSON values: dates and times as ISO text, date-times with the offset
    of Asia/Shanghai), `bound` the same by target and name, `errors` what must be mended first.
    """

    values: dict[str, Any]
    errors: tuple[FieldFault, ...]
    bound: dict[str, dict[str, Any]] = field(default_factory=dict)


def check(
    components: tuple[Field, ...],
    schema: Schema,
    answers: object,
    *,
    current: Mapping[str, Any],
    context: Mapping[str, Any],
    pickers: Mapping[str, Picker],
    now: datetime,
) -> Checked:
    """See `Form.check`; `schema` is the one of these components."""
    if not isinstance(answers, Mapping):
        return Checked({}, (_told(components, (), Fault("not_an_object")),))
    values, faults = _loaded(schema, answers)
    settling = _Settling(pickers, now, faults)
    kept = settling.settle(components, values, scope_of(components, values, current, context), (), current)
    order = {one.key: place for place, one in enumerate(answerable(components))}
    found = sorted(faults.items(), key=lambda fault: order.get(str(fault[0][0]), len(order)))
    errors = tuple(_told(components, path, one) for path, one in found[:MAX_FAULTS])
    return Checked(kept, errors, _bound(components, kept))


class _Settling:
    """Drops what is hidden or cannot be edited, then asks for what is missing; rows as well as the top level."""

    def __init__(self, pickers: Mapping[str, Picker], now: datetime, faults: dict[Path, Fault]) -> None:
        self._pickers = pickers
        self._now = now
        self._faults = faults

    def settle(
        self,
        components: tuple[Field, ...],
        values: Mapping[str, Any],
        scope: Mapping[str, Any],
        place: Path,
        current: Mapping[str, Any],
    ) -> dict[str, Any]:
        """The answers of one level that stay. `current` is empty inside rows, which are replaced whole."""
        hidden, kept = hidden_keys(components, scope), {}
        seen = {**scope, **dict.fromkeys(hidden)}
        for one in answerable(components):
            path = (*place, one.key)
            if one.key in hidden or (not place and is_readonly(one, seen)):
                self._forget(path)
                continue
            if one.key in values:
                kept[one.key] = self._inside(one, values[one.key], seen, path)
                self._offered(one, kept[one.key], seen, path)
                self._refused(one, seen, path)
            if is_required(one, seen) and self._missing(one, values, current, path):
                self._faults[path] = Fault(_missing_code(one))
        return kept

    def _forget(self, path: Path) -> None:
        for known in [one for one in self._faults if one[: len(path)] == path]:
            del self._faults[known]

    def _missing(self, one: Field, values: Mapping[str, Any], current: Mapping[str, Any], path: Path) -> bool:
        if any(known[: len(path)] == path[: len(known)] for known in self._faults):
            return False
        value = values[one.key] if one.key in values else current.get(one.key)
        return value is None or value in ("", [], {}) or (one.kind.name == "checkbox" and value is not True)

    def _inside(self, one: Field, value: Any, scope: Mapping[str, Any], path: Path) -> Any:
        if not one.kind.composite or not value:
            return value
        if isinstance(value, list):
            return [self._row(one, row, scope, (*path, index)) for index, row in enumerate(value)]
        return self._row(one, value, scope, path)

    def _row(self, one: Field, row: Mapping[str, Any], scope: Mapping[str, Any], path: Path) -> dict[str, Any]:
        return self.settle(one.children, row, scope_of(one.children, row, {}, scope), path, {})

    def _offered(self, one: Field, value: Any, scope: Mapping[str, Any], path: Path) -> None:
        if one.limits.disallow_past and isinstance(value, str) and self._is_past(one, value):
            self._faults[path] = Fault("in_the_past")
        if not one.kind.picker or value is None:
            return
        picker = self._pickers[one.kind.name]
        parameters = parameters_of(url_of(one, self._pickers), scope)
        for index, picked in enumerate(value if isinstance(value, list) else [value]):
            if not picker.accepts(picked, parameters):
                self._faults[(*path, index) if isinstance(value, list) else path] = Fault("not_offered")

    def _refused(self, one: Field, scope: Mapping[str, Any], path: Path) -> None:
        """An answer that the field's own `refuse:when` does not let pass now; `refuse:why` is what people read."""
        if holds(one.refuse_when, {**clock_functions(self._now.astimezone(ZONE)), **scope}):
            why = (one.property("refuse:why", "zh"), one.property("refuse:why", "en"))
            zh, en = (said or usual for said, usual in zip(why, _REFUSED, strict=True))
            self._faults[path] = Fault("refused", {"zh": zh, "en": en})

    def _is_past(self, one: Field, value: str) -> bool:
        here = self._now.astimezone(ZONE)
        if one.subtype == "date":
            return value < here.date().isoformat()
        return one.subtype == "datetime" and datetime.fromisoformat(value) < here


def _loaded(schema: Schema, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[Path, Fault]]:
    try:
        loaded: dict[str, Any] = schema.load(dict(answers), partial=True)
    except ValidationError as error:
        return _valid_part(error.valid_data), dict(_flat(error.messages, ()))
    return loaded, {}


def _valid_part(data: Any) -> dict[str, Any]:
    return dict(data) if isinstance(data, Mapping) else {}


def _flat(messages: Any, place: Path) -> Iterator[tuple[Path, Fault]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _flat(inner, place if key == "_schema" else (*place, key))
    elif isinstance(messages, list) and messages:
        first = messages[0]
        yield place, first if isinstance(first, Fault) else Fault(str(first))


def _told(components: tuple[Field, ...], path: Path, fault: Fault) -> FieldFault:
    zh, en = sentence(fault, *_labels(components, path))
    return FieldFault(".".join(_printable(one) for one in path), fault.code, zh, en)


def _labels(components: tuple[Field, ...], path: Path) -> tuple[str, str]:
    found: Field | None = None
    for step in path:
        if isinstance(step, str):
            level = found.children if found else components
            found = next((one for one in answerable(level) if one.key == step), found)
    return (found.zh, found.en or found.zh) if found else ("答案", "Answers")


def _printable(step: str | int) -> str:
    return "".join(one if one.isprintable() else "?" for one in str(step)[:100])


def _missing_code(one: Field) -> str:
    if one.kind.name == "checkbox":
        return "required_check"
    if one.kind.name == "filepicker":
        return "required_file"
    if one.kind.composite and one.answers_list:
        return "required_rows"
    if one.kind.choice or one.kind.picker or one.kind.name == "datetime":
        return "required_choice"
    return "required_text"


def _bound(components: tuple[Field, ...], kept: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    bound: dict[str, dict[str, Any]] = {}
    for one in answerable(components):
        if one.binding and one.key in kept:
            bound.setdefault(one.binding.target, {})[one.binding.name] = kept[one.key]
    return bound
