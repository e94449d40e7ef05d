"""What a page needs to draw a form: plain values, no rules.

Names of inputs: `key`; `key.part` in a composite; `key.0.part` in a list's rows. Beside checkboxes, multiple
choices, lists and composites the page puts a hidden input of the same name (`marked`) with an empty value, so
that "nothing ticked" and "not on the page" differ when the form comes back (see `html_answers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from app.engine.forms.prose import Block, blocks_of

MAX_OFFERED = 200
"""Choices of a picker that a page lists when scripts are off."""


@dataclass(frozen=True)
class OptionView:
    """One choice; `value` is text as the page sends it back."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class RowView:
    """One row of a list."""

    index: int
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class FieldView:
    """One component as drawn. `value` is the text of a single answer, `values` those of a multiple one.

    `kind` and `subtype` are the form's; `url` is the `optionsUrl`, still with its `{field}`; `hide` the FEEL
    text for the page's script; `hidden` whether the condition holds now. `attributes` are HTML attributes
    (min, max, step, minlength, maxlength). `children` belong to groups and composites, `rows` to lists and
    tables (there the labels are in `columns`, and `cells` hold the texts).
    """

    kind: str
    id: str
    name: str
    key: str
    label: str
    value: str = ""
    values: tuple[str, ...] = ()
    checked: bool = False
    error: str = ""
    hint: str = ""
    required: bool = False
    readonly: bool = False
    hidden: bool = False
    hide: str = ""
    multiple: bool = False
    subtype: str = ""
    url: str = ""
    options: tuple[OptionView, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[FieldView, ...] = ()
    rows: tuple[RowView, ...] = ()
    blocks: tuple[Block, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    marked: bool = False


@dataclass(frozen=True)
class FormView:
    """A form as drawn; `errors` is the summary at its top: id of the input and what to do."""

    id: str
    language: str
    fields: tuple[FieldView, ...]
    errors: tuple[tuple[str, str], ...]


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
    return FormView(form.id, language, fields, tuple((_id(path), text) for path, text in said.items()))


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
            error=self._said.get(name, ""),
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
