"""Answers as a browser posts them, turned into the answers that a program would send."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Protocol

from app.engine.forms.form import Form
from app.engine.forms.model import Field, answerable

MAX_ROWS = 300
"""Rows of one list that are read; the check refuses more than a form allows."""
TICKED = ("on", "true", "1", "yes")
_NUMBER = re.compile(r"[+-]?\d{1,16}([.]\d{1,12})?", re.ASCII)


class Posted(Protocol):
    """A multi-dict, such as werkzeug's."""

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, key: str, /) -> list[str]:
        """All values of a name."""


def answers_from_html(form: Form, data: Posted) -> dict[str, Any]:
    """Answers by key for `Form.check`; what was not on the page stays absent, an emptied field is null.

    Names are those of `view`. Text that is no number stays text, so that the check can say so and the page can
    show it again. Rows in which nothing was written are left out.
    """
    names = frozenset(data)
    return {
        one.key: _answer(one, one.key, data, names)
        for one in form.fields
        if one.key in names or any(name.startswith(f"{one.key}.") for name in names)
    }


def _answer(one: Field, name: str, data: Posted, names: frozenset[str]) -> Any:
    if one.kind.composite:
        return _rows(one, name, data, names) if one.answers_list else _part(one, name, data, names)
    sent = data.getlist(name)
    if one.answers_list:
        return [value for value in sent if value]
    last = sent[-1] if sent else ""
    if one.kind.name == "checkbox":
        return last in TICKED
    if last == "":
        return None
    return _number(last) if one.kind.name == "number" else last.replace("\r\n", "\n")


def _rows(one: Field, name: str, data: Posted, names: frozenset[str]) -> list[Any]:
    start = re.compile(re.escape(name) + r"\.(\d{1,6})\.")
    indexes = sorted({int(match[1]) for match in map(start.match, names) if match})
    rows = (_part(one, f"{name}.{index}", data, names) for index in indexes[:MAX_ROWS])
    return [row for row in rows if row is not None]


def _part(one: Field, name: str, data: Posted, names: frozenset[str]) -> dict[str, Any] | None:
    row = {
        child.key: _answer(child, f"{name}.{child.key}", data, names)
        for child in answerable(one.children)
        if f"{name}.{child.key}" in names or any(each.startswith(f"{name}.{child.key}.") for each in names)
    }
    written = {key for key, value in row.items() if value not in (None, "", False, [])}
    if one.kind.name == "reading":
        written -= {"unit"}
    return row if written else None


def _number(text: str) -> int | float | str:
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return text
    exact = Decimal(plain)
    return int(exact) if exact == int(exact) else float(exact)
