"""Answers go to case variables or to places that a feature has declared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from app.engine.forms import FormError, load
from app.engine.forms.model import Binding
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, WARNING, Found
from app.engine.lint.registry import rule

VARIABLE = "variable"


@rule("form_unknown_binding", ERROR, zh="bind 的去处不存在", en="A bind to a place that does not exist")
def check(package: Package) -> Iterator[Found]:
    """The place (`referral`, `patient`) and the field of it; a field that only shows stays empty: a warning."""
    if package.bindings is None:
        return
    for name, text in package.named(".form"):
        try:
            fields = load(text).fields
        except FormError:
            continue
        for one in fields:
            if one.binding is not None and not _is_there(one.binding, package.bindings):
                place = f"{one.binding.target}.{one.binding.name}"
                zh = f"没有 {place} 这个去处；请改成已有的字段，或用 variable:名称。"
                en = f"There is no place {place}; use one that exists, or variable:name."
                yield Found(name, one.path, zh, en, severity=WARNING if one.readonly is True else ERROR)


def _is_there(binding: Binding, places: Mapping[str, Collection[str]]) -> bool:
    return binding.target == VARIABLE or binding.name in places.get(binding.target, ())
