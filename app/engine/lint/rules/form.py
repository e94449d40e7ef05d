"""Forms are checked by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "form",
    ERROR,
    zh="表单有错，或（警告）缺少英文等",
    en="A mistake in a form; as a warning, what it lacks, such as English",
)
def check(package: Package) -> Iterator[Found]:
    """What each form says of itself."""
    for name, found in package.form_problems.items():
        for one in found:
            en = f"{one.en[:1].upper()}{one.en[1:]}."
            yield Found(name, one.element, f"{one.zh}。", en, severity=one.severity)
