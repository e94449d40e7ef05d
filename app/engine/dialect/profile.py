"""What a diagram may say: the one table that reader, linter, editor and `docs/dialect.md` share.

The file format is Camunda 8's (`zeebe:` extensions, FEEL with a leading `=`); the execution profile is ours.
Whatever is not listed here is refused by name. `python -m app.engine.dialect` prints it as Markdown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from app.engine.dialect.profile_elements import ELEMENTS
from app.engine.dialect.profile_types import Element, Extension, Word
from app.engine.dialect.profile_words import EXTENSIONS, NAMES, PROPERTIES, REFUSED

_INTRODUCTION = """# The dialect 方言

Generated from `app/engine/dialect/profile.py` by `python -m app.engine.dialect`; do not edit.
由程序生成，请勿手改。

The file format is Camunda 8's; the execution profile is ours, and whatever is not listed here is refused by name.
文件格式为 Camunda 8；执行规则为本平台所定，未列出的一律按名拒绝。
"""


def markdown() -> str:
    """The whole profile for readers, Chinese and English side by side."""
    nodes = [row for row in ELEMENTS.values() if row.node]
    others = [row for row in ELEMENTS.values() if not row.node]
    return "\n".join(
        (
            _INTRODUCTION,
            _table("Nodes 节点", "`bpmn:` element", nodes, _carried),
            _table("Other elements 其他元素", "`bpmn:` element", others, _carried),
            _table("Extensions 扩展", "`zeebe:` element", EXTENSIONS.values(), _attributes),
            _table("Properties 属性", "`zeebe:property`", PROPERTIES.values(), _bearers),
            _table("Names in expressions 表达式中的名称", "name", NAMES.values(), _nothing),
            _table("Refused by name 按名拒绝", "element", REFUSED.values(), _nothing),
        )
    )


R = TypeVar("R", bound=Element | Extension | Word)


def _table(title: str, column: str, rows: Iterable[R], more: Callable[[R], str]) -> str:
    head = [f"## {title}", "", f"| {column} | 含义 | meaning | carries |", "|---|---|---|---|"]
    body = (f"| `{row.name}` | {_cell(row.zh)} | {_cell(row.en)} | {_cell(more(row))} |" for row in rows)
    return "\n".join([*head, *body, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _listed(kind: str, names: Iterable[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    return f"{kind}: {listed}" if listed else ""


def _carried(row: Element) -> str:
    held: Mapping[str, Iterable[str]] = {
        "attributes": row.attributes,
        "extensions": row.extensions,
        "properties": row.properties,
        "children": row.children,
    }
    return "; ".join(filter(None, (_listed(kind, names) for kind, names in held.items())))


def _attributes(row: Extension) -> str:
    return _listed("attributes", row.attributes)


def _bearers(row: Word) -> str:
    return _listed("on", (element.name for element in ELEMENTS.values() if row.name in element.properties))


def _nothing(_: Word) -> str:
    return ""


__all__ = ["ELEMENTS", "EXTENSIONS", "NAMES", "PROPERTIES", "REFUSED", "Element", "Extension", "Word", "markdown"]
