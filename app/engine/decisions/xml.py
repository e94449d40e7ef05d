"""Reading DMN files: hardened parsing, elements by local name whatever the DMN version's namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.engine.decisions.errors import DecisionError

MAX_MODEL = 2_000_000
"""Bytes of a model."""
MAX_NESTING = 80
"""Elements inside each other."""
Element = etree._Element
_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"\s+")


def read(text: str | bytes) -> Element:
    """The root element of a model; DecisionError for anything that is no DMN."""
    if isinstance(text, str):
        text = _DECLARATION.sub("", text).encode(errors="replace")
    if len(text) > MAX_MODEL:
        raise DecisionError(
            f"决策文件过大（最多 {MAX_MODEL} 字节）。",
            f"The decision file is too large (at most {MAX_MODEL} bytes).",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DecisionError(
            f"决策文件不是有效的 XML：{error}。", f"The decision file is no valid XML: {error}."
        ) from error
    if root.getroottree().docinfo.doctype:
        raise DecisionError("决策文件不得包含 DOCTYPE。", "A decision file must not have a DOCTYPE.")
    if local(root) != "definitions" or "DMN" not in (etree.QName(root).namespace or ""):
        raise DecisionError(
            "这不是 DMN 文件（根元素应为 definitions）。", "This is no DMN file (the root should be definitions)."
        )
    if _depth(root) > MAX_NESTING:
        raise DecisionError("决策文件嵌套过深。", "The decision file is nested too deeply.")
    return root


def _depth(root: Element) -> int:
    depth = deepest = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Element | None, name: str) -> Element | None:
    """The first child of that name."""
    return None if element is None else next(children(element, name), None)


def children(element: Element, *names: str) -> Iterator[Element]:
    """All children of those names."""
    return (item for item in element if local(item) in names)


def text_of(element: Element | None) -> str | None:
    """The content of an element's `text` child."""
    found = child(element, "text")
    return None if found is None else "".join(found.itertext())


def normal(name: str | None) -> str:
    """A name with single blanks."""
    return _BLANKS.sub(" ", name.strip()) if name else ""


def name_of(element: Element | None) -> str:
    """The element's name."""
    return "" if element is None else normal(element.get("name"))


def type_ref(element: Element | None) -> str | None:
    """The type that the element refers to, as attribute or (in item definitions) as child."""
    if element is None:
        return None
    written = element.get("typeRef")
    source = element
    if written is None:
        found = child(element, "typeRef")
        written, source = (None, element) if found is None else (found.text, found)
    name = normal(written)
    prefix, _, plain = name.partition(":")
    if plain and (prefix == "feel" or prefix in source.nsmap):  # DMN 1.1 writes types as qualified names
        return plain
    return name or None
