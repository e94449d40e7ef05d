"""The rules of the linter: one a file in `rules`, found by importing that folder."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from app.engine.lint import rules
from app.engine.lint.package import Package
from app.engine.lint.problem import Found, Problem

Check = Callable[[Package], Iterable[Found]]
_MARK = "__lint_rule__"


@dataclass(frozen=True)
class Rule:
    """A rule: its stable name, how bad a finding is, what it looks for, and the function that looks."""

    name: str
    severity: str
    zh: str
    en: str
    check: Check

    def problems(self, package: Package) -> Iterator[Problem]:
        """All findings of this rule in a package."""
        for one in self.check(package):
            severity = one.severity or self.severity
            yield Problem(one.file, one.element, self.name, severity, one.zh, one.en, one.line)


def rule(name: str, severity: str, *, zh: str, en: str) -> Callable[[Check], Check]:
    """Declare a function as the rule of that name; `zh` and `en` say what it looks for."""

    def mark(check: Check) -> Check:
        setattr(check, _MARK, Rule(name, severity, zh, en, check))
        return check

    return mark


@cache
def rules_of_folder() -> tuple[Rule, ...]:
    """Every rule declared in the folder `rules`, by name. A name used twice is a programming mistake."""
    found: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            one = getattr(value, _MARK, None)
            if one is None:
                continue
            if one.name in found:
                raise ValueError(f"two lint rules are called {one.name}")
            found[one.name] = one
    return tuple(found[name] for name in sorted(found))
