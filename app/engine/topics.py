"""What a diagram may ask of the system: named, typed functions that features declare and the factory collects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType
from typing import Any, Protocol, cast

MARK = "__liandong_topic__"


class BusinessError(Exception):
    """A foreseen outcome, such as "slot gone": becomes the BPMN error of the same code on the diagram."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.zh = zh
        self.en = en


@dataclass(frozen=True)
class TopicCall:
    """Where a call comes from: the transaction, the case, the element that asks, who acts, and when.

    `session` and `actor` are opaque here: the engine knows neither SQL nor people.
    """

    session: Any
    case_id: str
    element: str
    actor: Any
    now: datetime
    variables: Mapping[str, Any] = field(default_factory=dict)


class TopicFunction(Protocol):
    """A registered function: gets the call and the mapped inputs, gives back the outputs by name."""

    def __call__(self, call: TopicCall, /, **inputs: Any) -> Mapping[str, Any] | None: ...


@dataclass(frozen=True)
class Topic:
    """One thing the system can do for a diagram.

    `inputs` and `outputs` map names to FEEL types; `errors` are the codes it may raise; `outside` topics leave
    the machine and therefore run as a job after commit, never inside the transaction.
    """

    name: str
    function: TopicFunction
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    errors: tuple[str, ...]
    outside: bool
    zh: str
    en: str


def topic(
    name: str,
    *,
    zh: str,
    en: str,
    inputs: Mapping[str, str] | None = None,
    outputs: Mapping[str, str] | None = None,
    errors: tuple[str, ...] = (),
    outside: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a function as the topic `name` (`feature.verb_noun`); nothing is registered by importing it.

    An input whose type ends in `?` may be left out by the diagram.
    """

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        declared = Topic(
            name,
            cast(TopicFunction, function),
            dict(inputs or {}),
            dict(outputs or {}),
            errors,
            outside,
            zh,
            en,
        )
        setattr(function, MARK, declared)
        return function

    return mark


class TopicRegistry:
    """The topics of one installation, by name."""

    def __init__(self, topics: Iterable[Topic] = ()) -> None:
        self._topics: dict[str, Topic] = {}
        for declared in topics:
            self.add(declared)

    @classmethod
    def collect(cls, modules: Iterable[ModuleType]) -> TopicRegistry:
        """All topics that the given modules declare."""
        found = (getattr(value, MARK, None) for module in modules for value in vars(module).values())
        return cls({one.name: one for one in found if one is not None}.values())

    def add(self, declared: Topic) -> None:
        """Register one; a name may be taken only once."""
        if declared.name in self._topics:
            raise ValueError(f"topic {declared.name} is declared twice")
        self._topics[declared.name] = declared

    def get(self, name: str) -> Topic | None:
        """The topic of that name, if there is one."""
        return self._topics.get(name)

    def names(self) -> tuple[str, ...]:
        """Every known name, sorted."""
        return tuple(sorted(self._topics))

    def is_outside(self, name: str) -> bool:
        """Whether it leaves the machine and must run after commit."""
        return self._topics[name].outside

    def call(self, name: str, call: TopicCall, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Run it now; a `BusinessError` goes to the diagram, anything else rolls the action back."""
        return dict(self._topics[name].function(call, **inputs) or {})
