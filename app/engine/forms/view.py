"""Draws a form with its values and errors into the plain values of `shown`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.engine.feel import FeelError, parse
from app.engine.forms.answering import ZONE
from app.engine.forms.conditions import fixed_values, hidden_keys, holds, is_readonly, is_required, scope_of
from app.engine.forms.delivering import plain_number
from app.engine.forms.faults import FieldFault
from app.engine.forms.form import Form
from app.engine.forms.model import Field, as_text
from app.engine.forms.pickers import Picker, parameters_of, url_of, with_fixed
from app.engine.forms.prose import blocks_of
from app.engine.forms.shown import FieldView, FormView, OptionView, RowView

MAX_OFFERED = 200
"""Choices of a picker that a page lists when scripts are off."""


def view(
    form: Form,
    language: str,
    *,
    values: Mapping[str, Any],
    context: Mapping[str, Any],
    pickers: Mapping[str, Picker],
    errors: Sequence[FieldFault] = (),
    blank_rows: int = 1,
) -> FormView:
    """The form with its values (current ones, a draft, or what was just typed, wrong or not).

    `blank_rows` empty rows are added to each list, so that a page without scripts can grow.
    """
    said = {one.path: one.en if language == "en" else one.zh for one in errors}
    scope = scope_of(form.components, values, {}, context)
    drawing = _Drawing(language, pickers, said, blank_rows, fixed_values(form.components, scope))
    fields = drawing.level(form.components, values, scope, "")
    names = frozenset(_names(fields))
    return FormView(form.id, language, fields, tuple((_anchor(path, names), text) for path, text in said.items()))


def _names(fields: Iterable[FieldView]) -> Iterator[str]:
    for one in fields:
        if one.name:
            yield one.name
        yield from _names(one.children)
        for row in one.rows:
            yield from _names(row.fields)


def _anchor(path: str, names: frozenset[str]) -> str:
    """The id of the input at that path, or of the nearest field around it."""
    while path and path not in names:
        path = path.rpartition(".")[0]
    return _id(path)


class _Drawing:
    def __init__(
        self,
        language: str,
        pickers: Mapping[str, Picker],
        said: Mapping[str, str],
        blank_rows: int,
        fixed: Mapping[str, Any],
    ) -> None:
        self._language = language
        self._pickers = pickers
        self._said = said
        self._blank_rows = blank_rows
        self._fixed = fixed

    def level(
        self, components: tuple[Field, ...], values: Mapping[str, Any], scope: Mapping[str, Any], prefix: str
    ) -> tuple[FieldView, ...]:
        hidden = hidden_keys(components, scope)
        seen = {**scope, **dict.fromkeys(hidden)}
        return self._drawn(components, values, seen, prefix, hidden)

    def _drawn(
        self,
        components: tuple[Field, ...],
        values: Mapping[str, Any],
        scope: Mapping[str, Any],
        prefix: str,
        hidden: frozenset[str],
    ) -> tuple[FieldView, ...]:
        drawn = []
        for number, one in enumerate(components):
            if one.kind.name == "group":
                children = self._drawn(one.children, values, scope, prefix, hidden)
                drawn.append(self._shown(one, scope, f"{prefix}_{number}", children))
            elif one.kind.answered:
                drawn.append(self._asked(one, values.get(one.key), scope, prefix + one.key, one.key in hidden))
            else:
                drawn.append(self._shown(one, scope, f"{prefix}_{number}", ()))
        return tuple(drawn)

    def _shown(self, one: Field, scope: Mapping[str, Any], name: str, children: tuple[FieldView, ...]) -> FieldView:
        columns, cells = _table(one, scope, self._language) if one.kind.name == "table" else ((), ())
        return FieldView(
            kind=one.kind.name,
            id=_id(name),
            name="",
            key="",
            label=one.label(self._language),
            hidden=holds(one.hide, scope),
            hide=_hide_text(one),
            children=children,
            blocks=blocks_of(one, self._language),
            columns=columns,
            cells=cells,
        )

    def _asked(self, one: Field, value: Any, scope: Mapping[str, Any], name: str, hidden: bool) -> FieldView:
        return FieldView(
            kind=one.kind.name,
            id=_id(name),
            name=name,
            key=one.key,
            label=one.label(self._language),
            value=_text(one, value),
            values=tuple(as_text(each) for each in value) if isinstance(value, list) else (),
            checked=value is True,
            error=self._error(name),
            hint=one.property("description", self._language) or str(one.component.get("description", "")),
            required=is_required(one, scope),
            readonly=is_readonly(one, scope),
            hidden=hidden,
            hide=_hide_text(one),
            multiple=one.multiple,
            subtype=one.subtype if one.kind.name == "datetime" else "",
            url=with_fixed(url_of(one, self._pickers), self._fixed) if one.kind.picker else "",
            options=self._options(one, value, scope),
            attributes=_attributes(one),
            children=self._parts(one, value, scope, name),
            rows=self._rows(one, value, scope, name),
            marked=one.kind.name == "checkbox" or one.kind.composite or one.answers_list,
        )

    def _error(self, name: str) -> str:
        """What is wrong with the field as a whole, or with one entry of its list that has no input of its own."""
        if name in self._said:
            return self._said[name]
        entry = re.compile(re.escape(name) + r"\.\d+")
        return next((text for path, text in self._said.items() if entry.fullmatch(path)), "")

    def _options(self, one: Field, value: Any, scope: Mapping[str, Any]) -> tuple[OptionView, ...]:
        chosen = [as_text(each) for each in (value if isinstance(value, list) else [value]) if each is not None]
        pairs = [(as_text(each.value), self._word(each.zh, each.en)) for each in one.options]
        if one.kind.picker and one.kind.name in self._pickers:
            picker = self._pickers[one.kind.name]
            parameters = parameters_of(url_of(one, self._pickers), scope)
            pairs = list(picker.offer("", parameters))[:MAX_OFFERED]
            offered = {each for each, _ in pairs}
            pairs = [(each, picker.label(each)) for each in chosen if each not in offered] + pairs
        return tuple(OptionView(each, label, each in chosen) for each, label in pairs)

    def _word(self, zh: str, en: str) -> str:
        return (en if self._language == "en" else "") or zh

    def _parts(self, one: Field, value: Any, scope: Mapping[str, Any], name: str) -> tuple[FieldView, ...]:
        if not one.kind.composite or one.answers_list:
            return ()
        return self._row(one, value, scope, name)

    def _rows(self, one: Field, value: Any, scope: Mapping[str, Any], name: str) -> tuple[RowView, ...]:
        if not one.kind.composite or not one.answers_list:
            return ()
        rows = [*value] if isinstance(value, list) else []
        rows += [{}] * min(self._blank_rows, max(0, (one.limits.max_items or 0) - len(rows)))
        return tuple(RowView(n, self._row(one, row, scope, f"{name}.{n}")) for n, row in enumerate(rows))

    def _row(self, one: Field, value: Any, scope: Mapping[str, Any], name: str) -> tuple[FieldView, ...]:
        values = value if isinstance(value, Mapping) else {}
        return self.level(one.children, values, scope_of(one.children, values, {}, scope), f"{name}.")


def _id(name: str) -> str:
    return "f-" + name.replace(".", "-")


def _hide_text(one: Field) -> str:
    return str(one.component["conditional"]["hide"]) if one.hide is not None else ""


def _text(one: Field, value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    if one.kind.name == "datetime" and one.subtype == "datetime":
        return _local(str(value))
    return as_text(value)


def _local(text: str) -> str:
    """A date-time for `<input type=datetime-local>`: the wall clock of Asia/Shanghai, no offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is not None:
        moment = moment.astimezone(ZONE).replace(tzinfo=None)
    return moment.isoformat(timespec="minutes")


def _attributes(one: Field) -> dict[str, str]:
    limits = one.limits
    found = {
        "min": plain_number(limits.minimum),
        "max": plain_number(limits.maximum),
        "minlength": limits.min_length,
        "maxlength": limits.max_length,
    }
    attributes = {name: str(value) for name, value in found.items() if value is not None}
    if one.kind.name == "number":
        decimals = limits.decimals
        attributes["step"] = "any" if decimals is None else str(Decimal(1).scaleb(-decimals))
    return attributes


def _table(
    one: Field, scope: Mapping[str, Any], language: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Labels of the columns, and the rows that the FEEL text `dataSource` finds in the case."""
    columns = [each for each in one.component.get("columns", []) if isinstance(each, Mapping)]
    labels = tuple(
        str((each.get("label:en") if language == "en" else "") or each.get("label", "")) for each in columns
    )
    source = str(one.component.get("dataSource", "")).removeprefix("=")
    try:
        rows = parse(source).evaluate(scope) if source else []
    except FeelError:
        rows = []
    keys = [str(each.get("key", "")) for each in columns]
    found = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return labels, tuple(tuple(_cell(row.get(key)) for key in keys) for row in found)


def _cell(value: Any) -> str:
    return "" if value is None else as_text(value)
