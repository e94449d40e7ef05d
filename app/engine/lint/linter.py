"""Everything that is wrong with a package, in the order of its files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from app.engine.lint.dialect import dialect_problems
from app.engine.lint.package import Callee, Package, Topics
from app.engine.lint.problem import ERROR, Problem
from app.engine.lint.registry import rules_of_folder

MAX_FILES = 200
MAX_TEXT = 2_000_000
"""Characters of one file."""


def lint(
    files: Mapping[str, str],
    *,
    topics: Topics | None = None,
    callees: Mapping[str, Callee] | None = None,
    decisions: Collection[str] = (),
    bindings: Mapping[str, Collection[str]] | None = None,
) -> list[Problem]:
    """All problems of the files of one folder (name → text), sorted by file and line. Never raises.

    `topics`: the registry (None: topics are not looked up). `callees`: published processes by id that this
    package may call (None: calls out of the package are not looked up). `decisions`: ids of shared decisions.
    `bindings`: field names of each place that answers may be bound to, `variable` apart (None: not looked up).
    """
    unreadable = list(_unreadable(files))
    if unreadable:
        return unreadable
    package = Package(files, topics, callees, decisions, bindings)
    found = list(dialect_problems(package))
    for rule in rules_of_folder():
        found += rule.problems(package)
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda one: (one.file, one.severity, one.line or 0, one.element, one.rule))


def _unreadable(files: Mapping[str, str]) -> Iterator[Problem]:
    if len(files) > MAX_FILES:
        zh = f"文件最多 {MAX_FILES} 个，请分成几个文件夹。"
        yield Problem("", "", "file_count", ERROR, zh, f"Keep a package within {MAX_FILES} files; split it.")
    for name, text in files.items():
        if len(text) > MAX_TEXT:
            yield Problem(name, "", "xml_size", ERROR, "文件过大，上限为 2 MB。", "Keep the file below 2 MB.")
        elif not _encodable(name + text):
            zh, en = (
                "文件里有不成对的代理字符，请另存为 UTF-8。",
                "The file holds lone surrogates; save it as UTF-8.",
            )
            yield Problem(ascii(name)[:100], "", "file_text", ERROR, zh, en)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
