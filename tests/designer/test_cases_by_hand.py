"""Cases by hand, messages, and what happens when a diagram cannot be followed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from app.db import Database
from tests import diagrams
from tests.hands import Hand


def with_message(key: str) -> dict[str, str]:
    """begin → a → finish; the message `stop` on a leads to stopped."""
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")), ("finish", diagrams.end()))
    body += diagrams.boundary("stop", "a", diagrams.message_event("stop")) + diagrams.end("stopped")
    return diagrams.package(key, body + diagrams.arrow("stop", "stopped"), "word: string")


def choosing(key: str) -> dict[str, str]:
    """begin → a → a gateway whose condition fails when `word` is not a number → left or right."""
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")))
    body += diagrams.node("exclusiveGateway", "choose", attributes='default="choose_right"')
    body += diagrams.end("left") + diagrams.end("right") + diagrams.arrow("a", "choose")
    body += diagrams.arrow("choose", "left", "=word + 1 &gt; 2") + diagrams.arrow("choose", "right")
    return diagrams.package(key, body, "word: string")


def test_message_reaches_the_one_that_waits_and_nobody_waiting_is_an_answer(designer: Hand) -> None:
    designer.publish("stopping", with_message("stopping"))
    case = designer.begin("stopping", word="x")
    assert designer.ok(f"/cases/{case}/messages", {"name": "other"}) == {"delivered": False}
    assert designer.ok(f"/cases/{case}/messages", {"name": "stop", "key": "wrong"}) == {"delivered": False}
    assert designer.ok(f"/cases/{case}/messages", {"name": "stop"}) == {"delivered": True}
    seen = designer.read(f"/cases/{case}")
    assert (seen["ended"], seen["end_element"]) == (True, "stopped")
    assert designer.ok(f"/cases/{case}/messages", {"name": "stop"}) == {"delivered": False}


def test_case_by_hand_is_its_starters_and_the_auditors(designer: Hand, hands: Any) -> None:
    designer.publish("one", diagrams.one_task())
    case = designer.begin("one", word="x")
    assert hands("auditor").read(f"/cases/{case}/variables")["variables"] == {"word": "x"}
    for stranger in ("doctor", "office", "administrator", "house_auditor"):
        for path in (f"/cases/{case}", f"/cases/{case}/variables", f"/cases/{case}/history"):
            assert hands(stranger).get(path).status_code == 404, (stranger, path)
    assert designer.get(f"/cases/{uuid4()}").status_code == 404
    assert hands("doctor").post("/cases", {"process": "one"}).status_code == 403
    assert designer.post("/cases", {"process": "none"}).status_code == 404


@pytest.mark.parametrize("path", ["/cases", "/cases/{case}/messages", "/definitions/one/versions"])
def test_creating_without_a_key_is_400(designer: Hand, path: str) -> None:
    designer.publish("one", diagrams.one_task())
    case = designer.begin("one", word="x")
    bodies = {"/cases": {"process": "one"}, "/cases/{case}/messages": {"name": "x"}}
    body = bodies.get(path, {"files": diagrams.one_task()})
    assert designer.post(path.format(case=case), body, key=None).status_code == 400


def test_condition_that_fails_leaves_the_task_open_and_is_an_incident(designer: Hand, database: Database) -> None:
    designer.publish("choosing", choosing("choosing"))
    case = designer.begin("choosing", word="x")
    task = designer.open(case)["a"]
    draft = {"answers": {"word": "typed"}}
    assert designer.put(f"/tasks/{task}/draft", draft, etag=designer.tag(f"/tasks/{task}")).status_code == 200

    answer = designer.do(task, word="typed")

    assert (answer.status_code, answer.json["code"], answer.json["element"]) == (409, "incident", "choose")
    seen = designer.read(f"/cases/{case}")
    assert [one["element"] for one in seen["open_tasks"]] == ["a"]
    assert [one["element"] for one in seen["incidents"]] == ["choose"]
    assert designer.variables(case) == {"word": "x"}
    assert designer.read(f"/tasks/{task}")["answers"]["word"] == "typed"
    retried = designer.post(f"/cases/{case}/incidents/{seen['incidents'][0]['id']}/retry")
    assert retried.status_code == 200
    assert designer.read(f"/cases/{case}")["incidents"] == []


def test_decisions_are_tried_without_keeping_anything(designer: Hand) -> None:
    model = (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="t">'
        '<decision id="d" name="d"><variable name="d" typeRef="number"/><informationRequirement id="r">'
        '<requiredInput href="#i"/></informationRequirement><literalExpression><text>n + 1</text>'
        '</literalExpression></decision><inputData id="i" name="n"><variable name="n" typeRef="number"/>'
        "</inputData></definitions>"
    )
    body = {"files": {"m.dmn": model}, "model": "m.dmn", "cases": [{"decision": "d", "inputs": {"n": 2}}]}
    assert designer.ok("/decisions/evaluate", body)["results"][0]["value"] == 3
    assert designer.post("/decisions/evaluate", {"files": {}}).status_code in (400, 422)


def test_designer_who_gives_the_wrong_type_is_told_which_variable(designer: Hand) -> None:
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")), ("finish", diagrams.end()))
    designer.publish("typed", diagrams.package("typed", body, "count: number; hold: days and time duration"))
    given = {"process": "typed", "variables": {"count": "three", "hold": "soon"}}
    answer = designer.post("/cases", given)
    assert answer.status_code == 422
    assert [one["path"] for one in answer.get_json()["fields"]] == ["variables.count", "variables.hold"]
    assert designer.post("/cases", {**given, "variables": {"count": 3, "hold": "PT2H"}}).status_code == 201
