"""The list of rules in the guide, and the manners of rule files."""

from __future__ import annotations

import re
from pathlib import Path

import app.engine.dialect as dialect
from app.engine.lint.catalogue import markdown
from app.engine.lint.dialect import TITLES
from app.engine.lint.registry import rules_of_folder

ROOT = Path(__file__).parents[2]


def test_guide_lists_the_rules_that_there_are() -> None:
    assert (ROOT / "docs/lint.md").read_text() == markdown()


def test_every_rule_stands_in_a_file_of_its_name() -> None:
    for one in rules_of_folder():
        assert one.check.__module__ == f"app.engine.lint.rules.{one.name}"


def test_every_rule_of_the_dialect_is_listed() -> None:
    """Apart from those that rules of the linter repeat, by their own name or as `form` and `decision`."""
    own = {one.name for one in rules_of_folder()} | {"decision_broken", "form_broken"}
    folder = Path(dialect.__path__[0])
    said = {rule for path in folder.glob("*.py") for rule in _rules(path.read_text())}
    assert said - own == set(TITLES) - {"file_count", "file_text"}


def _rules(text: str) -> set[str]:
    called = re.findall(r'(?:problem|DialectError|_problem)\(\s*f?"([a-z_{}]+)"', text)
    named = {one for one in called if "{" not in one}
    kinds = ("element", "attribute", "extension", "property")
    return named | {f"unlisted_{kind}" for kind in kinds if "unlisted_{what}" in text}
