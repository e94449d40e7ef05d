"""Which variables a process knows: those read as null until they are given, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.engine.dialect import properties
from app.engine.dialect.errors import DialectError
from app.engine.dialect.model import Node, Process

_BOUND = "variable:"
MAX_DEPTH = 60


def bound_variables(form: Any) -> Iterator[str]:
    """Names that fields of a form bind to variables (`properties.bind` = `variable:name`), at any depth."""
    for part, _ in _parts(form):
        holder = part.get("properties") if isinstance(part, dict) else None
        bind = holder.get("bind") if isinstance(holder, dict) else None
        if isinstance(bind, str) and bind.strip().startswith(_BOUND):
            yield bind.strip().removeprefix(_BOUND).strip()


def _parts(form: Any) -> Iterator[tuple[Any, int]]:
    """Everything inside a form with its depth, without recursion: forms come from strangers."""
    waiting = [(form, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        waiting += [(one, depth + 1) for one in inner]


def read_form(text: str, file: str) -> Any:
    """A form's JSON. Raises `DialectError` (`form_broken`)."""
    try:
        form = json.loads(text)
        if any(depth > MAX_DEPTH for _, depth in _parts(form)):
            raise ValueError(f"more than {MAX_DEPTH} levels")
        return form
    except (ValueError, RecursionError) as error:
        raise DialectError(
            "form_broken", f"表单不是有效的 JSON：{error}", f"The form is not valid JSON: {error}", file=file
        ) from None


def known_variables(process: Process, forms: Mapping[str, Any]) -> frozenset[str]:
    """Inputs, bound form fields, results, outputs and the names of multi-instance items."""
    found = set(properties.inputs(process.properties.get("inputs", "")))
    for form in forms.values():
        found.update(bound_variables(form))
    for node in process.nodes:
        found.update(_written(node))
    return frozenset(found)


def _written(node: Node) -> Iterator[str]:
    for mapped in node.outputs:
        yield mapped.target
    for extension in ("calledDecision", "script"):
        result = node.said(extension, "resultVariable")
        if result:
            yield result
    if node.loop is not None:
        yield from (name for name in (node.loop.output_collection, node.loop.element) if name)
