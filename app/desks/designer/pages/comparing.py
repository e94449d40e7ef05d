"""What a package changes against another: its files, and the elements of its diagrams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.desks.designer.pages.drawn import BPMN, names
from app.engine.dialect import DialectError
from app.engine.dialect.xml import read_xml
from app.ui.words import Language

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
# They only repeat what the sequence flows say.
REPEATED = (f"{MODEL}incoming", f"{MODEL}outgoing")
CONTAINERS = (f"{MODEL}definitions", f"{MODEL}process", f"{MODEL}subProcess", f"{MODEL}collaboration")


@dataclass(frozen=True)
class Difference:
    """Names of what is there only afterwards, there on both sides but not the same, there only before."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many things differ."""
        return len(self.added) + len(self.changed) + len(self.removed)


@dataclass(frozen=True)
class Changes:
    """The difference of two packages in files and in elements."""

    files: Difference = field(default_factory=Difference)
    elements: Difference = field(default_factory=Difference)


def changes(before: Mapping[str, str], after: Mapping[str, str], language: Language) -> Changes:
    """What became of `before`; elements by their name, else their id. Moving boxes about changes no element."""
    old, new = _elements(before), _elements(after)
    called = {**names(before, language), **names(after, language)}
    apart = _difference(old, new)
    said = [tuple(called.get(one, one) for one in ids) for ids in (apart.added, apart.changed, apart.removed)]
    return Changes(_difference(before, after), Difference(*said))


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    return Difference(
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(one for one in after.keys() & before.keys() if after[one] != before[one])),
        tuple(sorted(before.keys() - after.keys())),
    )


def _elements(texts: Mapping[str, str]) -> dict[str, bytes]:
    """What each element means, by id, without layout and without what lies inside it."""
    return {
        element.get("id"): _meaning(element)
        for name in sorted(texts)
        if name.endswith(BPMN)
        for element in _of_file(name, texts[name])
    }


def _of_file(name: str, text: str) -> Iterator[Any]:
    try:
        root = read_xml(text, name)
    except DialectError:
        return
    for element in root.iter(etree.Element):
        parent = element.getparent()
        if element.get("id") and parent is not None and parent.tag in CONTAINERS and element.tag.startswith(MODEL):
            yield element


def _meaning(element: Any) -> bytes:
    inside = element.tag in CONTAINERS
    own = etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap)
    for part in element:
        if part.tag in REPEATED or (inside and part.get("id")):
            continue
        own.append(deepcopy(part))
    for one in own.iter():
        one.tail, one.text = None, (one.text or "").strip() or None
    return etree.tostring(own, method="c14n2")
