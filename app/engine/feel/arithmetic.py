"""Addition, subtraction, multiplication, division and powers over FEEL's kinds (DMN 10.3.2.15).

Each operation is found by the kinds of its operands; kinds that are not listed cannot be combined.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from app.engine.feel.compare import since_midnight
from app.engine.feel.limits import check_size
from app.engine.feel.values import DECIMAL128, YearMonthDuration
from app.engine.feel.wide import WideDateTime, add_days, combine, difference, join, split

Operation = Callable[[Any, Any], Any]
NUMBER, STRING, DATE, TIME, MOMENT = "number", "string", "date", "time", "date and time"
DAYS, MONTHS = "days and time duration", "years and months duration"
_MICRO = Decimal(1_000_000)


def seconds_of(value: dt.timedelta) -> Decimal:
    """A duration in seconds, exact."""
    return Decimal(value.days * 86_400 + value.seconds) + Decimal(value.microseconds) / _MICRO


def _duration(seconds: Decimal) -> dt.timedelta:
    micros = DECIMAL128.multiply(seconds, _MICRO).to_integral_value(ROUND_HALF_EVEN)
    if abs(micros) > Decimal(10) ** 20:
        raise OverflowError("duration out of range")
    return dt.timedelta(microseconds=int(micros))


def _months(value: Decimal) -> YearMonthDuration:
    if abs(value) > Decimal(10) ** 15:
        raise OverflowError("duration out of range")
    return YearMonthDuration(int(value))


def add_months(value: Any, months: int) -> Any:
    """A date or date and time moved by months; the day is cut to the month's last (31 Jan + 1 = 28 Feb)."""
    cycles, inner = split(value)
    turns, rest = divmod(inner.year * 12 + inner.month - 1 + months, 400 * 12)
    year, month = rest // 12 + 400, rest % 12 + 1
    day = min(inner.day, calendar.monthrange(year, month)[1])
    return join(cycles + turns - 1, inner.replace(year=year, month=month, day=day))


def _move_time(value: dt.time, step: dt.timedelta) -> dt.time:
    moved = dt.datetime.combine(dt.date(2000, 1, 2), value.replace(tzinfo=None)) + (step - dt.timedelta(step.days))
    return moved.time().replace(tzinfo=value.tzinfo)


def _zone(value: Any) -> dt.tzinfo | None:
    zone: dt.tzinfo | None = value.inner.tzinfo if isinstance(value, WideDateTime) else value.tzinfo
    return zone


def _between_moments(left: Any, right: Any) -> dt.timedelta:
    if (_zone(left) is None) != (_zone(right) is None):
        raise ValueError("one has a zone, the other has not")
    return difference(left, right)


def _midnight(date: Any) -> Any:
    """A date beside a date and time is its midnight UTC."""
    return combine(date, dt.time(tzinfo=dt.UTC))


def _between_times(left: dt.time, right: dt.time) -> dt.timedelta:
    if (left.tzinfo is None) != (right.tzinfo is None):
        raise ValueError("one has a zone, the other has not")
    return since_midnight(left) - since_midnight(right)


def _join_text(left: str, right: str) -> str:
    joined = left + right
    check_size(joined)
    return joined


def _power(left: Decimal, right: Decimal) -> Decimal:
    return DECIMAL128.power(left, right)


def _swap(operation: Operation) -> Operation:
    return lambda left, right: operation(right, left)


def _add_span(value: Any, span: YearMonthDuration) -> Any:
    return add_months(value, span.months)


def _take_span(value: Any, span: YearMonthDuration) -> Any:
    return add_months(value, -span.months)


def _take_days(value: Any, step: dt.timedelta) -> Any:
    return add_days(value, -step)


def _scale_days(value: dt.timedelta, factor: Decimal) -> dt.timedelta:
    return _duration(DECIMAL128.multiply(seconds_of(value), factor))


def _scale_months(value: YearMonthDuration, factor: Decimal) -> YearMonthDuration:
    return _months(DECIMAL128.multiply(Decimal(value.months), factor))


_ADD: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): DECIMAL128.add,
    (STRING, STRING): _join_text,
    (DAYS, DAYS): lambda left, right: left + right,
    (MONTHS, MONTHS): lambda left, right: YearMonthDuration(left.months + right.months),
    (DATE, MONTHS): _add_span,
    (MOMENT, MONTHS): _add_span,
    (DATE, DAYS): add_days,
    (MOMENT, DAYS): add_days,
    (TIME, DAYS): _move_time,
    (MONTHS, DATE): _swap(_add_span),
    (MONTHS, MOMENT): _swap(_add_span),
    (DAYS, DATE): _swap(add_days),
    (DAYS, MOMENT): _swap(add_days),
    (DAYS, TIME): _swap(_move_time),
}
_SUBTRACT: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): DECIMAL128.subtract,
    (DAYS, DAYS): lambda left, right: left - right,
    (MONTHS, MONTHS): lambda left, right: YearMonthDuration(left.months - right.months),
    (DATE, DATE): difference,
    (MOMENT, MOMENT): _between_moments,
    (DATE, MOMENT): lambda left, right: _between_moments(_midnight(left), right),
    (MOMENT, DATE): lambda left, right: _between_moments(left, _midnight(right)),
    (TIME, TIME): _between_times,
    (DATE, MONTHS): _take_span,
    (MOMENT, MONTHS): _take_span,
    (DATE, DAYS): _take_days,
    (MOMENT, DAYS): _take_days,
    (TIME, DAYS): lambda value, step: _move_time(value, -step),
}
_MULTIPLY: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): DECIMAL128.multiply,
    (DAYS, NUMBER): _scale_days,
    (MONTHS, NUMBER): _scale_months,
    (NUMBER, DAYS): _swap(_scale_days),
    (NUMBER, MONTHS): _swap(_scale_months),
}
_DIVIDE: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): DECIMAL128.divide,
    (DAYS, NUMBER): lambda left, right: _duration(DECIMAL128.divide(seconds_of(left), right)),
    (MONTHS, NUMBER): lambda left, right: _months(DECIMAL128.divide(Decimal(left.months), right)),
    (DAYS, DAYS): lambda left, right: DECIMAL128.divide(seconds_of(left), seconds_of(right)),
    (MONTHS, MONTHS): lambda left, right: DECIMAL128.divide(Decimal(left.months), Decimal(right.months)),
}
OPERATIONS: dict[str, dict[tuple[str, str], Operation]] = {
    "+": _ADD,
    "-": _SUBTRACT,
    "*": _MULTIPLY,
    "/": _DIVIDE,
    "**": {(NUMBER, NUMBER): _power},
}


def negate(value: Any) -> Any:
    """The negative of a number or duration; TypeError for anything else."""
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    if isinstance(value, dt.timedelta):
        return -value
    if isinstance(value, Decimal):
        return -value
    raise TypeError("not a number or duration")
