"""`docs/lint.md`: every rule in one table. `python -m app.engine.lint.catalogue > docs/lint.md` writes it anew."""

from __future__ import annotations

import sys

from app.engine.lint.dialect import TITLES
from app.engine.lint.problem import ERROR
from app.engine.lint.registry import rules_of_folder

_HEAD = """# Rules of the linter 检查规则

Generated from the source by `python -m app.engine.lint.catalogue`; do not edit. The same linter answers
`flask --app wsgi workflows check`, `POST /api/v1/lint` and publishing. An error blocks publishing, a warning does
not. What a diagram may say at all is in [dialect.md](dialect.md). A new rule is one new file in
`app/engine/lint/rules`, named after the rule; it is found by itself, and `tests/lint/test_rules.py` wants a bad
diagram for it.

| rule | severity | finds | 发现什么 |
|---|---|---|---|
"""


def markdown() -> str:
    """The page as text."""
    rows = [(name, ERROR, en, zh) for name, (zh, en) in TITLES.items()]
    rows += [(one.name, one.severity, one.en, one.zh) for one in rules_of_folder()]
    return _HEAD + "".join(f"| `{name}` | {bad} | {en} | {zh} |\n" for name, bad, en, zh in sorted(rows))


if __name__ == "__main__":
    sys.stdout.write(markdown())
