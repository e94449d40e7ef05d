"""Item definitions as types, and values fitted to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.engine.decisions.errors import DecisionError, Place
from app.engine.decisions.xml import Element, child, children, name_of, normal, text_of, type_ref
from app.engine.feel.errors import FeelError
from app.engine.feel.expression import parse_unary
from app.engine.feel.jsonio import from_text
from app.engine.feel.limits import Run, current
from app.engine.feel.scope import Scope
from app.engine.feel.types import ANY, Type, coerce, type_named

_TEMPORAL = frozenset(
    {"date", "time", "date and time", "days and time duration", "years and months duration"},
)
Lookup = Callable[[str, frozenset[str]], Type | None]
"""A type of an imported model by its prefixed name; the namespaces already asked."""


class TypeTable:
    """The types of one model, built when first asked for."""

    def __init__(self, root: Element, names: frozenset[str], imported: Lookup) -> None:
        self._definitions = {name_of(item): item for item in children(root, "itemDefinition")}
        self._names = names
        self._imported = imported
        self._built: dict[str, Type] = {}

    def find(self, name: str | None, passed: frozenset[str] = frozenset()) -> Type | None:
        """The type of a reference; None for no reference, for Any and for types that nobody defines."""
        if not name:
            return None
        if name in self._built:
            return self._built[name]
        if name in self._definitions:
            self._built[name] = Type("named", name)
            self._built[name] = self._build(self._definitions[name])
            return self._built[name]
        found = type_named(name)
        if found.kind == "named":
            return self._imported(name, passed)
        return None if found is ANY else found

    def knows(self, name: str) -> bool:
        """Is there such a type?"""
        return name == "Any" or self.find(name) is not None

    def all(self) -> Mapping[str, Type]:
        """All types by name, for `instance of`."""
        return {name: found for name in self._definitions if (found := self.find(name)) is not None}

    def _build(self, item: Element) -> Type:
        base = self._base(item)
        allowed = self._allowed(child(item, "allowedValues"))
        if allowed is not None:
            base = replace(base, allowed=_both(base.allowed, allowed))
        if item.get("isCollection") == "true":
            base = Type("list", element=base)
        constraint = self._allowed(child(item, "typeConstraint"))
        return base if constraint is None else replace(base, allowed=_both(base.allowed, constraint))

    def _base(self, item: Element) -> Type:
        function = child(item, "functionItem")
        if function is not None:
            return Type("function", element=self.find(normal(function.get("outputTypeRef")).removeprefix("feel:")))
        components = [(name_of(part), self._build(part)) for part in children(item, "itemComponent")]
        if components:
            return Type("context", entries=tuple(components))
        return self.find(type_ref(item)) or ANY

    def _allowed(self, values: Element | None) -> Callable[[Any], bool | None] | None:
        text = text_of(values)
        if not text:
            return None
        try:
            tests = parse_unary(text, self._names)
        except FeelError:
            return None  # reported by the check of the model
        return lambda value: tests.test_in_scope(value, Scope({}, None, current()))


_Check = Callable[[Any], bool | None]


def _both(first: _Check | None, second: _Check) -> _Check:
    if first is None:
        return second
    return lambda value: first(value) is True and second(value)


def fit(value: Any, wanted: Type | None, run: Run, place: Place) -> Any:
    """The value fitted to its type: null when it does not fit, in strict use an error."""
    fitted = coerce(value, wanted, run.types)
    if fitted is None and value is not None and run.strict:
        raise DecisionError(
            "值不符合声明的类型或允许值。", "The value does not fit the declared type or allowed values.", place
        )
    return fitted


def read_texts(value: Any, wanted: Type | None) -> Any:
    """ISO text as date, time or duration wherever the type says so; other text stays."""
    if wanted is None or value is None:
        return value
    if isinstance(value, str) and wanted.kind in _TEMPORAL:
        return _read_text(value, wanted)
    if isinstance(value, list):
        element = wanted.element if wanted.kind == "list" else wanted
        return [read_texts(item, element) for item in value]
    if wanted.kind == "list" and wanted.element is not None:
        return read_texts(value, wanted.element)
    if isinstance(value, dict) and wanted.entries is not None:
        known = dict(wanted.entries)
        return {name: read_texts(item, known.get(name)) for name, item in value.items()}
    return value


def _read_text(text: str, wanted: Type) -> Any:
    try:
        return from_text(text, wanted.kind)
    except FeelError:
        return text
