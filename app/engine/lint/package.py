"""A package as the linter's rules see it: every file read once, tolerantly, and what surrounds it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from app.engine.dialect import DialectError
from app.engine.dialect.expressions import Said, expressions
from app.engine.dialect.model import Diagram, Node, Process
from app.engine.dialect.reading import read_diagram
from app.engine.dialect.variables import known_variables, read_form
from app.engine.dialect.xml import name_of, read_xml
from app.engine.feel import Expression, FeelError, parse
from app.engine.forms import FormProblem, problems
from app.engine.lint.graph import Ways
from app.engine.lint.problem import Found
from app.engine.lint.tokens import Play, play
from app.engine.topics import Topic


class Topics(Protocol):
    """What the linter asks of the registry of topics."""

    def get(self, name: str) -> Topic | None:
        """The topic of that name, if there is one."""

    def names(self) -> tuple[str, ...]:
        """Every known name."""


class Callee(Protocol):
    """What the linter needs to know of a published process; `Definition` fits."""

    @property
    def inputs(self) -> Mapping[str, str]:
        """Name and FEEL type of what its caller gives."""

    @property
    def variables(self) -> Collection[str]:
        """Names that an output mapping of the call may read."""

    @property
    def called(self) -> Mapping[str, Any]:
        """The processes that it calls itself, by id."""

    @property
    def elements(self) -> Mapping[str, Any]:
        """Its elements by id; each has a `kind`."""


@dataclass(frozen=True)
class Spot:
    """One process of one file, and how to say where in it something was found."""

    diagram: Diagram
    process: Process

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.diagram.file

    @cached_property
    def ways(self) -> Ways:
        """Where tokens may go in the process."""
        return Ways(self.process)

    def found(self, at: Any, zh: str, en: str) -> Found:
        """A finding at a node, flow, message or process."""
        return Found(self.diagram.file, at.id, zh, en, at.line)


@dataclass(frozen=True)
class Read:
    """An expression of a process: where it is said, and what it parses to (None when it does not)."""

    said: Said
    expression: Expression | None
    error: FeelError | None = None


@dataclass(frozen=True)
class Package:
    """The files of one folder; `topics`, `callees`, `bindings` are None where the surroundings are not known."""

    files: Mapping[str, str]
    topics: Topics | None = None
    callees: Mapping[str, Callee] | None = None
    shared_decisions: Collection[str] = ()
    bindings: Mapping[str, Collection[str]] | None = None
    _read: dict[str, list[Read]] = field(default_factory=dict, compare=False)
    _known: dict[str, frozenset[str]] = field(default_factory=dict, compare=False)
    _plays: dict[tuple[str, str], Play | None] = field(default_factory=dict, compare=False)

    def named(self, ending: str) -> Iterator[tuple[str, str]]:
        """Name and text of the files with that ending, in order of name."""
        return ((name, self.files[name]) for name in sorted(self.files) if name.endswith(ending))

    @cached_property
    def diagrams(self) -> tuple[Diagram, ...]:
        """The `.bpmn` files."""
        return tuple(read_diagram(text, name) for name, text in self.named(".bpmn"))

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every process of every diagram."""
        return tuple(Spot(diagram, process) for diagram in self.diagrams for process in diagram.processes)

    @cached_property
    def by_process(self) -> Mapping[str, Spot]:
        """The processes of this package by id."""
        return {spot.process.id: spot for spot in self.spots}

    @cached_property
    def form_problems(self) -> Mapping[str, list[FormProblem]]:
        """What each form says of itself, by file."""
        return {name: problems(text) for name, text in self.named(".form")}

    @cached_property
    def forms(self) -> Mapping[str, Any]:
        """The JSON of the forms that can be read, by file."""
        found = {}
        for name, text in self.named(".form"):
            try:
                found[name] = read_form(text, name)
            except DialectError:
                continue
        return found

    @cached_property
    def decisions(self) -> frozenset[str]:
        """Ids of the decisions in this folder and of those shared by all."""
        found = set(self.shared_decisions)
        for name, text in self.named(".dmn"):
            try:
                root = read_xml(text, name)
            except DialectError:
                continue
            found.update(one.get("id") or "" for one in root if name_of(one)[1] == "decision")
        return frozenset(found)

    def drawing(self, file: str) -> Any:
        """The XML of a diagram, None when it cannot be read."""
        try:
            return read_xml(self.files[file], file)
        except DialectError:
            return None

    def variables(self, process: Process) -> frozenset[str]:
        """Names of variables that the process may read, constants apart."""
        if process.id not in self._known:
            try:
                known = known_variables(process, self.forms)
            except ValueError:
                known = frozenset()
            self._known[process.id] = known
        return self._known[process.id]

    def expressions(self, spot: Spot) -> list[Read]:
        """Every FEEL text of a process, parsed where possible."""
        if spot.process.id not in self._read:
            names = tuple(sorted(self.variables(spot.process)))
            self._read[spot.process.id] = [_parsed(said, names) for said in expressions(spot.diagram, spot.process)]
        return self._read[spot.process.id]

    def play(self, spot: Spot, scope: str) -> Play | None:
        """How tokens fare in a scope; None where that cannot be told."""
        place = (spot.process.id, scope)
        if place not in self._plays:
            self._plays[place] = play(spot.process, spot.ways, scope)
        return self._plays[place]

    def callee(self, process: str) -> Spot | Callee | None:
        """The process of that id: of this package, else one that is published."""
        own = self.by_process.get(process)
        return own if own is not None else (self.callees or {}).get(process)

    @cached_property
    def asking_processes(self) -> frozenset[str]:
        """Ids of processes, own and published, in which somebody has to act, or in one that they call."""
        found = {
            name
            for name, callee in (self.callees or {}).items()
            if any(one.kind == "userTask" for one in callee.elements.values())
        }
        found -= set(self.by_process)
        before = -1
        while len(found) > before:
            before = len(found)
            found |= {
                spot.process.id for spot in self.spots if any(_asks(node, found) for node in spot.process.nodes)
            }
        return frozenset(found)

    def asking(self, spot: Spot) -> frozenset[str]:
        """Ids of the nodes inside which somebody has to act: user tasks, and what holds or calls some."""
        found: set[str] = set()
        for node in spot.process.nodes:
            if _asks(node, self.asking_processes):
                found |= {node.id, *(one.id for one in spot.ways.around(node))}
        return frozenset(found)


def _asks(node: Node, asking: Collection[str]) -> bool:
    return node.kind == "userTask" or node.said("calledElement", "processId") in asking


def _parsed(said: Said, names: tuple[str, ...]) -> Read:
    if said.static:
        return Read(said, None)
    try:
        return Read(said, parse(said.text, names))
    except FeelError as error:
        return Read(said, None, error)
