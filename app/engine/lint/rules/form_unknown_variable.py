"""Conditions of forms read fields of the form, case variables and constants."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.feel import Expression
from app.engine.forms import Field, FormError, load
from app.engine.forms.model import answerable
from app.engine.lint.names import CONSTANTS, OF_REFERRALS
from app.engine.lint.package import Package
from app.engine.lint.problem import ERROR, Found
from app.engine.lint.registry import rule


@rule(
    "form_unknown_variable",
    ERROR,
    zh="表单条件里的名称不存在",
    en="A name in a form's condition that nothing gives",
)
def check(package: Package) -> Iterator[Found]:
    """Only where the package has a process: a form alone may be shown anywhere."""
    if not package.spots:
        return
    around = CONSTANTS | OF_REFERRALS
    for spot in package.spots:
        around |= package.variables(spot.process)
    for name, text in package.named(".form"):
        try:
            components = load(text).components
        except FormError:
            continue
        yield from _level(name, components, around)


def _level(file: str, components: tuple[Field, ...], around: frozenset[str]) -> Iterator[Found]:
    known = around | {one.key for one in answerable(components)}
    for one in _all(components):
        for condition in _conditions(one):
            for unknown in sorted(condition.names - known):
                yield Found(
                    file,
                    one.path,
                    f"条件 {condition.text} 里的 {unknown} 既不是字段也不是变量，请改名。",
                    f"{unknown} in the condition {condition.text} is neither a field nor a variable; rename it.",
                )
        if one.kind.composite:
            yield from _level(file, one.children, known)


def _all(components: tuple[Field, ...]) -> Iterator[Field]:
    for one in components:
        yield one
        if one.kind.name == "group":
            yield from _all(one.children)


def _conditions(one: Field) -> Iterator[Expression]:
    for condition in (one.hide, one.required_when, one.readonly):
        if isinstance(condition, Expression):
            yield condition
