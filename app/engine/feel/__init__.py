"""FEEL, the expression language of DMN 1.3-1.5: parse once, evaluate often, nothing is ever `eval`ed.

`parse(text, names)` and `parse_unary(text, names)` give an `Expression`; `Expression.evaluate(context)` gives a
value, `Expression.test(value, context)` a truth. Errors are `FeelError` with its subclasses.
"""

from app.engine.feel.clock import clock_functions
from app.engine.feel.errors import FeelError, FeelLimitError, FeelSyntaxError
from app.engine.feel.expression import Expression, evaluate, parse, parse_unary
from app.engine.feel.functions import contexts, conversion, dates, lists, numeric, ranges, statistics, strings
from app.engine.feel.functions.registry import CLOCK_NAMES
from app.engine.feel.jsonio import from_json, from_text, to_json, to_typed_json
from app.engine.feel.values import Function, Range, YearMonthDuration, kind

BUILT_IN_MODULES = (contexts, conversion, dates, lists, numeric, ranges, statistics, strings)
"""Importing them fills the table of built-in functions."""

__all__ = [
    "CLOCK_NAMES",
    "Expression",
    "FeelError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Function",
    "Range",
    "YearMonthDuration",
    "clock_functions",
    "evaluate",
    "from_json",
    "from_text",
    "kind",
    "parse",
    "parse_unary",
    "to_json",
    "to_typed_json",
]
