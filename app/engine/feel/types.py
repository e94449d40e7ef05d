"""Types: what `instance of` tests and what parameters, inputs and results are fitted to (DMN 10.3.2.9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.feel.limits import charge
from app.engine.feel.values import Function, Range, kind
from app.engine.feel.wide import WideDate, combine

_NAMES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
    "Null": "null",
}
SPACED_NAMES = frozenset({"years and months duration", "days and time duration", "date and time"})
_SIMPLE = frozenset(
    {"string", "number", "boolean", "date", "time", "context", "list", "function", "range", "null"} | SPACED_NAMES
)


@dataclass(frozen=True, slots=True)
class Type:
    """One type.

    kind: a FEEL kind, `Any`, or `named` (then `name` is looked up among the model's item definitions).
    element: of lists and ranges, of a function its result; entries: of contexts; arity: of functions;
    allowed: a test of the value.
    """

    kind: str
    name: str = ""
    element: Type | None = None
    entries: tuple[tuple[str, Type], ...] | None = None
    arity: int | None = None
    allowed: Callable[[Any], bool | None] | None = None


ANY = Type("Any")
Types = Mapping[str, Type]


def type_named(name: str) -> Type:
    """The type of a written name; names that FEEL does not know are looked up later."""
    name = name.removeprefix("feel:")
    name = _NAMES.get(name, name)
    if name == "Any":
        return ANY
    return Type(name) if name in _SIMPLE else Type("named", name)


def resolve(wanted: Type, types: Types) -> Type | None:
    """The definition behind a name; None when the model has no such type."""
    for _ in range(20):
        if wanted.kind != "named":
            return wanted
        found = types.get(wanted.name)
        if found is None:
            return None
        wanted = found
    return None


def conforms(value: Any, wanted: Type, types: Types) -> bool:
    """Does the value belong to the type? null belongs to every type here (see `is_instance`)."""
    charge(1)
    found = resolve(wanted, types)
    if found is None or value is None:
        return True
    if found.kind != "Any" and (found.kind != kind(value) or not _parts_conform(value, found, types)):
        return False
    return found.allowed is None or found.allowed(value) is True


def _parts_conform(value: Any, wanted: Type, types: Types) -> bool:
    if isinstance(value, list) and wanted.element is not None:
        element = wanted.element
        return all(conforms(item, element, types) for item in value)
    if isinstance(value, Range) and wanted.element is not None:
        return conforms(value.low, wanted.element, types) and conforms(value.high, wanted.element, types)
    if isinstance(value, dict) and wanted.entries is not None:
        return all(name in value and conforms(value[name], entry, types) for name, entry in wanted.entries)
    if isinstance(value, Function) and wanted.arity is not None:
        return value.param_types is None or len(value.params) == wanted.arity
    return True


def is_instance(value: Any, wanted: Type, types: Types) -> bool | None:
    """FEEL's `instance of`: null is an instance of Null only; None when there is no such type."""
    found = resolve(wanted, types)
    if found is None:
        return None
    if value is None:
        return found.kind == "null"
    return conforms(value, wanted, types)


def coerce(value: Any, wanted: Type | None, types: Types) -> Any:
    """Fit a value to a type (DMN 10.3.2.9.4): singleton lists, dates to midnight UTC, else null."""
    if wanted is None or value is None or conforms(value, wanted, types):
        return value
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], wanted, types):
        return value[0]
    if not isinstance(value, list) and conforms([value], wanted, types):
        return [value]
    if isinstance(value, WideDate) or type(value) is dt.date:
        midnight = combine(value, dt.time(tzinfo=dt.UTC))
        if conforms(midnight, wanted, types):
            return midnight
    return None
