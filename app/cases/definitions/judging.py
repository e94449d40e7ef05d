"""Is a package fit to be published? Its callees are pinned to their live versions while it is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.definitions import queries
from app.cases.definitions.manifest import Manifest, ManifestError, read_manifest
from app.engine.dialect import Definition, DialectError, compile_package
from app.engine.dialect.reading import read_diagram
from app.errors import Invalid

Problem = Mapping[str, str]


@dataclass(frozen=True)
class Judgement:
    """A package that may be published: compiled, with the versions of what it calls, and warnings."""

    definition: Definition
    manifest: Manifest
    pins: Mapping[str, UUID]
    problems: tuple[Problem, ...]


def judged(session: Session, key: str, files: Mapping[str, str]) -> Judgement:
    """Compile and check a package. Raises `Invalid` with all `problems` when one of them is an error."""
    try:
        versions = queries.live_versions(session, callees(files) - {key})
        called = {name: one.definition for name, one in versions.items()}
        definition = compile_package(files, process=key, called=called)
        manifest = read_manifest(files, key)
    except DialectError as error:
        raise refused([as_problem(error)]) from None
    except ManifestError as error:
        raise refused([_problem("manifest.json", "", "manifest", "error", error.zh, error.en)]) from None
    pins = {name: one.id for name, one in versions.items() if name in definition.called}
    return Judgement(definition, manifest, pins, ())


def callees(files: Mapping[str, str]) -> set[str]:
    """The processes that a package calls and does not hold itself. Raises `DialectError` for unreadable files."""
    called: set[str] = set()
    own: set[str] = set()
    for name, text in files.items():
        if not name.endswith(".bpmn"):
            continue
        for process in read_diagram(text, name).processes:
            own.add(process.id)
            called |= {callee for node in process.nodes if (callee := node.said("calledElement", "processId"))}
    return called - own


def refused(problems: Iterable[Problem]) -> Invalid:
    """The answer to a package with errors."""
    return Invalid(
        "package_invalid",
        "流程包有错误，没有发布。请逐条修改。",
        "The package has errors and was not published. Mend them one by one.",
        problems=list(problems),
    )


def as_problem(error: DialectError) -> Problem:
    """A dialect error as the linter lists it."""
    return _problem(error.file, error.element, error.rule, "error", error.zh, error.en)


def _problem(file: str, element: str, rule: str, severity: str, zh: str, en: str) -> Problem:
    return {
        "file": file,
        "element": element,
        "rule": rule,
        "severity": severity,
        "message": f"{zh} {en}",
        "zh": zh,
        "en": en,
    }
