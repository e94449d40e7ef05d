"""A form cannot overwrite what the run itself says."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.forms import FormError, load
from app.engine.lint.names import CONSTANTS
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule("form_bind_constant", ERROR, zh="表单写入固定名称", en="A form that writes a constant of the run")
def check(package: Package) -> Iterator[Found]:
    """Such as `case_id` or `started_by`."""
    for name, text in package.named(".form"):
        try:
            form = load(text)
        except FormError:
            continue
        for field in form.fields:
            if field.binding and field.binding.target == "variable" and field.binding.name in CONSTANTS:
                zh = f"{field.binding.name} 是固定名称，不能由表单写入；请换一个变量名。"
                en = f"{field.binding.name} is a constant that no form may write; use another variable."
                yield Found(name, field.path, zh, en)
