"""The `validate` part of a component, read with suspicion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from re import Pattern
from typing import Any

from app.engine.forms.kinds import Kind
from app.engine.forms.model import Limits
from app.engine.forms.pattern import MAX_SUBJECT, PatternError, compile_pattern

MAX_TEXT = {"textfield": 500, "textarea": 10_000}
"""Characters of a text unless the form allows fewer."""
MAX_ITEMS = 100
"""Entries of a list unless the form allows fewer."""
VALIDATIONS = ("email", "phone", "custom", "")

Report = Callable[[str, str, str], None]
"""Takes rule, Chinese and English sentence."""


def read_limits(component: Mapping[str, Any], kind: Kind, report: Report) -> Limits:
    """The limits of one component; what cannot be used is reported and left out."""
    validate = component.get("validate", {})
    if not isinstance(validate, Mapping):
        report("form_validate", "validate 应是一个对象", "write validate as an object")
        validate = {}
    length = _count(validate, "maxLength", report)
    pattern = _pattern(validate, length, report)
    ceiling = MAX_SUBJECT if pattern and length is None else MAX_TEXT.get(kind.name)
    return Limits(
        required=_flag(validate, "required", report),
        min_length=_count(validate, "minLength", report),
        max_length=length if ceiling is None or length is not None else ceiling,
        pattern=pattern,
        validation=_validation(validate, report),
        minimum=_number(validate, "min", report),
        maximum=_number(validate, "max", report),
        decimals=_count(component, "decimalDigits", report),
        min_items=_count(validate, "minItems", report),
        max_items=_count(validate, "maxItems", report) or MAX_ITEMS,
        disallow_past=_flag(component, "disallowPassedDates", report),
    )


def contradictions(limits: Limits, report: Report) -> None:
    """Report limits that no answer can meet."""
    for low, high in (
        (limits.min_length, limits.max_length),
        (limits.minimum, limits.maximum),
        (limits.min_items, limits.max_items),
    ):
        if low is not None and high is not None and low > high:
            report(
                "form_limits",
                f"下限 {low} 大于上限 {high}，没有答案能通过；请改其中一个",
                f"the lower limit {low} is above the upper limit {high}; change one of them",
            )


def _flag(source: Mapping[str, Any], name: str, report: Report) -> bool:
    value = source.get(name, False)
    if not isinstance(value, bool):
        report("form_validate", f"{name} 应写 true 或 false", f"write true or false for {name}")
        return False
    return value


def _count(source: Mapping[str, Any], name: str, report: Report) -> int | None:
    number = _number(source, name, report)
    if number is None:
        return None
    if number != int(number) or not 0 <= number <= 100_000:
        report(
            "form_validate",
            f"{name} 应是 0 到 100000 的整数",
            f"write a whole number from 0 to 100000 for {name}",
        )
        return None
    return int(number)


def _number(source: Mapping[str, Any], name: str, report: Report) -> Decimal | None:
    value = source.get(name)
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value)) if isinstance(value, int | float | str) else None
    except InvalidOperation:
        number = None
    if isinstance(value, bool) or number is None or not number.is_finite() or abs(number) > 10**15:
        report("form_validate", f"{name} 应是一个数字", f"write a number for {name}")
        return None
    return number


def _pattern(validate: Mapping[str, Any], length: int | None, report: Report) -> Pattern[str] | None:
    text = validate.get("pattern")
    if text is None or text == "":
        return None
    try:
        if not isinstance(text, str):
            raise PatternError("应是文字", "write it as text")
        return compile_pattern(text, length or MAX_SUBJECT)
    except PatternError as error:
        report("form_pattern", f"pattern：{error.zh}", f"pattern: {error.en}")
        return None


def _validation(validate: Mapping[str, Any], report: Report) -> str | None:
    name = validate.get("validationType")
    if name is None or name in VALIDATIONS:
        return name if name in ("email", "phone") else None
    report("form_validate", "validationType 只能是 email 或 phone", "use email or phone for validationType")
    return None
