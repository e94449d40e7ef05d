"""What came out: every scenario's result, every process' coverage, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """What was not as expected; `step` counts from 1, 0 is the start."""

    step: int
    zh: str
    en: str


@dataclass(frozen=True)
class Result:
    """One scenario played."""

    process: str
    file: str
    name: str
    name_en: str
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


@dataclass(frozen=True)
class Coverage:
    """Which of a process' sequence flows its scenarios took."""

    process: str
    flows: tuple[str, ...]
    taken: frozenset[str]

    @property
    def untaken(self) -> tuple[str, ...]:
        """Flows that no scenario took, in the file's order."""
        return tuple(flow for flow in self.flows if flow not in self.taken)

    @property
    def complete(self) -> bool:
        """Whether every flow was taken."""
        return not self.untaken


@dataclass(frozen=True)
class Report:
    """All scenarios of some packages."""

    results: tuple[Result, ...]
    coverage: tuple[Coverage, ...]

    @property
    def passed(self) -> bool:
        """Whether every scenario passed; coverage is told, not judged."""
        return all(one.passed for one in self.results)

    @property
    def covered(self) -> bool:
        """Whether every flow of every process was taken."""
        return all(one.complete for one in self.coverage)

    def __add__(self, other: Report) -> Report:
        return Report(self.results + other.results, self.coverage + other.coverage)

    def lines(self, language: str = "zh") -> Iterator[str]:
        """The report for a terminal, a line each."""
        zh = language == "zh"
        for one in self.results:
            name = one.name if zh or not one.name_en else one.name_en
            yield f"{'✓' if one.passed else '✗'} {one.process} · {one.file} · {name}"
            for failure in one.failures:
                where = f"第 {failure.step} 步" if zh else f"step {failure.step}"
                yield f"    {where}：{failure.zh}" if zh else f"    {where}: {failure.en}"
        for cover in self.coverage:
            taken = len(cover.flows) - len(cover.untaken)
            word = "连线覆盖" if zh else "flows taken"
            yield f"{cover.process}: {word} {taken}/{len(cover.flows)}"
            for flow in cover.untaken:
                yield f"    {'未走过' if zh else 'untaken'}: {flow}"
        good = sum(one.passed for one in self.results)
        yield f"{good}/{len(self.results)} {'个场景通过' if zh else 'scenarios passed'}"
