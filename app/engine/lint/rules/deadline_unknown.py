"""Deadlines are read only after they have been fixed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.engine.dialect import properties
from app.engine.dialect.model import Process
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule

_READ = re.compile(r'\bdeadline\(\s*"([^"\\]+)"\s*\)')


@rule(
    "deadline_unknown", ERROR, zh="deadline(…) 没有对应的 clock:start", en="A deadline(…) that no clock:start fixes"
)
def unknown(package: Package) -> Iterator[Found]:
    """Looked for in all processes of the package; a called process may read the clocks of its caller."""
    fixed = {name for spot in package.spots for name in _fixed(spot.process)}
    for spot in package.spots:
        for read in package.expressions(spot):
            for name in _READ.findall(read.said.text):
                if name not in fixed:
                    yield Found(
                        spot.file,
                        read.said.element,
                        f"期限 {name} 没有开始过；请在前面的元素上写 clock:start，如 {name} = PT48H。",
                        f"Nothing fixes the deadline {name}; write clock:start on an element before, as in"
                        f" {name} = PT48H.",
                        read.said.line,
                    )


def _fixed(process: Process) -> Iterator[str]:
    for node in process.nodes:
        try:
            yield from (name for name, _ in properties.clock_starts(node.properties.get("clock:start", "")))
        except ValueError:
            continue
