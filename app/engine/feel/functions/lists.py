"""List functions (DMN 10.3.4.4, 10.3.4.7)."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from app.engine.feel.compare import compare, distinct, equal
from app.engine.feel.functions.registry import (
    builtin,
    call_back,
    integer,
    invalid,
    items,
    need,
    number,
    overloaded,
    wrong,
)
from app.engine.feel.limits import MAX_LIST, charge, too_long
from app.engine.feel.values import Function


def _place(values: list[Any], position: Any) -> int:
    """A FEEL position (1 is the first, -1 the last) as Python's index."""
    place = integer(position)
    if number(position) != place or place == 0 or abs(place) > len(values):
        raise invalid("列表中没有此位置。", "The list has no such position.")
    return place - 1 if place > 0 else len(values) + place


@builtin("list contains", "list", "element")
def list_contains(values: Any, element: Any) -> bool:
    """Is the element in the list?"""
    return any(equal(value, element) is True for value in items(values))


@builtin("sublist", "list", "start position", "length?")
def sublist(values: Any, start: Any, length: Any = None) -> list[Any]:
    """Items from a position on."""
    whole = items(values)
    first = _place(whole, start)
    if length is None:
        return whole[first:]
    count = integer(length)
    if count < 1 or first + count > len(whole):
        raise invalid("长度无效。", "The length is invalid.")
    return whole[first : first + count]


@builtin("append", "list", "item*")
def append(values: Any, *added: Any) -> list[Any]:
    """The list with items at its end."""
    return items(values) + list(added)


@builtin("concatenate", "list*")
def concatenate(*lists: Any) -> list[Any]:
    """Several lists in one."""
    joined: list[Any] = []
    for values in lists:
        joined += items(values)
        if len(joined) > MAX_LIST:
            raise too_long()
    return joined


@builtin("union", "list*")
def union(*lists: Any) -> list[Any]:
    """Several lists in one, without repetition."""
    return distinct(concatenate(*lists))


@builtin("distinct values", "list")
def distinct_values(values: Any) -> list[Any]:
    """The list without repetition."""
    return distinct(items(values))


@builtin("insert before", "list", "position", "newItem")
def insert_before(values: Any, position: Any, added: Any) -> list[Any]:
    """The list with one more item before a position."""
    whole = items(values)
    place = _place(whole, position)
    return [*whole[:place], added, *whole[place:]]


@builtin("remove", "list", "position")
def remove(values: Any, position: Any) -> list[Any]:
    """The list without the item at a position."""
    whole = items(values)
    place = _place(whole, position)
    return whole[:place] + whole[place + 1 :]


@overloaded("list replace", ("list", "position", "newItem"), ("list", "match", "newItem"))
def list_replace(values: Any, position: Any, item: Any) -> list[Any]:
    """The list with one item replaced, by position or where `match(old, new)` is true."""
    whole = items(values)
    if not isinstance(position, Function):
        place = _place(whole, Decimal(integer(position)))
        return [*whole[:place], item, *whole[place + 1 :]]
    return [item if _is_match(position, old, item) else old for old in whole]


def _is_match(match: Function, old: Any, new: Any) -> bool:
    found = call_back(match, old, new)
    if type(found) is not bool:
        raise wrong(found, "boolean")
    return found


@builtin("reverse", "list")
def reverse(values: Any) -> list[Any]:
    """The list from its end."""
    return items(values)[::-1]


@builtin("index of", "list", "match")
def index_of(values: Any, match: Any) -> list[Decimal]:
    """All positions of an element."""
    return [Decimal(place) for place, value in enumerate(items(values), 1) if equal(value, match) is True]


def _flatten(values: list[Any], into: list[Any]) -> list[Any]:
    charge(1 + len(values))
    for value in values:
        if isinstance(value, list):
            _flatten(value, into)
        else:
            into.append(value)
    return into


@builtin("flatten", "list")
def flatten(values: Any) -> list[Any]:
    """Lists in lists as one list."""
    return _flatten(items(values), [])


@builtin("sort", "list", "precedes?")
def sort(values: Any, precedes: Any = None) -> list[Any]:
    """The list in order: its own, or that of `precedes(a, b)`."""
    if precedes is None:
        return sorted(items(values), key=cmp_to_key(_natural))
    order: Function = need(precedes, "function")

    def by_function(left: Any, right: Any) -> int:
        if call_back(order, left, right) is True:
            return -1
        return 1 if call_back(order, right, left) is True else 0

    return sorted(items(values), key=cmp_to_key(by_function))


def _natural(left: Any, right: Any) -> int:
    order = compare(left, right)
    if order is None:
        raise invalid("这些值无法排序。", "These values cannot be sorted.")
    return order
