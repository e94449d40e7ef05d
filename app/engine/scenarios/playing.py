"""Plays one scenario step by step and writes down what was not as expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn

from app.engine.dialect import Definition
from app.engine.dialect.times import moment
from app.engine.forms import FormError
from app.engine.runtime import Incident, NotOpen, WorkItem
from app.engine.scenarios.case import Case, Refused
from app.engine.scenarios.expectations import findings
from app.engine.scenarios.model import Act, Scenario, ScenarioError
from app.engine.scenarios.report import Failure, Result
from app.engine.scenarios.stubs import StubTopics, TechnicalFailure
from app.engine.topics import TopicRegistry


class _Stop(Exception):
    """The scenario cannot go on."""


def play(
    definition: Definition, scenario: Scenario, registry: TopicRegistry | None, start_form: str | None
) -> tuple[Result, set[str]]:
    """One scenario's result and the flows it took."""
    topics = StubTopics(scenario.topics, registry)
    case = Case(definition, scenario, topics, start_form, scenario.at)
    failures = tuple(_Play(case).run())
    result = Result(definition.process, scenario.file, scenario.name, scenario.name_en, failures)
    return result, case.taken


@dataclass
class _Play:
    case: Case
    failures: list[Failure] = field(default_factory=list)
    number: int = 0

    def run(self) -> list[Failure]:
        """Everything that went wrong; after a step that could not be done nothing more is tried."""
        try:
            self._guarded(self.case.begin)
            self._guarded(self.case.settle)
            for number, act in enumerate(self.case.scenario.acts, 1):
                self.number = number
                self._act(act)
        except _Stop:
            pass
        return self.failures

    def _act(self, act: Act) -> None:
        case = self.case
        if act.kind != "expect":
            case.calls_before = len(case.topics.calls)
            case.topics.failing = act.said.get("failing", {})
            self._guarded(lambda: _DO[act.kind](self, act))
            case.topics.failing = {}
            self._guarded(case.settle)
        if act.expected is not None:
            self._guarded(lambda: self._compare(act))

    def _compare(self, act: Act) -> None:
        for zh, en in findings(self.case, act.expected or {}):
            self._failed(zh, en)

    def _guarded(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Refused as error:
            self._stop(f"表单不接受：{error}", f"the form refuses: {error}")
        except NotOpen as error:
            self._stop(f"{error} 不在等待。", f"{error} is not open")
        except (Incident, FormError, ScenarioError) as error:
            self._stop(getattr(error, "zh", str(error)), str(error))
        except TechnicalFailure as error:
            self._stop(f"主题 {error} 发生技术故障。", f"the topic {error} failed technically")

    def complete(self, act: Act) -> None:
        """Complete the named element's item, see that its form refuses, or that a failure undoes all."""
        item = self._item(act)
        by = act.said.get("by")
        if by is not None and by not in self.case.may(item):
            self._stop(f"{by} 不能做 {item.element}", f"{by} may not do {item.element}, only {self.case.may(item)}")
        answers = act.said.get("answers", {})
        if "refused" in act.said:
            self._see_refused(act, item)
        elif self.case.topics.breaks_inside:
            self._see_undone(lambda: self.case.complete(item, answers))
        else:
            self.case.complete(item, answers)

    def send(self, act: Act) -> None:
        """Send a message, or see that nobody waits for it."""
        if not act.said.get("nobody"):
            self.case.send(act.subject, act.said.get("payload", {}))
            return
        try:
            self.case.send(act.subject, act.said.get("payload", {}))
        except NotOpen:
            return
        self._failed(f"不应有人等待 {act.subject}", f"nobody should wait for {act.subject}")

    def wait(self, act: Act) -> None:
        """Let time pass."""
        self.case.wait_for(act.subject)

    def wait_until(self, act: Act) -> None:
        """Let time pass until a moment."""
        self.case.wait(moment(act.subject))

    def retry(self, act: Act) -> None:
        """Run the jobs again that a technical failure left behind."""
        if act.subject not in {one.element for one in self.case.jobs.values()}:
            self._stop(f"{act.subject} 没有待重试的作业", f"no job of {act.subject} is left to retry")
        self.case.run_jobs()

    def _item(self, act: Act) -> WorkItem:
        found = [one for one in self.case.items.values() if one.element == act.subject]
        nth = int(act.said.get("nth", 1))
        if len(found) < nth:
            still = sorted(one.element for one in self.case.items.values())
            self._stop(f"{act.subject} 未打开，打开的是 {still}", f"{act.subject} is not open, but {still}")
        return found[nth - 1]

    def _see_refused(self, act: Act, item: WorkItem) -> None:
        try:
            self.case.complete(item, act.said.get("answers", {}))
        except Refused as error:
            missed = [path for path in act.said["refused"] if path not in error.paths]
            if missed:
                self._failed(
                    f"表单应指出 {missed}，指出的是 {error.paths}", f"not refused at {missed}: {error.paths}"
                )
            return
        self._stop("表单本应拒绝这些答案。", "the form should have refused these answers")

    def _see_undone(self, do: Callable[[], None]) -> None:
        before = (self.case.stored, dict(self.case.items))
        try:
            do()
        except TechnicalFailure:
            if before != (self.case.stored, self.case.items):
                self._failed("技术故障之后案件变了。", "the case changed although the topic failed")
            return
        self._failed("没有调用应当失败的主题。", "the topic that should fail was not called")

    def _failed(self, zh: str, en: str) -> None:
        self.failures.append(Failure(self.number, zh, en))

    def _stop(self, zh: str, en: str) -> NoReturn:
        self._failed(zh, en)
        raise _Stop


_DO: dict[str, Callable[[_Play, Act], None]] = {
    "complete": _Play.complete,
    "send": _Play.send,
    "pass": _Play.wait,
    "until": _Play.wait_until,
    "retry": _Play.retry,
}
