"""Context functions (DMN 10.3.4.11)."""

from __future__ import annotations

from typing import Any

from app.engine.feel.functions.registry import builtin, invalid, items, need, overloaded, string


@builtin("get value", "m", "key")
def get_value(context: Any, key: Any) -> Any:
    """The entry of that name; null when there is none."""
    return need(context, "context").get(string(key))


@builtin("get entries", "m")
def get_entries(context: Any) -> list[dict[str, Any]]:
    """All entries as a list of `{key, value}`."""
    return [{"key": name, "value": value} for name, value in need(context, "context").items()]


@builtin("context", "entries")
def context_from(entries: Any) -> dict[str, Any]:
    """A context from a list of `{key, value}`; keys may not repeat."""
    made: dict[str, Any] = {}
    for entry in items(entries):
        given = need(entry, "context")
        key = string(given.get("key"))
        if key in made or "value" not in given:
            raise invalid("条目应有 key 和 value，且不重复。", "Entries need key and value, and may not repeat.")
        made[key] = given["value"]
    return made


@overloaded("context put", ("context", "key", "value"), ("context", "keys", "value"))
def context_put(context: Any, key: Any, value: Any) -> dict[str, Any]:
    """The context with an entry set, by name or by a path of names."""
    made = dict(need(context, "context"))
    if not isinstance(key, list):
        made[string(key)] = value
        return made
    if not key:
        raise invalid("键的列表为空。", "The list of keys is empty.")
    first = string(key[0])
    made[first] = context_put(made.get(first), key[1:], value) if len(key) > 1 else value
    return made


@builtin("context merge", "contexts")
def context_merge(contexts: Any) -> dict[str, Any]:
    """Several contexts in one; the last one wins."""
    made: dict[str, Any] = {}
    for context in items(contexts):
        made.update(need(context, "context"))
    return made
