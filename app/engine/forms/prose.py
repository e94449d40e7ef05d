"""Texts inside a form as plain blocks: no markup of a designer reaches a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from app.engine.forms.model import Field

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_HEADING_LINE = re.compile(r"^(#{1,6} .*)$", re.MULTILINE)
_BREAKS = {"p", "br", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr"}


@dataclass(frozen=True)
class Block:
    """A paragraph (`level` 0) or a heading of level 1 to 6."""

    level: int
    text: str


def blocks_of(field: Field, language: str) -> tuple[Block, ...]:
    """The paragraphs of a `text` (simple Markdown) or `html` component, as text."""
    if field.kind.name not in ("text", "html"):
        return ()
    name = "text" if field.kind.name == "text" else "content"
    text = field.property(name, language) or str(field.component.get(name, ""))
    if field.kind.name == "html":
        text = _without_tags(text)
    found = []
    for paragraph in re.split(r"\n\s*\n", _HEADING_LINE.sub(r"\n\n\1\n\n", text)):
        plain = paragraph.strip().replace("**", "")
        heading = _HEADING.fullmatch(plain)
        if plain:
            found.append(Block(len(heading[1]), heading[2]) if heading else Block(0, plain))
    return tuple(found)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its name
        self._silent = tag in ("script", "style")
        if tag in _BREAKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        if tag in _BREAKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _without_tags(text: str) -> str:
    reader = _Plain()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)
