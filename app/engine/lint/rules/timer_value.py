"""A FEEL text that is known now must give what its timer needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.engine.dialect import times
from app.engine.feel import YearMonthDuration
from app.engine.lint.constants import NOT_CONSTANT, constant
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("timer_value", ERROR, zh="计时的 FEEL 给不出所需的值", en="A timer's FEEL that does not give what is needed")
def check(package: Package) -> Iterator[Found]:
    """A date needs a date-time, a duration a positive duration, a cycle a text such as R3/PT1H."""
    for spot in package.spots:
        for read in package.expressions(spot):
            node = spot.process.by_id.get(read.said.element)
            if node is None or node.event is None or read.said.place != "timer":
                continue
            value = constant(read)
            if value is NOT_CONSTANT or _FITS.get(node.event.how, _nothing)(value):
                continue
            text = read.said.text[:80]
            yield Found(
                spot.file,
                node.id,
                f'计时 ={text} 给不出所需的值；时刻写 date and time(…)，时长为正，循环如 "R3/PT1H"。',
                f"The timer ={text} does not fit: a date is date and time(…), a duration is positive, a cycle is"
                ' like "R3/PT1H".',
                read.said.line,
            )


def _nothing(_value: Any) -> bool:
    return False


def _moment(value: Any) -> bool:
    return isinstance(value, date | datetime) or _reads(times.moment, value) or _is_wide_date(value)


def _is_wide_date(value: Any) -> bool:
    return value is not None and not isinstance(value, str | bool | timedelta | YearMonthDuration | list | dict)


def _length(value: Any) -> bool:
    if isinstance(value, timedelta):
        return value > timedelta()
    if isinstance(value, YearMonthDuration):
        return value.months > 0
    return _reads(times.duration, value) and times.duration(value).positive


def _cycle(value: Any) -> bool:
    return _reads(times.cycle, value) and times.cycle(value)[1].positive


def _reads(reader: Callable[[str], Any], value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        reader(value)
    except ValueError:
        return False
    return True


_FITS: Mapping[str, Callable[[Any], bool]] = {"date": _moment, "duration": _length, "cycle": _cycle}
