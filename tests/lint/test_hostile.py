"""Files from hostile hands bring problems, never an exception, and not in minutes."""

from __future__ import annotations

import copy
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.engine.dialect import DialectError, compile_package
from tests.lint.making import ask, chain, diagram, errors, finish, found, line, node, package, script
from tests.lint.test_harmless import HARMLESS

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
TAIL = "</bpmn:definitions>"
HEAD = '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL">'


@pytest.mark.parametrize(
    "text",
    [
        f"<!DOCTYPE x [{LAUGHS}]><x>&l9;</x>",
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><x/>',
        "<x>&undefined;</x>",
        "<x>" * 10_000,
        "<x>" * 10_000 + "</x>" * 10_000,
        "<x " + " ".join(f'a{number}="1"' for number in range(50_000)) + "/>",
        "\0",
        "﻿",
        "not xml at all",
        '<?xml version="1.0" encoding="utf-16"?><x/>',
        '<?xml version="1.0" encoding="no-such"?><x/>',
        f"{HEAD}<bpmn:process/></bpmn:definitions>",
        f"{HEAD}<bpmn:process id='p'><bpmn:subProcess/></bpmn:process></bpmn:definitions>",
        f"{HEAD}<bpmn:process id='p'><bpmn:subProcess id='p'/></bpmn:process></bpmn:definitions>",
        f"{HEAD}<bpmn:process id='p'><bpmn:boundaryEvent id='b' attachedToRef='b'/></bpmn:process>{TAIL}",
        f"{HEAD}<bpmn:process id='p'><bpmn:sequenceFlow/><bpmn:userTask/></bpmn:process></bpmn:definitions>",
        f"{HEAD}<?pi x?><!-- c --><bpmn:process id='p'><?pi?></bpmn:process></bpmn:definitions>",
    ],
    ids=range(19),
)
def test_stranger_sends_hostile_xml_and_gets_problems(text: str) -> None:
    begun = time.monotonic()
    assert errors(found({"a.bpmn": text, "b.dmn": text}))
    assert time.monotonic() - begun < 5


def test_sub_processes_inside_each_other_stop_at_a_limit() -> None:
    body = ask("core")
    for number in range(100):
        body = node("subProcess", f"s{number}", body)
    assert errors(found(package(body))) == {"xml_depth"}


def test_choices_without_end_are_given_up_in_time() -> None:
    """Twenty parallel branches, each with a choice: more situations than can be played."""
    branches = [f"b{number}" for number in range(20)]
    body = node("startEvent", "begin") + node("parallelGateway", "split") + node("parallelGateway", "join")
    body += finish() + chain("begin", "split") + chain("join", "finish")
    for one in branches:
        body += node("exclusiveGateway", one, default=f"{one}_join") + chain("split", one, "join")
    begun = time.monotonic()
    found(package(body))
    assert time.monotonic() - begun < 3


def test_manifest_and_form_of_any_json_bring_problems_only() -> None:
    for text in (
        "[" * 5000,
        '{"start": []}',
        '{"parties": {"a": 1}}',
        '{"subject": []}',
        '{"key": {}}',
        "null",
        "\0",
    ):
        assert "manifest" in errors(found(package(HARMLESS["straight"], manifest__json=text)))
        assert "form" in errors(found(package(HARMLESS["straight"], ask__form=text)))


def disturbed(text: str, random: Random) -> str:
    """The diagram after a few blind changes of its tree: parts removed, doubled, moved, attributes exchanged."""
    root = etree.fromstring(text.encode())
    for _ in range(random.randint(1, 4)):
        parts = [one for one in root.iter() if one is not root and one.getparent() is not None]
        one, other = random.choice(parts), random.choice(parts)
        match random.choice(("remove", "double", "move", "attribute", "text")):
            case "remove":
                one.getparent().remove(one)
            case "double":
                one.getparent().append(copy.deepcopy(one))
            case "move" if one not in list(other.iterancestors()) and one is not other:
                other.append(one)
            case "attribute" if one.attrib and other.attrib:
                one.set(random.choice(list(one.attrib)), random.choice(list(other.attrib.values())))
            case _:
                one.text = other.text or "=1"
    return etree.tostring(root, encoding="unicode")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(HARMLESS)), st.randoms(use_true_random=False))
def test_disturbed_diagram_is_judged_alike_by_linter_and_compiler(name: str, random: Random) -> None:
    files = {**package(""), "sample.bpmn": disturbed(diagram(HARMLESS[name]), random)}
    problems = found(files, topics=None)
    try:
        compile_package(files)
    except DialectError as error:
        assert errors(problems), error


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(HARMLESS)),
    st.lists(st.tuples(st.sampled_from(['"', "=", "a", "_", ":", "timer"]), st.text(max_size=3)), max_size=2),
)
def test_diagram_with_replaced_letters_never_crashes_the_linter(name: str, changes: list[tuple[str, str]]) -> None:
    text = diagram(HARMLESS[name])
    for old, new in changes:
        text = text.replace(old, new, 3)
    found({"a.bpmn": text})


def test_process_of_25_nodes_is_linted_within_300_ms() -> None:
    files = package(
        line(*(ask(f"t{number}") for number in range(20)), *(script(f"s{n}", f"=urgency + {n}") for n in range(5)))
    )
    found(files)
    fresh = {name: text.replace("urgency", "urgent_") for name, text in files.items()}
    begun = time.process_time()
    problems = found(fresh)
    assert time.process_time() - begun < 0.3
    assert errors(problems) == set()
