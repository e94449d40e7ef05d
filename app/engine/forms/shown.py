"""What a page needs to draw a form: plain values, no rules.

Names of inputs: `key`; `key.part` in a composite; `key.0.part` in a list's rows. Beside checkboxes, multiple
choices, lists and composites the page puts a hidden input of the same name (`marked`) with an empty value, so
that "nothing ticked" and "not on the page" differ when the form comes back (see `html_answers`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.engine.forms.prose import Block


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
