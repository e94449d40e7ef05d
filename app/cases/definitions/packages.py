"""Packages on disk: the folders that the installation ships, imported at the start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from app.cases.definitions import queries
from app.cases.definitions.judging import names_of_callees
from app.cases.definitions.service import Published, offer, package_hash, publish

SUFFIXES = (".bpmn", ".form", ".dmn", ".json", ".md")


def read_folder(folder: Path) -> dict[str, str]:
    """The files of a package, its scenarios too, by path inside it."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in SUFFIXES
    }


def key_of(folder: Path) -> str:
    """A package's key is the name of its folder."""
    return folder.name


def folders(root: Path) -> list[Path]:
    """The packages under a folder; names that begin with `_` or `.` are no packages."""
    return sorted(path for path in root.iterdir() if path.is_dir() and path.name[0] not in "_.")


def import_shipped(session: Session, root: Path) -> list[Published]:
    """Publish what the installation ships, called processes first. Where a designer has published something else,
    the shipped package is only offered."""
    packages = {key_of(folder): read_folder(folder) for folder in folders(root)}
    done = (_import(session, key, packages[key]) for key in callees_first(packages))
    return [one for one in done if one is not None]


def _import(session: Session, key: str, files: Mapping[str, str]) -> Published | None:
    digest = package_hash(session, key, files)
    head = queries.head(session, key)
    live = queries.live_hash(session, key)
    if live == digest and head is not None and head.shipped_hash == digest:
        return None
    if live is None or (head is not None and live == head.shipped_hash) or live == digest:
        return publish(session, None, key, files, "随软件提供 Shipped with the software", shipped=True)
    offer(session, key, digest)
    return None


def callees_first(packages: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The keys of these packages, each after those that it calls."""
    done: set[str] = set()

    def visit(key: str, path: tuple[str, ...]) -> Iterator[str]:
        if key in done or key not in packages or key in path:
            return
        for callee in sorted(names_of_callees(packages[key])):
            yield from visit(callee, (*path, key))
        done.add(key)
        yield key

    for key in packages:
        yield from visit(key, ())
