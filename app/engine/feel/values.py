"""The values of FEEL that Python does not have, and the kind of every value.

null None · boolean bool · number Decimal · string str · date date · time time · date and time datetime ·
days and time duration timedelta · years and months duration YearMonthDuration · list list · context dict ·
range Range · function Function. Dates in years outside 1-9999 are `wide.WideDate` and `wide.WideDateTime`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Any

from app.engine.feel.limits import MAX_MONTHS
from app.engine.feel.wide import WideDate, WideDateTime

if TYPE_CHECKING:
    from app.engine.feel.types import Type

DECIMAL128 = Context(prec=34, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow], clamp=0)
"""IEEE 754-2008 decimal128, the arithmetic that DMN 10.3.2.3.1 asks for."""


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A years and months duration, counted in months (negative for backwards)."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_MONTHS:
            raise OverflowError("duration out of range")


@dataclass(frozen=True, slots=True)
class Range:
    """A range; an end that is None is open to that side."""

    low: Any
    high: Any
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something callable: parameter names in order and a Python callable with positional arguments.

    `optional` counts the trailing parameters that may be left out; with `variadic` the last one takes any
    number of arguments; `overloads` replaces `params` when a function has several signatures.
    """

    params: tuple[str, ...] | list[str]
    call: Callable[..., Any]
    param_types: tuple[Type | None, ...] | None = None
    result_type: Type | None = None
    optional: int = 0
    variadic: bool = False
    overloads: tuple[tuple[str, ...], ...] = ()


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    dt.date: "date",
    WideDate: "date",
    dt.time: "time",
    dt.datetime: "date and time",
    WideDateTime: "date and time",
    dt.timedelta: "days and time duration",
    YearMonthDuration: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def kind(value: Any) -> str:
    """The name of a value's FEEL type; TypeError for a Python object that FEEL does not know."""
    found = _KINDS.get(type(value))
    if found is not None:
        return found
    for base in type(value).__mro__:
        if base in _KINDS:
            return _KINDS[base]
    raise TypeError(f"no FEEL value: {type(value).__name__}")


def is_value(value: Any) -> bool:
    """Is it a FEEL value as it stands?"""
    return type(value) in _KINDS


KIND_ZH = {
    "null": "空值",
    "boolean": "布尔值",
    "number": "数字",
    "string": "文本",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "天时长",
    "years and months duration": "年月时长",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "function": "函数",
}
