"""Processes are told apart by their ids."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("process_twice", ERROR, zh="两个流程同一标识", en="Two processes with one id")
def twice(package: Package) -> Iterator[Found]:
    """In different files; within one file it is `id_twice`."""
    files: dict[str, str] = {}
    for spot in package.spots:
        other = files.setdefault(spot.process.id, spot.file)
        if other != spot.file:
            zh = f"流程 {spot.process.id} 在 {other} 中已有，请改名。"
            yield spot.found(spot.process, zh, f"The process {spot.process.id} is in {other} too; rename one.")
