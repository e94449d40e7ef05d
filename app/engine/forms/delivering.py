"""A form as JSON for programs: what there is to answer, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.engine.forms.model import Field, Limits
from app.engine.forms.pickers import Picker, url_of, with_fixed

_SHOWN = ("text", "content", "dataSource", "columns", "rowCount")
"""Parts of components that are only read, passed on as they are."""


def deliver(
    fields: tuple[Field, ...], language: str, pickers: Mapping[str, Picker], fixed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The components in drawing order, groups nested; `fixed` are values of fields that cannot be edited."""
    return [_component(one, language, pickers, fixed) for one in fields]


def _component(
    field: Field, language: str, pickers: Mapping[str, Picker], fixed: Mapping[str, Any]
) -> dict[str, Any]:
    content: dict[str, Any] = {"type": field.kind.name, "label": field.label(language)}
    if not field.kind.answered:
        content |= {name: field.component[name] for name in _SHOWN if name in field.component}
    else:
        content |= _question(field, language, pickers, fixed)
    if field.kind.name == "group" or field.kind.composite:
        content["components"] = deliver(field.children, language, pickers, fixed)
    if field.hide is not None:
        content["conditional"] = {"hide": field.component["conditional"]["hide"]}
    if field.properties:
        content["properties"] = dict(field.properties)
    return content


def _question(
    field: Field, language: str, pickers: Mapping[str, Picker], fixed: Mapping[str, Any]
) -> dict[str, Any]:
    content: dict[str, Any] = {"key": field.key, "validate": _validate(field)}
    if field.kind.choice:
        content["values"] = [
            {"value": one.value, "label": (one.en if language == "en" else "") or one.zh} for one in field.options
        ]
    url = with_fixed(url_of(field, pickers), fixed) if field.kind.picker else ""
    if url:
        content["optionsUrl"] = url
    if field.multiple:
        content["multiple"] = True
    if field.kind.name == "datetime":
        content["subtype"] = field.subtype
    if field.limits.disallow_past:
        content["disallowPassedDates"] = True
    if field.limits.decimals is not None:
        content["decimalDigits"] = field.limits.decimals
    if field.readonly:
        content["readonly"] = field.readonly if field.readonly is True else field.component["readonly"]
    if field.component.get("description"):
        content["description"] = field.property("description", language) or str(field.component["description"])
    return content


def _validate(field: Field) -> dict[str, Any]:
    """The limits; what is only sometimes required is delivered as required, so that any program answers it."""
    limits: Limits = field.limits
    content: dict[str, Any] = {
        "required": limits.required or field.required_when is not None,
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
        "pattern": limits.pattern.pattern if limits.pattern else None,
        "validationType": limits.validation,
        "min": plain_number(limits.minimum),
        "max": plain_number(limits.maximum),
    }
    if field.answers_list:
        content |= {"minItems": limits.min_items, "maxItems": limits.max_items}
    return {name: value for name, value in content.items() if value is not None and value is not False}


def plain_number(number: Decimal | None) -> int | float | None:
    """A number for JSON."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)
