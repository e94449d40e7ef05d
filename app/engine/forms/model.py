"""A form as its designer meant it: fields, options, limits, conditions. Read-only and sharable between threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from re import Pattern
from typing import Any

from app.engine.feel import Expression
from app.engine.forms.kinds import Kind


@dataclass(frozen=True)
class FormProblem:
    """One finding about the form itself. `element` is a key or a place such as `components.3`."""

    element: str
    rule: str
    severity: str
    zh: str
    en: str


class FormError(Exception):
    """The text is not a form that can be used; `problems` say why and what to do."""

    def __init__(self, problems: tuple[FormProblem, ...]) -> None:
        super().__init__("; ".join(f"{one.element}: {one.en}" for one in problems))
        self.problems = problems


@dataclass(frozen=True)
class Option:
    """One choice. `value` is text, a number or a boolean as the form has it; it is compared as text."""

    value: Any
    zh: str
    en: str


@dataclass(frozen=True)
class Binding:
    """Where an answer goes: `target` is `variable`, `referral`, `patient` …; `name` the place there."""

    target: str
    name: str


@dataclass(frozen=True)
class Limits:
    """The `validate` part of a field. Lengths count characters, items count list entries."""

    required: bool = False
    min_length: int | None = None
    max_length: int | None = None
    pattern: Pattern[str] | None = None
    validation: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    disallow_past: bool = False


@dataclass(frozen=True)
class Field:
    """One component of a form: something to answer, something to read, or a group around others.

    `path` is the key, with the keys of the lists or composites around it before it (`plan.low`).
    `component` is the designer's JSON, for the parts that only the display needs.
    """

    key: str
    path: str
    kind: Kind
    zh: str
    en: str
    limits: Limits
    component: Mapping[str, Any]
    options: tuple[Option, ...] = ()
    options_url: str = ""
    multiple: bool = False
    subtype: str = "date"
    hide: Expression | None = None
    required_when: Expression | None = None
    refuse_when: Expression | None = None
    readonly: bool | Expression = False
    binding: Binding | None = None
    children: tuple[Field, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers_list(self) -> bool:
        """Whether the answer is a list."""
        return self.kind.listed or self.multiple

    def label(self, language: str) -> str:
        """The label in `zh` or `en`; Chinese where the English is missing."""
        return (self.en if language == "en" else "") or self.zh

    def property(self, name: str, language: str) -> str:
        """A property that may carry an English twin `name:en`."""
        english = self.properties.get(f"{name}:en", "") if language == "en" else ""
        return english or self.properties.get(name, "")


def answerable(components: tuple[Field, ...]) -> Iterator[Field]:
    """Fields with an answer of their own: groups dissolved, texts and lines left out."""
    for one in components:
        if one.kind.name == "group":
            yield from answerable(one.children)
        elif one.kind.answered:
            yield one


def as_text(value: Any) -> str:
    """How options are compared: 3, 3.0 and "3" are the same; true is "true"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
