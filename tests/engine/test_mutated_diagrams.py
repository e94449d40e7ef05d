"""Diagrams that somebody has spoiled: they are refused, or they run; nothing else ever happens."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

from lxml import etree

from app.engine.dialect import DialectError, compile_package
from app.engine.dialect.reading import read_diagram
from app.engine.runtime import Environment, Incident, complete, start
from tests.engine.case import CONSTANTS, MORNING
from tests.engine.generator import diagram

TEXTS = ("", "x", "=", "=1+", "=null", "=[1,2]", "PT1H", "P", "R/PT1H", "true")


def spoil(text: str, rnd: random.Random) -> str:
    """One element removed, moved, renamed, or with another attribute or text."""
    root = etree.fromstring(text.encode())
    elements = [element for element in root.iter() if element.getparent() is not None]
    element, other = rnd.choice(elements), rnd.choice(elements)
    what = rnd.randrange(5)
    if what == 0:
        element.getparent().remove(element)
    elif what == 1 and element.attrib:
        element.attrib[rnd.choice(list(element.attrib))] = rnd.choice((*TEXTS, other.get("id") or "q"))
    elif what == 2:
        element.text = rnd.choice(TEXTS)
    elif what == 3 and other is not element and element not in list(other.iterancestors()):
        other.append(element)
    elif what == 4:
        element.tag = other.tag
    return etree.tostring(root, encoding="unicode")


def play(text: str, rnd: random.Random) -> str:
    """Compile and run it as far as answers lead."""
    definition = compile_package({"p.bpmn": text})
    surroundings = Environment(now=MORNING, constants=CONSTANTS)
    outcome = start(definition, surroundings, {})
    items: dict[str, Any] = {item.id: item for item in outcome.opened}
    for _ in range(8):
        if outcome.ended or not items:
            return "ran"
        chosen = rnd.choice(sorted(items))
        outcome = complete(json.loads(json.dumps(outcome.state)), definition, surroundings, chosen, {})
        for closed in outcome.closed:
            del items[closed.id]
        items.update({item.id: item for item in outcome.opened})
    return "ran"


def test_spoiled_diagrams_are_refused_or_run():
    rnd, found = random.Random(7), Counter[str]()
    for seed in range(120):
        text = spoil(diagram(seed % 60), rnd)
        read_diagram(text, "p.bpmn")
        try:
            found[play(text, rnd)] += 1
        except DialectError as error:
            assert error.zh
            assert error.en
            found["refused"] += 1
        except Incident as incident:
            assert incident.element
            found["incident"] += 1
    assert found["refused"] > 40
    assert found["ran"] > 10
