"""Is a package fit to be published? Its callees are pinned to their live versions while it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.definitions import queries
from app.cases.definitions.manifest import Manifest, ManifestError, read_manifest
from app.cases.wiring import wired
from app.engine.dialect import Definition, DialectError, compile_package
from app.engine.dialect.model import Process
from app.engine.dialect.reading import read_diagram
from app.engine.lint import Problem, lint
from app.engine.lint.problem import ERROR
from app.errors import Invalid


@dataclass(frozen=True)
class Judgement:
    """A package that may be published: compiled, with the versions of what it calls, and warnings."""

    definition: Definition
    manifest: Manifest
    pins: Mapping[str, UUID]
    problems: tuple[Problem, ...]


def judged(session: Session, key: str, files: Mapping[str, str]) -> Judgement:
    """Lint and compile a package. Raises `Invalid` with all `problems` when one of them is an error."""
    found = linted(session, files)
    if any(one.severity == ERROR for one in found):
        raise refused(found)
    versions = callees(session, files)
    called = {name: one.definition for name, one in versions.items() if name != key}
    try:
        definition = compile_package(files, process=key, called=called)
        manifest = read_manifest(files, key)
    except DialectError as error:
        fatal = Problem(error.file, error.element, error.rule, ERROR, error.zh, error.en, error.line)
        raise refused([fatal, *found]) from None
    except ManifestError as error:
        raise refused([Problem("manifest.json", "", "manifest", ERROR, error.zh, error.en), *found]) from None
    pins = {name: one.id for name, one in versions.items() if name in definition.called}
    return Judgement(definition, manifest, pins, tuple(found))


def linted(session: Session, files: Mapping[str, str]) -> list[Problem]:
    """All findings, with this installation's topics, places of answers and published processes around."""
    around = {name: one.definition for name, one in callees(session, files).items()}
    places = {name: one.fields for name, one in wired().bindings.items()}
    return lint(files, topics=wired().topics, callees=around, bindings=places)


def callees(session: Session, files: Mapping[str, str]) -> dict[str, queries.Version]:
    """The live versions of the processes that a package calls and does not hold itself."""
    return queries.live_versions(session, names_of_callees(files))


def names_of_callees(files: Mapping[str, str]) -> set[str]:
    """The processes that a package calls and does not hold itself; what cannot be read calls nothing."""
    called: set[str] = set()
    own: set[str] = set()
    for name, text in files.items():
        if name.endswith(".bpmn"):
            for process in _processes(text, name):
                own.add(process.id)
                called |= {callee for node in process.nodes if (callee := node.said("calledElement", "processId"))}
    return called - own


def refused(problems: Iterable[Problem]) -> Invalid:
    """The answer to a package with errors."""
    return Invalid(
        "package_invalid",
        "流程包有错误，没有发布。请逐条修改。",
        "The package has errors and was not published. Mend them one by one.",
        problems=[shown(one) for one in problems],
    )


def shown(problem: Problem) -> dict[str, str | int | None]:
    """A finding as the API lists it: `message` in Chinese then English, and each apart."""
    return {
        "file": problem.file,
        "element": problem.element,
        "rule": problem.rule,
        "severity": problem.severity,
        "message": f"{problem.zh} {problem.en}",
        "zh": problem.zh,
        "en": problem.en,
        "line": problem.line,
    }


def _processes(text: str, name: str) -> Iterable[Process]:
    try:
        return read_diagram(text, name).processes
    except DialectError:
        return ()
