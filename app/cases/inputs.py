"""What a starter gives, against what the process says that it takes (its property `inputs`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.engine.dialect.properties import TEMPORAL
from app.engine.feel import FeelError, from_text
from app.errors import FieldProblem, Invalid

CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
    "context": lambda value: isinstance(value, Mapping),
    "any": lambda _value: True,
}


def check(inputs: Mapping[str, str], variables: Mapping[str, Any]) -> None:
    """Raise `Invalid` naming every variable that is not of its declared type; null fits all of them."""
    wrong = [
        _wrong(name, inputs[name])
        for name, value in variables.items()
        if name in inputs and value is not None and not _fits(inputs[name], value)
    ]
    if wrong:
        raise Invalid(
            "variables_invalid",
            "有变量与流程声明的类型不符，请修改。",
            "Some variables are not of the type that the process declares.",
            fields=wrong,
        )


def _fits(kind: str, value: Any) -> bool:
    if kind not in TEMPORAL:
        return CHECKS[kind](value)
    if not isinstance(value, str):
        return False
    try:
        from_text(value, kind)
    except FeelError:
        return False
    return True


def _wrong(name: str, kind: str) -> FieldProblem:
    path = f"variables.{name}"
    return FieldProblem(path, "wrong_type", f"{name} 应为 {kind}。", f"{name} is declared as {kind}.")
