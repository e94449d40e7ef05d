"""One linter for the command line, the API and publishing."""

from app.engine.lint.linter import lint
from app.engine.lint.problem import Problem

__all__ = ["Problem", "lint"]
