"""Expressions whose value is known without running a case."""

from __future__ import annotations

import re
from typing import Any

from app.engine.feel import CLOCK_NAMES, FeelError
from app.engine.lint.package import Read

NOT_CONSTANT = object()
"""The answer for an expression that reads something."""
_CLOCK = re.compile(rf"\b({'|'.join(sorted(CLOCK_NAMES))})\b")


def constant(read: Read) -> Any:
    """The value of an expression that reads neither names nor the clock; None where it fails."""
    expression = read.expression
    if expression is None or expression.names or _CLOCK.search(expression.text):
        return NOT_CONSTANT
    try:
        return expression.evaluate({}, strict=True)
    except FeelError:
        return None
