"""Decision tables of a package as plain tables for reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.engine.decisions import DecisionError, Item, load
from app.engine.decisions.xml import Element, child, children, text_of


@dataclass(frozen=True)
class DecisionTable:
    """One decision: a table (`columns`, those from `outputs` on are answers, `rules`) or an `expression`."""

    file: str
    name: str
    about: str
    policy: str = ""
    columns: tuple[str, ...] = ()
    outputs: int = 0
    rules: tuple[tuple[str, ...], ...] = ()
    expression: str = ""


def of(texts: Mapping[str, str]) -> list[DecisionTable]:
    """Every decision of every DMN file that can be read, in their order."""
    return [one for name in sorted(texts) if name.endswith(".dmn") for one in _of_file(name, texts[name])]


def _of_file(name: str, text: str) -> Iterator[DecisionTable]:
    try:
        model = load(text)
    except DecisionError:
        return
    for item in model.decisions:
        yield _decision(name, item)


def _decision(name: str, item: Item) -> DecisionTable:
    about = _plain(child(item.element, "description"))
    table = child(item.element, "decisionTable")
    if table is None:
        expression = text_of(child(item.element, "literalExpression")) or ""
        return DecisionTable(name, item.name, about, expression=expression.strip())
    inputs = [_label(one, text_of(child(one, "inputExpression"))) for one in children(table, "input")]
    outputs = [_label(one, one.get("name") or item.name) for one in children(table, "output")]
    return DecisionTable(
        name,
        item.name,
        about,
        policy=table.get("hitPolicy") or "UNIQUE",
        columns=(*inputs, *outputs),
        outputs=len(inputs),
        rules=tuple(tuple(_cells(row)) for row in children(table, "rule")),
    )


def _cells(row: Element) -> Iterator[str]:
    """The tests and answers of a rule, then what it says of itself."""
    for entry in children(row, "inputEntry", "outputEntry"):
        yield (text_of(entry) or "").strip()
    yield _plain(child(row, "description"))


def _label(column: Element, otherwise: str | None) -> str:
    return (column.get("label") or otherwise or "").strip()


def _plain(element: Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
