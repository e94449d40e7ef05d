"""From the files of a package to a `Definition`, or to the first reason why it cannot run."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

from app.engine import decisions
from app.engine.decisions import DecisionError, Model
from app.engine.dialect import properties
from app.engine.dialect.checks import Place, check_structure
from app.engine.dialect.content_checks import check_contents, parse_expressions
from app.engine.dialect.definition import Definition, ElementInfo, Flow
from app.engine.dialect.errors import DialectError
from app.engine.dialect.model import Diagram, Node, Process
from app.engine.dialect.reading import read_diagram
from app.engine.dialect.variables import known_variables, read_form
from app.engine.dialect.xml import canonical, read_xml

_CACHE_SIZE = 256
_cache: OrderedDict[str, Definition] = OrderedDict()
_lock = threading.Lock()


def compile_package(
    files: Mapping[str, str], *, process: str | None = None, called: Mapping[str, Definition] | None = None
) -> Definition:
    """Compile one process of a package.

    `files`: name → text (`.bpmn`, `.form`, `.dmn`; others are ignored). `process`: its id, needed only when the
    package holds several that nobody calls. `called`: processes of other packages, by id, already compiled.
    Compiled once for the same texts. Raises `DialectError`.
    """
    others = dict(called or {})
    identity = _identity(files, process, others)
    with _lock:
        if identity in _cache:
            _cache.move_to_end(identity)
            return _cache[identity]
    compiled = _Package(files, others).definition(process)
    with _lock:
        _cache[identity] = compiled
        while len(_cache) > _CACHE_SIZE:
            _cache.popitem(last=False)
    return compiled


def _identity(files: Mapping[str, str], process: str | None, called: Mapping[str, Definition]) -> str:
    parts = [process or "", *(f"{name}={called[name].key}" for name in sorted(called))]
    for name in sorted(files):
        parts += [name, files[name]]
    return _digest(parts)


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogatepass")
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()


def _raise_first(problems: Iterable[DialectError]) -> None:
    for problem in problems:
        raise problem


class _Package:
    """The files of one folder while they are compiled."""

    def __init__(self, files: Mapping[str, str], called: Mapping[str, Definition]) -> None:
        self.files = {name: text for name, text in files.items() if name.endswith((".bpmn", ".form", ".dmn"))}
        self.called = called
        self.diagrams = [
            read_diagram(text, name) for name, text in sorted(self.files.items()) if name.endswith(".bpmn")
        ]
        _raise_first(problem for diagram in self.diagrams for problem in diagram.problems)
        self.forms = {name: read_form(text, name) for name, text in self.files.items() if name.endswith(".form")}
        self.decisions = self._decisions()

    def _decisions(self) -> dict[str, Model]:
        found: dict[str, Model] = {}
        for name, text in self.files.items():
            if name.endswith(".dmn"):
                found.update((one.id, model) for model in [_model(text, name)] for one in model.decisions)
        return found

    def definition(self, process: str | None, callers: tuple[str, ...] = ()) -> Definition:
        """Compile the process and, before it, those that it calls."""
        diagram, chosen = self._choose(process)
        place = Place(diagram, chosen)
        _raise_first(check_structure(place))
        _raise_first(check_contents(place))
        self._check_references(place)
        called = self._callees(place, (*callers, chosen.id))
        variables = known_variables(chosen, self.forms)
        return Definition(
            key=self._key(diagram, chosen, called),
            process=chosen.id,
            name=chosen.name,
            name_en=chosen.name_en,
            inputs=properties.inputs(chosen.properties.get("inputs", "")),
            elements={node.id: _info(node) for node in chosen.nodes},
            flows=tuple(Flow(flow.id, flow.source, flow.target) for flow in chosen.flows),
            files=self.files,
            called=called,
            decisions=self.decisions,
            variables=variables,
            model=chosen,
            diagram=diagram,
            expressions=parse_expressions(place, variables),
        )

    def _choose(self, wanted: str | None) -> tuple[Diagram, Process]:
        found = [(diagram, process) for diagram in self.diagrams for process in diagram.processes]
        if wanted is not None:
            found = [pair for pair in found if pair[1].id == wanted]
        elif len(found) > 1:
            called = {node.said("calledElement", "processId") for _, process in found for node in process.nodes}
            found = [pair for pair in found if pair[1].id not in called]
        if len(found) != 1:
            name = wanted or "?"
            raise DialectError(
                "no_process",
                f"应恰有一个流程 {name}，现有 {len(found)} 个。",
                f"There must be exactly one process {name} to compile; there are {len(found)}.",
            )
        return found[0]

    def _check_references(self, place: Place) -> None:
        for node in place.process.nodes:
            form = node.said("formDefinition", "formId")
            if form is not None and f"{form}.form" not in self.files:
                raise place.problem(
                    "unknown_form",
                    f"文件夹中没有表单 {form}.form。",
                    f"There is no form {form}.form in the folder.",
                    node,
                )
            decision = node.said("calledDecision", "decisionId")
            if decision is not None and decision not in self.decisions:
                raise place.problem(
                    "unknown_decision",
                    f"文件夹中没有决策 {decision}。",
                    f"There is no decision {decision} in the folder.",
                    node,
                )

    def _callees(self, place: Place, callers: tuple[str, ...]) -> dict[str, Definition]:
        own = {process.id for diagram in self.diagrams for process in diagram.processes}
        found: dict[str, Definition] = {}
        for node in place.process.nodes:
            callee = node.said("calledElement", "processId")
            if callee is None or callee in found:
                continue
            outside = self.called.get(callee)
            if callee in callers or (outside is not None and _calls(outside, callers)):
                raise place.problem(
                    "recursive_call",
                    f"流程 {callee} 直接或间接调用自己。",
                    f"The process {callee} calls itself, directly or through others.",
                    node,
                )
            if callee in own:
                found[callee] = self.definition(callee, callers)
            elif outside is not None:
                found[callee] = outside
            else:
                raise place.problem(
                    "unknown_process", f"没有流程 {callee}。", f"There is no process {callee}.", node
                )
        return found

    def _key(self, diagram: Diagram, process: Process, called: Mapping[str, Definition]) -> str:
        parts = [process.id, canonical(read_xml(self.files[diagram.file], diagram.file))]
        for name in sorted(self.files):
            if name.endswith(".form"):
                parts += [name, json.dumps(self.forms[name], sort_keys=True)]
            elif name.endswith(".dmn"):
                parts += [name, canonical(read_xml(self.files[name], name))]
        parts += [f"{name}={called[name].key}" for name in sorted(called)]
        return _digest(parts)


def _model(text: str, file: str) -> Model:
    read_xml(text, file)
    try:
        return decisions.load(text)
    except DecisionError as error:
        raise DialectError(
            "decision_broken",
            f"决策文件无法读取：{error.message_zh}",
            f"The decisions cannot be read: {error.message_en}",
            file=file,
        ) from error


def _calls(definition: Definition, wanted: tuple[str, ...]) -> bool:
    return any(name in wanted or _calls(one, wanted) for name, one in definition.called.items())


def _info(node: Node) -> ElementInfo:
    form: Any = node.said("formDefinition", "formId") or node.properties.get("form")
    return ElementInfo(node.id, node.kind, node.name, node.name_en, node.properties, form, node.parent)
