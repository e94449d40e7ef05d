"""The table of built-in functions, and how they read their arguments."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from app.engine.feel.errors import FeelError, NullArgument
from app.engine.feel.invoke import invoke
from app.engine.feel.limits import charge, current
from app.engine.feel.values import KIND_ZH, Function, kind

BUILTINS: dict[str, Function] = {}
CLOCK_NAMES = frozenset({"now", "today"})
"""Functions that the caller supplies in the context; the host's clock is never read here."""

_Implementation = TypeVar("_Implementation", bound=Callable[..., Any])


def builtin(name: str, *params: str) -> Callable[[_Implementation], _Implementation]:
    """Register a function; a parameter ending in `?` may be left out, one ending in `*` repeats."""

    def register(implementation: _Implementation) -> _Implementation:
        plain = tuple(param.rstrip("?*") for param in params)
        BUILTINS[name] = Function(
            plain,
            implementation,
            optional=sum(param.endswith("?") for param in params),
            variadic=bool(params) and params[-1].endswith("*"),
        )
        return implementation

    return register


def overloaded(name: str, *signatures: tuple[str, ...]) -> Callable[[_Implementation], _Implementation]:
    """Register a function that has several signatures; it receives the arguments of one of them."""

    def register(implementation: _Implementation) -> _Implementation:
        BUILTINS[name] = Function(signatures[0], implementation, overloads=signatures)
        return implementation

    return register


def wrong(value: Any, *kinds: str) -> FeelError:
    """The error for an argument of the wrong type."""
    wanted_zh = "或".join(KIND_ZH[wanted] for wanted in kinds)
    found = kind(value)
    return FeelError(
        f"参数应为{wanted_zh}，却是{KIND_ZH[found]}。",
        f"An argument should be {' or '.join(kinds)} but is {found}.",
    )


def invalid(message_zh: str, message_en: str) -> FeelError:
    """The error for an argument of the right type that makes no sense."""
    return FeelError(message_zh, message_en)


def need(value: Any, *kinds: str) -> Any:
    """The value if it is of one of the kinds (a list of one item is read as the item)."""
    if type(value) is list and len(value) == 1 and "list" not in kinds:
        value = value[0]
    if value is None:
        raise NullArgument
    if kind(value) not in kinds:
        raise wrong(value, *kinds)
    return value


def number(value: Any) -> Decimal:
    """A number argument."""
    found: Decimal = need(value, "number")
    return found


def integer(value: Any) -> int:
    """A number argument that fits an index, cut to its whole part."""
    found = number(value)
    if abs(found) > Decimal(10) ** 18:
        raise invalid("数字过大。", "The number is too large.")
    return int(found)


def string(value: Any) -> str:
    """A string argument."""
    found: str = need(value, "string")
    return found


def items(value: Any) -> list[Any]:
    """A list argument; a single value is read as a list of one."""
    if value is None:
        raise NullArgument
    found = value if type(value) is list else [value]
    charge(len(found))
    return found


def spread(arguments: tuple[Any, ...]) -> list[Any]:
    """`f(list)` or `f(a, b, c)`: the items either way."""
    return items(arguments[0]) if len(arguments) == 1 else list(arguments)


def call_back(function: Function, *arguments: Any) -> Any:
    """Call a function that was given as an argument, within the evaluation under way."""
    return invoke(current(), function, list(arguments))
