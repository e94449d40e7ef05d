"""What the outside gives to one hop: the moment, topics, constants, settings, calendar, decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.engine.dialect import Definition
from app.engine.dialect.times import ZONE
from app.engine.feel import clock_functions
from app.engine.topics import TopicCall, TopicRegistry


class Topics(Protocol):
    """What the runtime needs of a topic registry."""

    def is_outside(self, name: str) -> bool:
        """Whether the topic must run after commit."""

    def call(self, name: str, call: TopicCall, inputs: Mapping[str, Any], /) -> Mapping[str, Any]:
        """Run it; `BusinessError` goes to the diagram, anything else voids the hop."""


@dataclass(frozen=True)
class Decided:
    """The answer of a decision: a FEEL or JSON value, and the rules that fired."""

    value: Any
    rules: Any = ()


class Decide(Protocol):
    """Evaluates a decision of a definition over FEEL inputs."""

    def __call__(
        self, definition: Definition, decision: str, inputs: Mapping[str, Any], now: dt.datetime, /
    ) -> Any:
        """An object with `value` and `rules`; `now` is aware."""


def decide_by_definition(
    definition: Definition, decision: str, inputs: Mapping[str, Any], now: dt.datetime, /
) -> Any:
    """The definition's own decision tables; `now()` and `today()` in them are the hop's, in our zone."""
    clock = clock_functions(now.astimezone(ZONE))
    return definition.decisions[decision].evaluate(decision, inputs, clock=clock, strict=True)


def plain_time(start: dt.datetime, length: dt.timedelta, working: bool) -> dt.datetime:  # noqa: ARG001
    """A calendar without closed hours."""
    return start + length


def no_settings(variables: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001
    """No deadline settings at all."""
    return {}


def _no_call() -> TopicCall:
    return TopicCall(None, "", "", None, dt.datetime.min.replace(tzinfo=dt.UTC))


@dataclass(frozen=True)
class Environment:
    """One hop's surroundings; pure data and functions, so that the same hop gives the same outcome.

    `now`: aware. `constants`: `case_id`, `case_number`, `started_by`, `started_institution`, `started_role`,
    readable in every scope. `sla`: deadline settings for the case's variables. `add_time(start, length,
    working)`: `length` later, in working hours when `working`. `call`: a template of what topics get; the
    runtime fills in `element`, `now` and `variables`. `budget`: steps that one hop may take.
    """

    now: dt.datetime
    topics: Topics = field(default_factory=TopicRegistry)
    constants: Mapping[str, Any] = field(default_factory=dict)
    sla: Callable[[Mapping[str, Any]], Mapping[str, Any]] = no_settings
    add_time: Callable[[dt.datetime, dt.timedelta, bool], dt.datetime] = plain_time
    call: TopicCall = field(default_factory=_no_call)
    decide: Decide = decide_by_definition
    budget: int = 1000
