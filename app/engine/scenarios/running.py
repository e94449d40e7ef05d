"""Finds the scenarios of a package, plays them all and adds up the flows they took."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.engine.dialect import Definition, compile_package
from app.engine.scenarios.model import COMMON, ScenarioError, read_scenario
from app.engine.scenarios.playing import play
from app.engine.scenarios.report import Coverage, Failure, Report, Result
from app.engine.topics import TopicRegistry

PLACE = "scenarios/"
_PARTS = (".bpmn", ".form", ".dmn")


def run_folder(
    *folders: Path, topics: TopicRegistry | None = None, called: Mapping[str, Definition] | None = None
) -> Report:
    """The scenarios of some process folders, or of all process folders below them.

    `topics` tells what exists and what it answers where a scenario says nothing. Raises `DialectError` when a
    package cannot be compiled.
    """
    report = Report((), ())
    for folder in _packages(folders):
        report += run_package(_read(folder), topics=topics, called=called)
    return report


def run_package(
    files: Mapping[str, str],
    *,
    topics: TopicRegistry | None = None,
    called: Mapping[str, Definition] | None = None,
) -> Report:
    """The scenarios of one package: `files` by name, scenarios below `scenarios/`."""
    definition = compile_package(
        {name: text for name, text in files.items() if name.endswith(_PARTS)}, called=called or {}
    )
    start_form = _start_form(files)
    results, taken = [], set[str]()
    for name in sorted(files):
        file = name.removeprefix(PLACE)
        if not name.startswith(PLACE) or not file.endswith(".json") or file == COMMON:
            continue
        try:
            scenario = read_scenario(file, files[name], files.get(PLACE + COMMON, "{}"))
        except ScenarioError as error:
            results.append(Result(definition.process, file, file, file, (Failure(0, error.zh, error.en),)))
            continue
        result, flows = play(definition, scenario, topics, start_form)
        results.append(result)
        taken |= flows
    coverage = Coverage(definition.process, tuple(flow.id for flow in definition.flows), frozenset(taken))
    return Report(tuple(results), (coverage,))


def _start_form(files: Mapping[str, str]) -> str | None:
    try:
        manifest = json.loads(files.get("manifest.json", "{}"))
    except ValueError:
        return None
    start = manifest.get("start") if isinstance(manifest, dict) else None
    form = start.get("form") if isinstance(start, dict) else None
    return form if isinstance(form, str) and f"{form}.form" in files else None


def _packages(folders: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        if any(folder.glob("*.bpmn")):
            found.append(folder)
        else:
            found += sorted(one for one in folder.iterdir() if one.is_dir() and any(one.glob("*.bpmn")))
    return found


def _read(folder: Path) -> dict[str, str]:
    here = [*folder.glob("*"), *folder.glob(f"{PLACE}*.json")]
    return {
        one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8")
        for one in here
        if one.is_file() and one.suffix in (*_PARTS, ".json")
    }
