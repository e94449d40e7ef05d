"""Expressions of a diagram, evaluated where a task stands: strict, and failures name the element."""

from __future__ import annotations

import datetime as dt
import re
from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from app.engine.dialect import Definition
from app.engine.dialect.properties import TEMPORAL
from app.engine.dialect.times import OFFSET, ZONE, Length, duration, moment
from app.engine.feel import FeelError, Function, YearMonthDuration, from_text, to_json
from app.engine.runtime.clocks import after, deadline
from app.engine.runtime.errors import Incident
from app.engine.runtime.hop import Hop, hop_of
from app.engine.runtime.scopes import VARIABLES, scopes

WORKING = "working"
_WORKING_TEXT = re.compile(r"working\((.*)\)")  # as the settings of a service write it


def functions(hop: Hop) -> dict[str, Any]:
    """What expressions can ask beyond FEEL's own: the hop's moment, its clocks, working time."""
    local = hop.now.astimezone(OFFSET)
    return {
        "now": Function([], lambda: local),
        "today": Function([], lambda: local.date()),
        "deadline": Function(["name"], lambda name: deadline(hop, name)),
        "due": Function(["length", "start"], lambda length, start=None: due(hop, length, start), optional=1),
        WORKING: Function(["length"], lambda length: {WORKING: length}),
    }


def due(hop: Hop, length: Any, start: Any) -> dt.datetime:
    """The moment `length` after `start` (now when it is null), by working time when the length says so."""
    try:
        return after(hop, hop.now if start is None else moment_of(start), length_of(length)).astimezone(OFFSET)
    except (ValueError, OverflowError) as error:
        raise FeelError(f"due() 无法计算：{error}", f"due() cannot be worked out: {error}") from error


def _surroundings(hop: Hop, task: Any) -> Mapping[str, Any]:
    definition = task.task_spec.definition
    found = hop.nulls.get(definition.key)
    if found is None:
        found = {**dict.fromkeys(definition.variables), **functions(hop)}
        hop.nulls[definition.key] = found
    return found


def variables_at(task: Any) -> dict[str, Any]:
    """All variables and constants that a task sees, those not given yet as null; no functions."""
    found: dict[str, Any] = dict.fromkeys(task.task_spec.definition.variables)
    for scope in reversed(scopes(task)):
        found.update(scope)
    found.update(hop_of(task).environment.constants)
    return found


def evaluate(
    task: Any,
    text: str,
    extra: Mapping[str, Any] | None = None,
    *,
    lenient: bool = False,
    element: str | None = None,
) -> Any:
    """The FEEL value of an expression (without leading `=`) at a task.

    `extra`: names beside the variables. `lenient`: unknown names are null. `element`: whose expression it is,
    when that is not the task's own. Raises `Incident`.
    """
    spec, hop = task.task_spec, hop_of(task)
    expression = spec.definition.expressions[text]
    inner = scopes(task)
    layers: list[Any] = [extra or {}, hop.environment.constants, *inner, _surroundings(hop, task)]
    if "sla" in expression.names:
        layers.insert(1, {"sla": hop.environment.sla(case_variables(hop))})
    if lenient:
        layers.append(dict.fromkeys(expression.names))
    try:
        layers.insert(1, _typed(spec.definition, inner, expression.names))
        return expression.evaluate(ChainMap(*layers), strict=True)
    except FeelError as error:
        raise Incident(
            element or spec.bpmn_id,
            f"表达式 {text}：{error.message_zh}",
            f"The expression {text}: {error.message_en}",
        ) from error


def _typed(definition: Definition, inner: list[dict[str, Any]], names: frozenset[str]) -> dict[str, Any]:
    """Inputs that are declared as dates, times or durations: kept as ISO text, read as what they are."""
    found = {}
    for name in names & definition.inputs.keys():
        text = ChainMap(*inner).get(name)
        if isinstance(text, str) and definition.inputs[name] in TEMPORAL:
            read = from_text(text, definition.inputs[name])
            naive = isinstance(read, dt.datetime) and read.tzinfo is None
            found[name] = read.replace(tzinfo=OFFSET) if naive else read
    return found


def case_variables(hop: Hop) -> Mapping[str, Any]:
    """The case's own variables."""
    variables: Mapping[str, Any] = hop.top.data[VARIABLES]
    return variables


def value(task: Any, text: str | None, *, element: str | None = None) -> Any:
    """A FEEL value of a text as written: with a leading `=` an expression, else the text itself."""
    if text is None or not text.startswith("="):
        return text
    return evaluate(task, text[1:].strip(), element=element)


def json_value(
    task: Any,
    text: str | None,
    extra: Mapping[str, Any] | None = None,
    *,
    lenient: bool = False,
    element: str | None = None,
) -> Any:
    """The same as JSON, as variables hold it: dates and durations as ISO text; arguments as in `evaluate`."""
    if text is None or not text.startswith("="):
        return text
    return to_json(evaluate(task, text[1:].strip(), extra, lenient=lenient, element=element))


def length_of(found: Any) -> Length:
    """A length of time from a FEEL duration, an ISO text or `working(…)`; `ValueError` for anything else."""
    if isinstance(found, Mapping) and set(found) == {WORKING}:
        inner = length_of(found[WORKING])
        return Length(inner.months, inner.rest, working=True)
    if isinstance(found, str):
        worked = _WORKING_TEXT.fullmatch(found.strip())
        inner = duration(worked[1] if worked else found)
        return Length(inner.months, inner.rest, working=worked is not None)
    if isinstance(found, dt.timedelta):
        return Length(0, found)
    if isinstance(found, YearMonthDuration):
        return Length(found.months)
    raise ValueError(f"{found!r} is not a duration")


def moment_of(found: Any) -> dt.datetime:
    """A moment from a FEEL date or date-time or an ISO text; without offset in Chinese time."""
    if isinstance(found, str):
        return moment(found)
    if isinstance(found, dt.datetime):
        return found if found.tzinfo else found.replace(tzinfo=ZONE)
    if isinstance(found, dt.date):
        return dt.datetime.combine(found, dt.time(), ZONE)
    raise ValueError(f"{found!r} is not a date or date-time")
