"""One marshmallow field per kind of component: types, lengths, ranges, options, dates, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import RAISE, Schema, ValidationError, fields

from app.engine.forms.faults import Fault
from app.engine.forms.model import Field, answerable, as_text

ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of a date-time that names none."""
MAX_PICKED = 200
"""Characters of a picked value."""
MAX_NUMBER = 10**15
YEARS = range(1850, 2201)
"""Years of dates that people give."""

_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{2}:\d{2}(:\d{2})?"
_SHAPES = {
    "date": re.compile(_DATE, re.ASCII),
    "time": re.compile(_TIME, re.ASCII),
    "datetime": re.compile(rf"{_DATE}T{_TIME}(\.\d{{1,9}})?(Z|[+-]\d{{2}}:\d{{2}})?", re.ASCII),
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(\.[^@\s.]{1,63}){1,5}")
_PHONE = re.compile(r"\+?[\d\s()-]{7,20}", re.ASCII)


def schema_of(components: tuple[Field, ...]) -> Schema:
    """The schema of the answers to these components; keys it does not know are refused."""
    return _Answers.from_dict({one.key: _answer_of(one) for one in answerable(components)})(unknown=RAISE)


class _Answers(Schema):
    error_messages = {"unknown": "unknown_key", "type": "not_an_object"}  # noqa: RUF012 - marshmallow's name


def _answer_of(field: Field) -> _Answer:
    if field.kind.composite:
        return _Rows(field) if field.answers_list else _Composite(field)
    if field.answers_list:
        return _Many(field, _SINGLE[field.kind.name](field))
    return _SINGLE[field.kind.name](field)


class _Answer(fields.Field[Any]):
    """An answer to one form field; empty text is no answer."""

    def __init__(self, field: Field) -> None:
        super().__init__(allow_none=True)
        self.asked = field

    def fail(self, code: str, **details: Any) -> ValidationError:
        """The error to raise for a finding of that code."""
        return ValidationError([Fault(code, details)])


class _Text(_Answer):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        limits = self.asked.limits
        text = _sound_text(self, value, limits.max_length or MAX_PICKED)
        if not text.strip():
            return None
        if self.asked.kind.name == "textfield" and ("\n" in text or "\r" in text):
            raise self.fail("one_line")
        if limits.min_length is not None and len(text.strip()) < limits.min_length:
            raise self.fail("too_short", limit=limits.min_length)
        if limits.pattern is not None and not limits.pattern.search(text):
            raise self.fail("pattern")
        if limits.validation == "email" and not _EMAIL.fullmatch(text):
            raise self.fail("email")
        if limits.validation == "phone" and not _PHONE.fullmatch(text):
            raise self.fail("phone")
        return text


class _Number(_Answer):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int | float | None:
        if value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise self.fail("not_number")
        exact, limits = Decimal(str(value)), self.asked.limits
        if limits.minimum is not None and exact < limits.minimum:
            raise self.fail("too_small", limit=limits.minimum)
        if limits.maximum is not None and exact > limits.maximum:
            raise self.fail("too_large", limit=limits.maximum)
        if limits.decimals is not None and exact != round(exact, limits.decimals):
            raise self.fail("too_precise", limit=limits.decimals)
        return int(value) if exact == int(exact) else value


class _Check(_Answer):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.fail("not_boolean")
        return value


class _Choice(_Answer):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if value == "":
            return None
        if isinstance(value, list):
            raise self.fail("one_only")
        if not isinstance(value, str | int | float):
            raise self.fail("not_an_option")
        text = as_text(value) if _small(value) else ""
        for option in self.asked.options:
            if as_text(option.value) == text:
                return option.value
        raise self.fail("not_an_option")


class _Picked(_Answer):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        if isinstance(value, list):
            raise self.fail("one_only")
        return _sound_text(self, value, MAX_PICKED) or None


class _Moment(_Answer):
    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        if value == "":
            return None
        subtype = self.asked.subtype
        if not isinstance(value, str) or not _SHAPES[subtype].fullmatch(value):
            raise self.fail(f"not_{subtype}")
        try:
            return _MOMENTS[subtype](value)
        except (ValueError, OverflowError) as error:
            raise self.fail(f"not_{subtype}") from error


class _Many(_Answer):
    """A list of single answers; what is named twice counts once."""

    def __init__(self, field: Field, single: _Answer) -> None:
        super().__init__(field)
        self.single = single

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[Any]:
        kept, errors = [], {}
        for index, one in enumerate(_sized(self, value)):
            try:
                answer = self.single.deserialize(one)
            except ValidationError as error:
                errors[index] = error.messages
                continue
            if answer is None:
                errors[index] = self.fail("not_an_option").messages
            elif answer not in kept:
                kept.append(answer)
        if errors:
            raise ValidationError(errors)
        return kept


class _Composite(_Answer):
    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.schema = schema_of(field.children)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any] | None:
        return _object(self, self.schema, value) or None


class _Rows(_Answer):
    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.schema = schema_of(field.children)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[dict[str, Any]]:
        rows, errors = [], {}
        for index, one in enumerate(_sized(self, value)):
            try:
                rows.append(_object(self, self.schema, one))
            except ValidationError as error:
                rows.append(error.valid_data if isinstance(error.valid_data, dict) else {})
                errors[index] = error.messages
        if errors:
            raise ValidationError(errors, valid_data=rows)
        return rows


def _object(answer: _Answer, schema: Schema, value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise answer.fail("not_an_object")
    loaded: dict[str, Any] = schema.load(dict(value), partial=True)
    return loaded


def _sized(answer: _Answer, value: Any) -> list[Any]:
    limits = answer.asked.limits
    if not isinstance(value, list):
        raise answer.fail("not_a_list")
    if limits.max_items is not None and len(value) > limits.max_items:
        raise answer.fail("too_many", limit=limits.max_items)
    if value and limits.min_items is not None and len(value) < limits.min_items:
        raise answer.fail("too_few", limit=limits.min_items)
    return value


def _sound_text(answer: _Answer, value: Any, longest: int) -> str:
    if not isinstance(value, str):
        raise answer.fail("not_text")
    if len(value) > longest:
        raise answer.fail("too_long", limit=longest)
    if _CONTROL.search(value):
        raise answer.fail("bad_characters")
    return value


def _small(value: str | int | float) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_PICKED
    return isfinite(value) if isinstance(value, float) else abs(value) < MAX_NUMBER


def _date(text: str) -> str:
    return _usual(date.fromisoformat(text)).isoformat()


def _time(text: str) -> str:
    return time.fromisoformat(text).isoformat("minutes" if text.count(":") == 1 else "seconds")


def _datetime(text: str) -> str:
    moment = datetime.fromisoformat(text)
    placed = moment.replace(tzinfo=ZONE) if moment.tzinfo is None else moment.astimezone(ZONE)
    _usual(placed.date())
    return placed.isoformat(timespec="seconds")


def _usual(day: date) -> date:
    if day.year not in YEARS:
        raise ValueError(f"year {day.year}")
    return day


_MOMENTS = {"date": _date, "time": _time, "datetime": _datetime}
_SINGLE: dict[str, type[_Answer]] = {
    "textfield": _Text,
    "textarea": _Text,
    "number": _Number,
    "checkbox": _Check,
    "datetime": _Moment,
    "select": _Choice,
    "radio": _Choice,
    "checklist": _Choice,
    "taglist": _Choice,
    "patientpicker": _Picked,
    "institutionpicker": _Picked,
    "departmentpicker": _Picked,
    "doctorpicker": _Picked,
    "icd10picker": _Picked,
    "filepicker": _Picked,
}
