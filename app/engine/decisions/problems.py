"""What is wrong with a DMN file, for the linter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from app.engine.decisions.boxed import Finding
from app.engine.decisions.errors import DecisionError, Place
from app.engine.decisions.model import Item, Model, load
from app.engine.decisions.xml import Element, child, children, local, name_of, text_of, type_ref
from app.engine.feel.errors import FeelError
from app.engine.feel.expression import parse_unary

Problem = tuple[str, str, str, str, str]
"""Element id, rule, message in Chinese, message in English, severity (`error` or `warning`)."""
_LOGIC = frozenset({"decision", "businessKnowledgeModel"})


def problems(text: str | bytes, others: Iterable[str | bytes] = ()) -> list[Problem]:
    """Everything that is wrong with a model; `others` are files that it may import."""
    try:
        model = load(text, others)
    except DecisionError as error:
        return [("", "dmn-file", error.message_zh, error.message_en, "error")]
    return [_spoken(finding) for finding in _findings(model)]


def _spoken(finding: Finding) -> Problem:
    place = finding.place
    return (
        place.element,
        finding.rule,
        f"{place.zh()}：{finding.message_zh}",
        f"{place.en()}: {finding.message_en}",
        finding.severity,
    )


def _findings(model: Model) -> Iterator[Finding]:
    yield from _repeated_names(model)
    yield from _item_definitions(model)
    for item in model.items:
        yield from _types(model, item)
        yield from _requirements(model, item)
        if item.kind in _LOGIC:
            yield from model.findings(item)
            if model.logic(item) is None:
                yield Finding(
                    item.place,
                    "dmn-no-logic",
                    "没有决策逻辑，结果为空。",
                    "It has no logic: its value is null.",
                    "warning",
                )


def _repeated_names(model: Model) -> Iterator[Finding]:
    counts = Counter(item.name for item in model.items)
    for item in model.items:
        if counts[item.name] > 1:
            yield Finding(item.place, "dmn-name", "名称重复。", "The name is used twice.")


def _types(model: Model, item: Item) -> Iterator[Finding]:
    for element in item.element.iter():
        wanted = type_ref(element) if isinstance(element.tag, str) else None
        if wanted and not model.types.knows(wanted):
            yield Finding(item.place, "dmn-type", f"未知类型“{wanted}”。", f'Unknown type "{wanted}".')


def _item_definitions(model: Model) -> Iterator[Finding]:
    for definition in children(model.root, "itemDefinition"):
        place = Place(name_of(definition), element=definition.get("id") or name_of(definition))
        yield from _definition(model, definition, place)


def _definition(model: Model, definition: Element, place: Place) -> Iterator[Finding]:
    for element in definition.iter():
        if local(element) in ("itemDefinition", "itemComponent"):
            wanted = type_ref(element)
            if wanted and not model.types.knows(wanted):
                yield Finding(place, "dmn-type", f"未知类型“{wanted}”。", f'Unknown type "{wanted}".')
            yield from _allowed_values(model, element, place)


def _allowed_values(model: Model, element: Element, place: Place) -> Iterator[Finding]:
    for name in ("allowedValues", "typeConstraint"):
        text = text_of(child(element, name))
        if not text:
            continue
        try:
            parse_unary(text, model.parts)
        except FeelError as error:
            yield Finding(place, "dmn-expression", error.message_zh, error.message_en)


def _requirements(model: Model, item: Item) -> Iterator[Finding]:
    for part in item.element.iter():
        href = part.get("href") if local(part).startswith("required") else None
        if href and model.refer(href) is None:
            yield Finding(
                item.place, "dmn-requirement", f"所需的“{href}”不存在。", f'The required "{href}" does not exist.'
            )
