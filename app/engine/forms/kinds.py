"""The kinds of form components: form-js' own that a server can check, and ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What a component is.

    `answered`: it has a key and an answer. `listed`: the answer is a list. `composite`: answers are objects
    with the keys of its components. `choice`: the answer is one of given options.
    `picker`: what can be chosen comes from the installation.
    """

    name: str
    answered: bool = True
    listed: bool = False
    composite: bool = False
    choice: bool = False
    picker: bool = False


PICKERS = ("patientpicker", "institutionpicker", "departmentpicker", "doctorpicker", "icd10picker", "filepicker")

KINDS: dict[str, Kind] = {
    one.name: one
    for one in (
        Kind("textfield"),
        Kind("textarea"),
        Kind("number"),
        Kind("checkbox"),
        Kind("datetime"),
        Kind("select", choice=True),
        Kind("radio", choice=True),
        Kind("checklist", choice=True, listed=True),
        Kind("taglist", choice=True, listed=True),
        Kind("dynamiclist", listed=True, composite=True),
        Kind("medicationlist", listed=True, composite=True),
        Kind("reading", composite=True),
        *(Kind(name, picker=True) for name in PICKERS),
        Kind("group", answered=False),
        Kind("table", answered=False),
        Kind("text", answered=False),
        Kind("html", answered=False),
        Kind("separator", answered=False),
        Kind("spacer", answered=False),
        Kind("button", answered=False),
    )
}

ALIASES = {"file": "filepicker"}
"""Other names for the same kind."""


def kind_of(name: object) -> Kind | None:
    """The kind of that name; None for a name nobody knows."""
    return KINDS.get(ALIASES.get(name, name)) if isinstance(name, str) else None


MEDICATION_PARTS: list[dict[str, object]] = [
    {
        "type": "textfield",
        "key": "drug",
        "label": "药品",
        "validate": {"required": True},
        "properties": {"label:en": "Drug"},
    },
    {"type": "textfield", "key": "dose", "label": "剂量", "properties": {"label:en": "Dose"}},
    {"type": "textfield", "key": "frequency", "label": "频次", "properties": {"label:en": "Frequency"}},
    {"type": "textfield", "key": "note", "label": "说明", "properties": {"label:en": "Note"}},
]
"""The rows of a medication list."""


def reading_parts(validate: dict[str, object], units: list[str]) -> list[dict[str, object]]:
    """Value and unit of a reading: the limits are the value's; a unit is chosen where the form names units."""
    bounds: dict[str, object] = {name: validate[name] for name in ("min", "max") if name in validate}
    unit: dict[str, object] = {
        "type": "select" if units else "textfield",
        "key": "unit",
        "label": "单位",
        "validate": {"required": True},
        "properties": {"label:en": "Unit"},
    }
    if units:
        unit["values"] = [{"value": one, "label": one, "label:en": one} for one in units]
    return [
        {
            "type": "number",
            "key": "value",
            "label": "数值",
            "validate": {"required": True} | bounds,
            "properties": {"label:en": "Value"},
        },
        unit,
    ]
