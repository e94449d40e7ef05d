"""`python -m app.engine.dialect > docs/dialect.md`: the dialect for readers."""

from app.engine.dialect.profile import markdown

print(markdown(), end="")  # noqa: T201
