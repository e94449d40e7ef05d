"""What outside programs and people rely on in the shipped folders: keys, choices, names, a readable drawing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.engine.dialect import compile_package
from app.engine.forms import Form, load
from app.engine.lint import lint
from app.ui.diagram import Drawing, read
from app.ui.diagram.read import Box, Edge, Node

WORKFLOWS = Path(__file__).parents[2] / "workflows"
PACKAGES = sorted(one.name for one in WORKFLOWS.iterdir() if (one / "manifest.json").exists())
MOST_NODES = 28
CHOICES = {
    "upward_referral/refer": {
        "kind": "ordinary green_channel advice",
        "urgency": "1 2 3 4",
        "mode": "outpatient inpatient",
    },
    "upward_referral/consent": {"decision": "agree refuse"},
    "upward_referral/internal_review": {"decision": "approve return refuse"},
    "upward_referral/amend": {"decision": "resubmit withdraw"},
    "upward_referral/triage": {"decision": "accept reject return redirect advise"},
    "upward_referral/schedule": {"result": "visit bed waitlist"},
    "upward_referral/register_arrival": {"outcome": "arrived no_show patient_cancelled provider_cancelled worse"},
    "upward_referral/treat": {"outcome": "report send_down transferred died"},
    "upward_referral/acknowledge": {"decision": "acknowledge question"},
    "upward_referral/agree_close": {"decision": "agree refuse"},
    "downward_referral/patient_decision": {"decision": "agree refuse"},
    "downward_referral/accept_transfer": {"decision": "accept return reassign"},
    "downward_referral/register_return": {"outcome": "arrived not_arrived"},
}
REFER = (
    "kind urgency mode receiver department doctor impression reason history allergies treatment medication results"
    " attachments consent_signed"
)
PACKAGE = "diagnosis results treatment next_plan rehabilitation medication follow_up_plan discharge_summary stable"
KEYS = {
    "upward_referral/refer": REFER,
    "upward_referral/amend": f"decision {REFER}",
    "upward_referral/consent": "decision signer relation",
    "upward_referral/internal_review": "decision reason_code note",
    "upward_referral/triage": "decision reason_code redirect_institution redirect_department advice",
    "upward_referral/schedule": "result starts_at place doctor bring",
    "upward_referral/register_arrival": "outcome reason_code",
    "upward_referral/treat": "outcome note",
    "upward_referral/report_outcome": "diagnosis summary advice medication",
    "upward_referral/acknowledge": "decision question",
    "upward_referral/agree_close": "decision reason_code",
    "upward_referral/discharge": PACKAGE,
    "downward_referral/propose": PACKAGE,
    "downward_referral/patient_decision": "decision reason_code primary_institution",
    "downward_referral/assign_doctor": "doctor",
    "downward_referral/accept_transfer": "decision reason_code",
    "downward_referral/register_return": "outcome",
    "downward_referral/follow_up": "visited_at readings note",
    "downward_referral/close_plan": "result note",
}


def files_of(package: str) -> dict[str, str]:
    folder = WORKFLOWS / package
    return {one.name: one.read_text(encoding="utf-8") for one in folder.iterdir() if one.is_file()}


def form_of(place: str) -> Form:
    return load((WORKFLOWS / f"{place}.form").read_text(encoding="utf-8"))


def drawings() -> Iterator[tuple[str, Drawing]]:
    for diagram in sorted(WORKFLOWS.glob("*/*.bpmn")):
        for one in read(diagram.read_text(encoding="utf-8")):
            yield f"{diagram.parent.name}/{one.element}", one


DRAWINGS = dict(drawings())


@pytest.mark.parametrize("place", CHOICES)
def test_outsiders_find_the_choices_exactly_as_agreed(place: str) -> None:
    for key, values in CHOICES[place].items():
        field = form_of(place).field_at(key)
        assert field is not None and field.kind.choice
        assert [str(one.value) for one in field.options] == values.split()


@pytest.mark.parametrize("place", KEYS)
def test_outsiders_find_every_answer_key(place: str) -> None:
    assert set(KEYS[place].split()) - {one.key for one in form_of(place).fields} == set()


OFFICIAL = {
    "upward_referral/refer": (
        "name sex birth_date identifier health_file_no insurance_no address phone receiver department doctor"
        " impression reason history allergies treatment medication results notes kind urgency mode attachments"
    ),
    "upward_referral/discharge": (
        "name sex birth_date identifier health_file_no insurance_no address phone admission_no diagnosis results"
        " treatment next_plan rehabilitation medication notes follow_up_plan discharge_summary"
    ),
}


@pytest.mark.parametrize("place", OFFICIAL)
def test_doctors_find_the_official_forms_fields_in_their_order(place: str) -> None:
    keys = [one.key for one in form_of(place).fields]
    assert [key for key in keys if key in OFFICIAL[place].split()] == OFFICIAL[place].split()


def test_plan_and_visit_share_the_codes_of_indicators() -> None:
    places = {
        "upward_referral/discharge": "follow_up_plan",
        "downward_referral/propose": "follow_up_plan",
        "downward_referral/follow_up": "readings",
    }
    codes = []
    for place, key in places.items():
        rows = form_of(place).field_at(key)
        assert rows is not None
        codes.append([[o.value for o in one.options] for one in rows.children if one.key == "indicator"])
    assert codes[0] == codes[1] == codes[2] != [[]]


def test_a_plan_with_a_missing_cell_is_refused() -> None:
    rows = form_of("upward_referral/discharge").field_at("follow_up_plan")
    assert rows is not None
    assert {one.key for one in rows.children if one.limits.required} == {
        *("indicator", "every_days", "times", "low", "high")
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_designers_find_no_error_in_a_shipped_package(package: str) -> None:
    files = {name: text for name, text in files_of(package).items() if not name.endswith(".md")}
    assert [one for one in lint(files) if one.severity == "error"] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_manifest_names_the_process_and_its_start_form(package: str) -> None:
    files = files_of(package)
    manifest = json.loads(files["manifest.json"])
    definition = compile_package({n: t for n, t in files.items() if n.endswith((".bpmn", ".form", ".dmn"))})
    assert manifest["key"] == definition.process == package
    form: Any = manifest.get("start", {}).get("form")
    assert form is None or f"{form}.form" in files


def test_both_lifecycles_judge_fitness_for_primary_care_alike() -> None:
    assert (
        files_of("upward_referral")["downward_criteria.dmn"]
        == files_of("downward_referral")["downward_criteria.dmn"]
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_every_node_and_flow_is_drawn_and_named(package: str) -> None:
    files = {n: t for n, t in files_of(package).items() if n.endswith((".bpmn", ".form", ".dmn"))}
    definition = compile_package(files)
    mine = [one for place, one in DRAWINGS.items() if place.startswith(f"{package}/")]
    assert {node.id for one in mine for node in one.nodes} == set(definition.elements)
    assert {edge.id for one in mine for edge in one.edges} == {flow.id for flow in definition.flows}
    unnamed = [
        one.id
        for one in definition.elements.values()
        if not (one.name and one.name_en) and one.kind != "parallelGateway"
    ]
    assert unnamed == []


@pytest.mark.parametrize("place", DRAWINGS)
def test_people_can_take_in_each_diagram_at_once(place: str) -> None:
    assert len(DRAWINGS[place].nodes) <= MOST_NODES


@pytest.mark.parametrize("place", DRAWINGS)
def test_lines_are_straight_and_run_through_no_box(place: str) -> None:
    drawing = DRAWINGS[place]
    for edge in drawing.edges:
        for start, end in zip(edge.points, edge.points[1:], strict=False):
            assert start[0] == end[0] or start[1] == end[1], f"{edge.id} is oblique"
        hit = [node.id for node in drawing.nodes if _runs_through(edge, node)]
        assert hit == [], f"{edge.id} runs through {hit}"


@pytest.mark.parametrize("place", DRAWINGS)
def test_boxes_stand_apart(place: str) -> None:
    boxes = [one for one in DRAWINGS[place].nodes if one.kind != "boundaryEvent" and not _is_sheet(one)]
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert not _overlap(one.box, other.box), f"{one.id} covers {other.id}"


def _runs_through(edge: Edge, node: Node) -> bool:
    if _is_sheet(node):
        return False
    inner = Box(node.box.x + 2, node.box.y + 2, node.box.width - 4, node.box.height - 4)
    return any(_overlap(_line(start, end), inner) for start, end in zip(edge.points, edge.points[1:], strict=False))


def _is_sheet(node: Node) -> bool:
    return node.kind == "subProcess" and node.expanded


def _line(start: tuple[float, float], end: tuple[float, float]) -> Box:
    left, top = min(start[0], end[0]), min(start[1], end[1])
    return Box(left, top, abs(start[0] - end[0]), abs(start[1] - end[1]))


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
