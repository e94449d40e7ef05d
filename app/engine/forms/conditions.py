"""Which fields a form shows, may be edited and must be answered, given the answers so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.engine.feel import Expression, FeelError
from app.engine.forms.model import Field, answerable

MAX_ROUNDS = 10
"""How often hidden fields may hide others in turn."""


def hidden_keys(components: tuple[Field, ...], scope: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the fields that a condition of their own or of a group around them hides.

    A hidden field counts as unanswered for the conditions of the others.
    """
    guarded = tuple(_guarded(components, ()))
    hidden: frozenset[str] = frozenset()
    for _ in range(MAX_ROUNDS):
        seen = {**scope, **dict.fromkeys(hidden)}
        found = frozenset(one.key for one, guards in guarded if any(holds(guard, seen) for guard in guards))
        if found == hidden:
            break
        hidden = found
    return hidden


def holds(condition: Expression | None, scope: Mapping[str, Any]) -> bool:
    """Whether a condition is true; one that fails is not, so that nothing disappears by a mistake."""
    if condition is None:
        return False
    try:
        return condition.evaluate(scope) is True
    except FeelError:
        return False


def is_required(field: Field, scope: Mapping[str, Any]) -> bool:
    """Whether the field must be answered now."""
    return field.limits.required or holds(field.required_when, scope)


def is_readonly(field: Field, scope: Mapping[str, Any]) -> bool:
    """Whether answers to the field are to be ignored."""
    return field.readonly if isinstance(field.readonly, bool) else holds(field.readonly, scope)


def fixed_values(components: tuple[Field, ...], scope: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the fields that cannot be edited now."""
    return {one.key: scope.get(one.key) for one in answerable(components) if is_readonly(one, scope)}


def scope_of(
    components: tuple[Field, ...],
    values: Mapping[str, Any],
    current: Mapping[str, Any],
    around: Mapping[str, Any],
) -> dict[str, Any]:
    """What conditions may read: answers over current values over what is around; open answers are null."""
    open_answers = dict.fromkeys(one.key for one in answerable(components))
    return {**open_answers, **around, **current, **values}


def _guarded(
    components: tuple[Field, ...], guards: tuple[Expression, ...]
) -> Iterator[tuple[Field, tuple[Expression, ...]]]:
    for one in components:
        own = (*guards, one.hide) if one.hide is not None else guards
        if one.kind.name == "group":
            yield from _guarded(one.children, own)
        elif one.kind.answered:
            yield one, own
