"""Numeric functions (DMN 10.3.4.5)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Any

from app.engine.feel.functions.registry import builtin, integer, invalid, need, number
from app.engine.feel.values import DECIMAL128, YearMonthDuration

_WIDE = Context(prec=200, Emax=6144, Emin=-6143)
_MIN_SCALE, _MAX_SCALE = -6111, 6176
_FINE = 60


def _rounded(value: Any, scale: Any, rounding: str) -> Decimal:
    exact, digits = number(value), integer(scale)
    if not _MIN_SCALE <= digits <= _MAX_SCALE:
        raise invalid("小数位数超出范围。", "The scale is out of range.")
    if digits > _FINE:
        return exact
    return DECIMAL128.plus(exact.quantize(Decimal(1).scaleb(-digits), rounding, _WIDE))


def _rounding(rounding: str) -> Callable[[Any, Any], Decimal]:
    def function(value: Any, scale: Any = Decimal(0)) -> Decimal:
        return _rounded(value, scale, rounding)

    return function


for _name, _mode in {
    "decimal": ROUND_HALF_EVEN,
    "round up": ROUND_UP,
    "round down": ROUND_DOWN,
    "round half up": ROUND_HALF_UP,
    "round half down": ROUND_HALF_DOWN,
}.items():
    builtin(_name, "n", "scale")(_rounding(_mode))
builtin("floor", "n", "scale?")(_rounding(ROUND_FLOOR))
builtin("ceiling", "n", "scale?")(_rounding(ROUND_CEILING))


@builtin("abs", "n")
def absolute(value: Any) -> Any:
    """The size of a number or duration."""
    found = need(value, "number", "days and time duration", "years and months duration")
    return YearMonthDuration(abs(found.months)) if isinstance(found, YearMonthDuration) else abs(found)


@builtin("modulo", "dividend", "divisor")
def modulo(dividend: Any, divisor: Any) -> Decimal:
    """The rest of a division, with the sign of the divisor."""
    left, right = number(dividend), number(divisor)
    whole = DECIMAL128.divide(left, right).to_integral_value(ROUND_FLOOR)
    return DECIMAL128.subtract(left, DECIMAL128.multiply(right, whole))


@builtin("sqrt", "number")
def square_root(value: Any) -> Decimal:
    """The square root of a number that is not negative."""
    return DECIMAL128.sqrt(number(value))


@builtin("log", "number")
def logarithm(value: Any) -> Decimal:
    """The natural logarithm of a positive number."""
    found = number(value)
    if found <= 0:
        raise invalid("对数只能用于正数。", "Only positive numbers have a logarithm.")
    return DECIMAL128.ln(found)


@builtin("exp", "number")
def exponential(value: Any) -> Decimal:
    """e to the power of a number."""
    return DECIMAL128.exp(number(value))


@builtin("odd", "number")
def odd(value: Any) -> bool:
    """Is the number odd?"""
    return abs(DECIMAL128.remainder(number(value), Decimal(2))) == 1


@builtin("even", "number")
def even(value: Any) -> bool:
    """Is the number even?"""
    return DECIMAL128.remainder(number(value), Decimal(2)) == 0
