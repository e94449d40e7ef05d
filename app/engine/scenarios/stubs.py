"""What stands for the outside while a scenario is played: topics that answer as told, pickers that take all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engine.forms.kinds import PICKERS
from app.engine.scenarios.model import ScenarioError
from app.engine.topics import BusinessError, TopicCall, TopicRegistry

TECHNICAL = "technical"


class TechnicalFailure(Exception):
    """A topic broke, as a network or a disk may: nothing the diagram could answer."""


@dataclass(frozen=True)
class Called:
    """One call of a topic with what crossed to it."""

    topic: str
    element: str
    inputs: Mapping[str, Any]


@dataclass
class StubTopics:
    """Answers from the scenario's `topics`, else from what the registry declares."""

    answers: Mapping[str, Any]
    registry: TopicRegistry | None
    failing: Mapping[str, str] = field(default_factory=dict)
    calls: list[Called] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)

    @property
    def breaks_inside(self) -> bool:
        """Whether a topic that runs inside the transaction is to fail technically now, which voids all."""
        return any(how == TECHNICAL and not self.is_outside(name) for name, how in self.failing.items())

    def is_outside(self, name: str) -> bool:
        """As the registry says."""
        return self.registry is not None and self.registry.get(name) is not None and self.registry.is_outside(name)

    def call(self, name: str, call: TopicCall, inputs: Mapping[str, Any], /) -> Mapping[str, Any]:
        """The answer of this turn; note the call."""
        self.calls.append(Called(name, call.element, dict(inputs)))
        wanted = self.failing.get(name)
        if wanted == TECHNICAL:
            raise TechnicalFailure(name)
        answer = {"error": wanted} if wanted else self._answer(name)
        if "error" in answer:
            code = str(answer["error"])
            raise BusinessError(code, code, code)
        return answer

    def _answer(self, name: str) -> Mapping[str, Any]:
        if name not in self.answers:
            return self._declared(name)
        told = self.answers[name]
        if isinstance(told, Sequence) and not isinstance(told, str):
            turn = self.turns[name] = self.turns.get(name, 0) + 1
            told = told[min(turn, len(told)) - 1] if told else {}
        if not isinstance(told, Mapping):
            raise ScenarioError(f"topics.{name} 应是对象或列表。", f"topics.{name} must be an object or a list")
        return told

    def _declared(self, name: str) -> Mapping[str, Any]:
        if self.registry is None:
            return {}
        found = self.registry.get(name)
        if found is None:
            raise ScenarioError(f"没有名为 {name} 的主题。", f"there is no topic called {name}")
        return {output: _sample(kind) for output, kind in found.outputs.items()}


_SAMPLES: Mapping[str, Any] = {"string": "示例", "number": 1, "boolean": True, "context": {}}


def _sample(kind: str) -> Any:
    kind = kind.removesuffix("?")
    return [] if kind.startswith("list") else _SAMPLES.get(kind)


class _AnyChoice:
    """A picker without an installation behind it."""

    url = "/api/v1/any"

    def accepts(self, value: str, parameters: Mapping[str, str], /) -> bool:  # noqa: ARG002
        return bool(value)

    def label(self, value: str, /) -> str:
        return value

    def offer(self, q: str, parameters: Mapping[str, str], /) -> Sequence[tuple[str, str]]:  # noqa: ARG002
        return ()


ANY_PICKERS = {name: _AnyChoice() for name in PICKERS}
