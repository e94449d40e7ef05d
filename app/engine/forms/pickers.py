"""Choices that come from the installation: patients, institutions, departments, doctors, codes, files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import parse_qsl, quote

from app.engine.forms.model import Field, as_text


class Picker(Protocol):
    """Where a picker's choices come from.

    `url` is the default `optionsUrl`; it may hold `{field}`, which stands for the answer given so far. The
    `parameters` of the methods are the query of that URL with the answers put in (`q` left out), so that what
    the URL offers and what `accepts` takes follow one rule: `?institution={receiver}` gives
    `{"institution": "…"}`.
    """

    url: str

    def accepts(self, value: str, parameters: Mapping[str, str], /) -> bool:
        """Whether this value may be chosen now."""

    def label(self, value: str, /) -> str:
        """What people read in place of the value."""

    def offer(self, q: str, parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:
        """The first choices for a search text, as value and label: the lists of pages without scripts."""


PLACEHOLDER = re.compile(r"\{(\w+)\}")


def url_of(field: Field, pickers: Mapping[str, Picker]) -> str:
    """The field's own `optionsUrl`, else its picker's."""
    if field.options_url or field.kind.name not in pickers:
        return field.options_url
    return pickers[field.kind.name].url


def with_fixed(url: str, fixed: Mapping[str, Any]) -> str:
    """The URL with the values of fields that cannot be edited in place of their `{field}`.

    A program that fills the form has no answer of its own for them.
    """

    def value(match: re.Match[str]) -> str:
        return quote(_plain(fixed[match[1]]), safe="") if match[1] in fixed else match[0]

    return PLACEHOLDER.sub(value, url)


def parameters_of(url: str, answers: Mapping[str, Any]) -> dict[str, str]:
    """The query of an `optionsUrl` with the answers in place of `{field}`; an open answer is empty text."""
    filled = PLACEHOLDER.sub(lambda match: quote(_plain(answers.get(match[1])), safe=""), url)
    query = filled.partition("?")[2]
    return {name: value for name, value in parse_qsl(query, keep_blank_values=True) if name != "q"}


def _plain(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else as_text(value)
