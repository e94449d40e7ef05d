"""Calling functions: arguments to parameters, fitted to their types."""

from __future__ import annotations

from typing import Any

from app.engine.feel.errors import FeelError, FeelLimitError, FeelStop, NullArgument
from app.engine.feel.jsonio import admit
from app.engine.feel.limits import MAX_CALLS, Run, check_size
from app.engine.feel.types import coerce
from app.engine.feel.values import Function, is_value

_UNSET = object()


def invoke(
    run: Run,
    function: Function,
    arguments: list[Any] | dict[str, Any],
    position: int = 0,
) -> Any:
    """Call with positional or named arguments; a wrong call is null, in strict use an error."""
    ordered = arguments if isinstance(arguments, list) else _order(function, arguments)
    if ordered is None or not _fits(function, len(ordered)):
        return run.fail(position, "参数的个数或名称不对。", "Wrong number or names of arguments.")
    run.calls += 1
    try:
        return _call(run, function, ordered, position)
    finally:
        run.calls -= 1


def _call(run: Run, function: Function, arguments: list[Any], position: int) -> Any:
    if run.calls > MAX_CALLS:
        raise FeelLimitError("函数调用嵌套过深。", "Functions call each other too deeply.", position)
    run.charge(1 + len(arguments))
    if function.param_types is not None:
        pairs = list(zip(arguments, function.param_types, strict=True))
        arguments = [coerce(value, wanted, run.types) for value, wanted in pairs]
        if any(
            fitted is None and given is not None for fitted, (given, _type) in zip(arguments, pairs, strict=True)
        ):
            return run.fail(position, "参数的类型不符。", "An argument does not fit its parameter's type.")
    try:
        result = function.call(*arguments)
        result = result if is_value(result) else admit(result)
        check_size(result)
    except NullArgument:
        return None
    except FeelError as error:
        if not run.strict and not isinstance(error, FeelStop):
            return None
        error.position = position if error.position is None else error.position
        raise
    except (ArithmeticError, ValueError):
        return run.fail(position, "参数的值无效。", "An argument has an invalid value.")
    return coerce(result, function.result_type, run.types)


def _order(function: Function, named: dict[str, Any]) -> list[Any] | None:
    if tuple(named) in function.overloads:
        return list(named.values())
    for signature in function.overloads:
        if set(signature) == set(named):
            return [named[param] for param in signature]
    if function.overloads or any(name not in function.params for name in named):
        return None
    ordered = [named.get(param, _UNSET) for param in function.params]
    while ordered and ordered[-1] is _UNSET:
        ordered.pop()
    first_optional = len(function.params) - function.optional
    if _UNSET in ordered[:first_optional]:
        return None
    return [None if value is _UNSET else value for value in ordered]


def _fits(function: Function, count: int) -> bool:
    if function.overloads:
        return any(len(signature) == count for signature in function.overloads)
    most = len(function.params)
    if function.variadic:
        return count >= most
    return most - function.optional <= count <= most
