"""States stored by earlier releases are carried on. A new format adds a file; none is ever changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.engine.dialect import compile_package
from app.engine.runtime import Environment, Incident, complete, correlate, finish_job, fire_timer
from tests.engine.case import CONSTANTS, MORNING, topics
from tests.engine.stored import CALLEE, DIAGRAM

STATES = sorted((Path(__file__).parent / "states").glob("*.json"))
FILES = {"p.bpmn": DIAGRAM, "c.bpmn": CALLEE}


def surroundings() -> Environment:
    return Environment(now=MORNING, constants=CONSTANTS, topics=topics(tell_it_outside=dict))


def standing(state: dict, element: str) -> list[str]:
    """Ids of the tasks at an element, instances too."""
    tasks = [*state["tasks"], *(task for part in state["parts"] for task in part["tasks"])]
    return [task[0] for task in tasks if task[1].removesuffix(" [child]") == element and task[1] != "review"]


def test_there_is_a_state_of_every_format():
    assert [path.stem for path in STATES] == ["format_1"]


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.stem)
def test_stored_case_goes_on_to_its_end(path):
    definition, env = compile_package(FILES, process="P"), surroundings()
    state = json.loads(path.read_text())
    (job,), (early,), (inner,), (wait,) = (standing(state, one) for one in ("job", "early", "inner", "wait"))
    first, second = standing(state, "review")
    state = complete(state, definition, env, early, {}).state
    state = complete(state, definition, env, second, {"word": "no"}).state
    state = complete(state, definition, env, first, {"word": "yes"}).state
    state = complete(state, definition, env, inner, {}).state
    state = finish_job(state, definition, env, job, {"id": "j-1"}).state
    state = correlate(state, definition, env, "reply", "p-1", {"text": "hello"}).state
    outcome = complete(state, definition, env, wait, {})
    assert outcome.ended is not None
    assert outcome.clocks["triage"].due.isoformat() == "2026-12-02T08:00:00+00:00"
    kept = {name: outcome.variables[name] for name in ("said", "seen", "ref", "got")}
    assert kept == {"said": ["yes", "no"], "seen": "p-1", "ref": "j-1", "got": "hello"}


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.stem)
def test_stored_timer_is_fired_by_the_id_it_had(path):
    definition, state = compile_package(FILES, process="P"), json.loads(path.read_text())
    late = Environment(now=MORNING.replace(hour=10), constants=CONSTANTS, topics=topics(tell_it_outside=dict))
    (again,) = standing(state, "again")
    outcome = fire_timer(state, definition, late, f"{again}:0")
    assert [item.element for item in outcome.opened] == ["nag"]


def test_version_without_the_element_where_the_case_stands_is_an_incident():
    definition = compile_package({"p.bpmn": DIAGRAM.replace('"early"', '"sooner"'), "c.bpmn": CALLEE}, process="P")
    state = json.loads(STATES[0].read_text())
    with pytest.raises(Incident) as caught:
        complete(state, definition, surroundings(), standing(state, "wait")[0], {})
    assert caught.value.element == "early"


def test_state_of_an_unknown_format_is_refused():
    state = {**json.loads(STATES[0].read_text()), "format": 99}
    with pytest.raises(Incident, match="format"):
        complete(state, compile_package(FILES, process="P"), surroundings(), "x", {})
