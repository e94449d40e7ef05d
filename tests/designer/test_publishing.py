"""Publishing over HTTP: versions, problems, pins, running cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.cases.definitions import packages, queries
from app.db import Database
from tests import diagrams
from tests.hands import Hand


def publish(hand: Hand, key: str, files: Any, note: str = "") -> Any:
    return hand.post(f"/definitions/{key}/versions", {"files": files, "note": note})


def longer(key: str) -> dict[str, str]:
    """begin → a → b → finish."""
    nodes = (
        ("begin", diagrams.start()),
        ("a", diagrams.ask("a")),
        ("b", diagrams.ask("b")),
        ("finish", diagrams.end()),
    )
    return diagrams.package(key, diagrams.line(*nodes), "word: string")


def test_new_package_is_201_an_equal_one_200_a_changed_one_the_next_version(designer: Hand) -> None:
    first = publish(designer, "one", diagrams.one_task())
    assert (first.status_code, first.json["version"]) == (201, 1)
    again = publish(designer, "one", diagrams.one_task())
    assert (again.status_code, again.json["version"], again.json["id"]) == (200, 1, first.json["id"])
    changed = publish(designer, "one", longer("one"))
    assert (changed.status_code, changed.json["version"]) == (201, 2)
    seen = designer.read("/definitions/one")
    assert (seen["version"], [one["version"] for one in seen["versions"]]) == (2, [2, 1])


def test_older_package_published_again_is_live_again_under_its_old_number(designer: Hand) -> None:
    publish(designer, "one", diagrams.one_task())
    publish(designer, "one", longer("one"))
    back = publish(designer, "one", diagrams.one_task())
    assert (back.status_code, back.json["version"]) == (200, 1)
    assert designer.read("/definitions/one")["version"] == 1


def test_running_case_finishes_on_its_version_and_a_new_one_takes_the_next(designer: Hand) -> None:
    publish(designer, "one", diagrams.one_task())
    old = designer.begin("one", word="x")
    publish(designer, "one", longer("one"))
    new = designer.begin("one", word="x")
    assert designer.do(designer.open(old)["a"]).json["case"]["ended"] is True
    assert designer.do(designer.open(new)["a"]).json["case"]["ended"] is False
    assert [designer.read(f"/cases/{case}")["version"] for case in (old, new)] == [1, 2]


def test_form_of_a_running_case_stays_that_of_its_version(designer: Hand) -> None:
    publish(designer, "one", diagrams.one_task())
    task = designer.open(designer.begin("one", word="x"))["a"]
    other = diagrams.package(
        "one",
        diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")), ("finish", diagrams.end())),
        form_text=diagrams.form(quite="textfield"),
    )
    assert publish(designer, "one", other).status_code == 201
    assert [one["key"] for one in designer.read(f"/tasks/{task}")["form"]["components"]] == ["word", "other"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda files: {**files, "process.bpmn": files["process.bpmn"].replace('id="one"', 'id="two"')},
        lambda files: {**files, "process.bpmn": files["process.bpmn"].replace("=started_by", "= = started_by")},
        lambda files: {**files, "process.bpmn": files["process.bpmn"].replace('targetRef="finish"', "")},
        lambda files: {"process.bpmn": files["process.bpmn"]},
        lambda files: {**files, "manifest.json": "{"},
        lambda files: {**files, "manifest.json": '{"key": "other"}'},
        lambda files: {**files, "manifest.json": '{"parties": {"sender": "=("}}'},
        lambda files: {**files, "manifest.json": '{"start": {"form": "absent"}}'},
        lambda files: {**files, "process.bpmn": "<no xml"},
        lambda files: {**files, "../evil.bpmn": files["process.bpmn"]},
        lambda files: {},
    ],
)
def test_package_with_errors_is_422_and_publishes_nothing(designer: Hand, spoil: Any) -> None:
    answer = publish(designer, "one", spoil(diagrams.one_task("one")))
    assert answer.status_code == 422, answer.get_data(as_text=True)
    for problem in answer.json.get("problems", []):
        assert {"file", "element", "rule", "severity", "message"} <= set(problem)
    assert designer.get("/definitions/one").status_code == 404


def test_warnings_do_not_block_and_are_told(designer: Hand) -> None:
    answer = publish(designer, "one", diagrams.one_task())
    assert answer.status_code == 201
    assert {one["severity"] for one in answer.json["problems"]} == {"warning"}


def test_only_designers_publish_and_everybody_reads(designer: Hand, hands: Any) -> None:
    assert publish(hands("doctor"), "one", diagrams.one_task()).status_code == 403
    publish(designer, "one", diagrams.one_task())
    assert hands("nurse").read("/definitions")["total"] == 1
    version = hands("nurse").read("/definitions/one/versions/1")
    assert set(version["files"]) == {"process.bpmn", "ask.form"}
    for path in ("/definitions/none", "/definitions/one/versions/9", "/definitions/one/versions/x"):
        assert hands("nurse").get(path).status_code == 404


def test_start_form_is_delivered_in_the_readers_language(designer: Hand) -> None:
    manifest = {"name": "一", "name:en": "One", "start": {"form": "ask", "roles": ["primary_doctor"]}}
    body = diagrams.line(("begin", diagrams.start()), ("a", diagrams.ask("a")), ("finish", diagrams.end()))
    publish(designer, "one", diagrams.package("one", body, manifest=manifest))
    seen = designer.read("/definitions/one")
    assert [one["key"] for one in seen["start_form"]["components"]] == ["word", "other"]
    assert (seen["name"], seen["start_roles"]) == ("一", ["primary_doctor"])


def test_caller_keeps_the_version_of_its_callee(designer: Hand) -> None:
    publish(designer, "callee", diagrams.one_task("callee"))
    call = diagrams.node("callActivity", "call", extra='<zeebe:calledElement processId="callee"/>')
    body = diagrams.line(("begin", diagrams.start()), ("call", call), ("finish", diagrams.end()))
    caller = diagrams.package("caller", body)
    assert publish(designer, "caller", caller).status_code == 201
    case = designer.begin("caller")
    publish(designer, "callee", longer("callee"))
    late = designer.begin("caller")
    for one in (case, late):
        assert designer.do(designer.open(one)["a"]).json["case"]["ended"] is True
    assert publish(designer, "caller", caller).status_code == 201
    assert designer.do(designer.open(designer.begin("caller"))["a"]).json["case"]["ended"] is False


def test_lint_says_what_publishing_would_say(designer: Hand, hands: Any) -> None:
    files = diagrams.one_task()
    good = hands("nurse").ok("/lint", {"files": files})["problems"]
    assert {one["severity"] for one in good} <= {"warning"}
    files["process.bpmn"] = files["process.bpmn"].replace('formId="ask"', 'formId="absent"')
    bad = hands("nurse").ok("/lint", {"files": files})["problems"]
    assert any(one["severity"] == "error" and one["element"] == "a" for one in bad)


def test_shipped_package_is_imported_and_never_over_a_designers_own(
    designer: Hand, database: Database, tmp_path: Path
) -> None:
    def ship(files: dict[str, str]) -> int:
        folder = tmp_path / "shipped" / "one"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, "utf-8")
        with database.transaction() as session:
            return len(packages.import_shipped(session, tmp_path / "shipped"))

    assert (ship(diagrams.one_task()), ship(diagrams.one_task())) == (1, 0)
    assert ship(longer("one")) == 1
    assert publish(designer, "one", diagrams.one_task("one", priority="80")).json["version"] == 3
    assert ship(diagrams.one_task("one", priority="70")) == 0
    with database.reading() as session:
        seen = queries.one(session, "one")
    assert (seen["version"], seen["update_available"]) == (3, True)
