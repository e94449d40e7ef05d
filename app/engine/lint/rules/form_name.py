"""A form is found by the name of its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule("form_name", WARNING, zh="表单的 id 与文件名不同", en="A form whose id differs from the name of its file")
def check(package: Package) -> Iterator[Found]:
    """The id inside should be the name outside, or people look for the wrong one."""
    for name, form in package.forms.items():
        identity = form.get("id") if isinstance(form, Mapping) else None
        if isinstance(identity, str) and f"{identity}.form" != name:
            yield Found(
                name,
                identity,
                f"表单的 id 是 {identity}，文件名是 {name}；请改成一样。",
                f"The form's id is {identity} and its file {name}; make them the same.",
            )
