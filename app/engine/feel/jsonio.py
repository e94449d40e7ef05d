"""FEEL values from JSON and to JSON."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from app.engine.feel.errors import FeelError, FeelLimitError
from app.engine.feel.limits import MAX_DATA_DEPTH, MAX_VALUES
from app.engine.feel.temporal_text import parse_date, parse_date_time, parse_duration, parse_time
from app.engine.feel.text import to_text, whole_text
from app.engine.feel.values import Function, Range, YearMonthDuration, kind
from app.engine.feel.wide import WideDate, WideDateTime

_WHOLE = Decimal(2) ** 63
"""JSON writers and databases hold whole numbers of 64 bits."""
_DURATIONS = ("duration", "days and time duration", "dayTimeDuration")
_MONTH_DURATIONS = ("years and months duration", "yearMonthDuration")
_READERS: dict[str, Callable[[str], Any]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "dateTime": parse_date_time,
    "dateTimeStamp": parse_date_time,
    **dict.fromkeys(_DURATIONS + _MONTH_DURATIONS, parse_duration),
}
_NUMBERS = frozenset({"number", "decimal", "double", "float", "integer", "int", "long"})
_TEMPORAL_TAGS = {
    "date": "date",
    "time": "time",
    "date and time": "dateTime",
    "days and time duration": "duration",
    "years and months duration": "duration",
}
_SCALARS = (
    str, bool, type(None), Decimal, dt.datetime, dt.date, dt.time, dt.timedelta, WideDate, WideDateTime,
    YearMonthDuration, Range, Function,
)  # fmt: skip

_PLAIN = frozenset(_SCALARS)


def from_json(value: Any) -> Any:
    """JSON as FEEL values: numbers become decimals, `{"@type": …, "@value": …}` dates, times, durations.

    `@type` is FEEL's name or XML Schema's. Raises FeelError for values that cannot be read.
    """
    return _Reader(typed=True).read(value, 0)


def admit(value: Any) -> Any:
    """Python's own numbers and tuples as FEEL values; values that are FEEL's already stay."""
    if type(value) in _PLAIN:
        return value
    return _Reader(typed=False).read(value, 0)


class _Reader:
    def __init__(self, typed: bool) -> None:
        self._typed = typed
        self._nodes = 0

    def read(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        if depth > MAX_DATA_DEPTH or self._nodes > MAX_VALUES:
            raise FeelLimitError("数据过大或嵌套过深。", "The data are too large or nested too deeply.")
        if self._typed and isinstance(value, str):
            return whole_text(value)
        if isinstance(value, _SCALARS):
            return value
        if isinstance(value, int | float):
            return _number(value)
        if isinstance(value, list | tuple):
            return [self.read(item, depth + 1) for item in value]
        if isinstance(value, dict):
            if self._typed and "@type" in value:
                return _typed(value, lambda item: self.read(item, depth + 1))
            return {whole_text(str(name)): self.read(item, depth + 1) for name, item in value.items()}
        raise FeelError(
            f"无法使用此类数据：{type(value).__name__}。",
            f"Data of this kind cannot be used: {type(value).__name__}.",
        )


def _number(value: int | float) -> Decimal:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise FeelError("数字必须是有限的。", "A number must be finite.")
        return Decimal(repr(value))
    if value.bit_length() > 20_000:
        raise FeelError("数字过大。", "The number is too large.")
    return Decimal(value)


def _typed(value: dict[Any, Any], read: Callable[[Any], Any]) -> Any:
    name = str(value["@type"]).rpartition(":")[2]
    content = value.get("@value")
    if content is None:
        return None
    try:
        if name in _READERS and isinstance(content, str):
            return _READERS[name](content.strip())
        if name in _NUMBERS and isinstance(content, str):
            return Decimal(content)
    except (ValueError, OverflowError, InvalidOperation) as error:
        raise FeelError(f"“{content[:40]}”不是 {name}。", f'"{content[:40]}" is no {name}.') from error
    if name in _READERS:
        raise FeelError(f"{name} 应写成文本。", f"A {name} is written as text.")
    return read(content)


def from_text(text: str, feel_kind: str) -> Any:
    """ISO text as the kind that a model declares; FeelError when it is none."""
    return _typed({"@type": feel_kind, "@value": text}, lambda item: item)


def to_json(value: Any) -> Any:
    """Plain JSON: decimals as int or float, dates, times and durations as ISO text."""
    return _Writer(typed=False).write(value, 0)


def to_typed_json(value: Any) -> Any:
    """JSON in which dates, times and durations are `{"@type": XML Schema's name, "@value": ISO text}`."""
    return _Writer(typed=True).write(value, 0)


class _Writer:
    def __init__(self, typed: bool) -> None:
        self._typed = typed
        self._nodes = 0

    def write(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        if depth > MAX_DATA_DEPTH or self._nodes > MAX_VALUES:
            raise FeelLimitError("结果过大或嵌套过深。", "The result is too large or nested too deeply.")
        if isinstance(value, list | tuple):
            return [self.write(item, depth + 1) for item in value]
        if isinstance(value, dict):
            return {name: self.write(item, depth + 1) for name, item in value.items()}
        return self._scalar(value)

    def _scalar(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return json_number(value)
        if value is None or isinstance(value, str | bool | int | float):
            return value
        tag = _TEMPORAL_TAGS.get(kind(value))
        if self._typed and tag is not None:
            return {"@type": tag, "@value": to_text(value)}
        return to_text(value)


def json_number(value: Decimal) -> int | float | str:
    """An int where the number is whole, else a float; as text where JSON's readers would lose it all."""
    if value == value.to_integral_value() and abs(value) < _WHOLE:
        return int(value)
    found = float(value)
    return found if math.isfinite(found) else str(value)
