"""A designer uploads, sees what is wrong on the element, and publishes; hostile uploads are sentences."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.cases.definitions.service import MOST_FILES
from tests.hands import Hand
from tests.pages_designer.packages import diagram, package, zipped
from tests.pages_inbox.visitor import Page, Visitor

Visitors = Callable[[str], Visitor]
UPLOAD = 'form[aria-label]:not([role])[enctype="multipart/form-data"]'
PUBLISH = 'form[aria-labelledby="publish"]'


def upload(visitor: Visitor, files: Mapping[str, str | bytes], path: str = "/designer/new", **more: Any) -> Page:
    page = visitor.open(path)
    parts = [
        (io.BytesIO(content if isinstance(content, bytes) else content.encode()), name)
        for name, content in files.items()
    ]
    return visitor.send(page, UPLOAD, package=parts, **more)


def published(visitor: Visitor, files: Mapping[str, str], note: str = "首版") -> Page:
    return visitor.send(upload(visitor, files), PUBLISH, note=note)


def test_designer_sees_the_problem_on_the_element_and_publishes_when_it_is_mended(
    visitor: Visitors, hands: Callable[[str], Hand]
) -> None:
    designer = visitor("designer")
    bad = upload(designer, package(**{"bed.bpmn": diagram(form="no_such_form")}))
    assert bad.status == 422
    assert bad.count('g.is-error[data-id="request"]') == 1
    assert "申请床位" in bad.text("tbody")
    assert bad.count(f'{PUBLISH} button[aria-disabled="true"]') == 1
    good = upload(designer, package())
    assert good.status == 200
    assert good.count("g.is-error") == 0
    done = designer.send(good, PUBLISH, note="新增床位申请")
    assert done.path == "/designer/bed_request?done=1"
    assert "新增床位申请" in done.text(".ld-ds__l")
    assert hands("doctor").read("/definitions/bed_request")["version"] == 1


def test_errors_cannot_be_published_by_sending_the_form_all_the_same(
    visitor: Visitors, hands: Callable[[str], Hand]
) -> None:
    designer = visitor("designer")
    bad = upload(designer, package(**{"bed.bpmn": diagram(form="no_such_form")}))
    refused = designer.send(bad, PUBLISH, note="硬要发布")
    assert refused.status == 422
    assert hands("doctor").get("/definitions/bed_request").status_code == 404


def test_publishing_needs_a_note(visitor: Visitors) -> None:
    designer = visitor("designer")
    refused = designer.send(upload(designer, package()), PUBLISH, note="  ")
    assert refused.status == 422
    assert refused.count('#note[aria-invalid="true"]') == 1
    assert designer.send(refused, PUBLISH, note="补上").path == "/designer/bed_request?done=1"


def test_designer_sees_what_a_new_version_changes(visitor: Visitors) -> None:
    designer = visitor("designer")
    published(designer, package())
    other = {"bed.bpmn": diagram(task="登记床位"), "README.md": "说明"}
    page = upload(designer, other, "/designer/bed_request/publish")
    assert page.status == 200
    told = page.text("#differs, .ld-ck")
    assert "README.md 新增" in told
    assert "bed.bpmn 改动" in told
    assert "登记床位 改动" in told
    assert "ask.form" not in told  # kept from the live version
    assert designer.send(page, PUBLISH, note="改名").path == "/designer/bed_request?done=2"


def test_moving_boxes_changes_no_element(visitor: Visitors) -> None:
    designer = visitor("designer")
    published(designer, package())
    moved = {"bed.bpmn": diagram().replace('x="200" y="80"', 'x="210" y="90"')}
    told = upload(designer, moved, "/designer/bed_request/publish").text(".ld-ck")
    assert told.split() == ["bed.bpmn", "改动"]


def test_whole_package_without_a_file_removes_it(visitor: Visitors) -> None:
    designer = visitor("designer")
    published(designer, package(**{"README.md": "说明"}))
    page = upload(designer, package(), "/designer/bed_request/publish", keep="")
    assert "README.md 去掉" in page.text(".ld-ck")


def test_second_designer_does_not_publish_over_what_was_not_seen(visitor: Visitors) -> None:
    designer = visitor("designer")
    published(designer, package())
    first = upload(designer, {"a.md": "甲"}, "/designer/bed_request/publish")
    second = upload(designer, {"bed.bpmn": diagram(task="乙改")}, "/designer/bed_request/publish")
    designer.send(second, PUBLISH, note="乙")
    assert designer.send(first, PUBLISH, note="甲").status == 412


@pytest.mark.parametrize("top", ["", "bed_request/"])
def test_zip_of_the_files_or_of_their_folder_is_taken(visitor: Visitors, top: str) -> None:
    files = {f"{top}{name}": text for name, text in package(**{"scenarios/one.json": "{}"}).items()}
    page = upload(visitor("designer"), {"bed.zip": zipped({**files, "__MACOSX/._bed": b"\x00"})})
    assert page.status == 200, page.text("main")


HOSTILE = {
    "bomb": {"x.zip": zipped({"bed.md": b"0" * (9 * 1024 * 1024)})},
    "bomb of several": {"x.zip": zipped({f"{n}.md": b"0" * (3 * 1024 * 1024) for n in range(4)})},
    "slip": {"x.zip": zipped({"../../etc/passwd.md": "x"})},
    "absolute": {"x.zip": zipped({"/etc/passwd.md": "x"})},
    "deep": {"x.zip": zipped({"a/b/c/d.md": "x", "e.md": "x"})},
    "program": {"x.zip": zipped({"run.sh": "rm"})},
    "many": {"x.zip": zipped({f"{n}.md": "x" for n in range(MOST_FILES + 1)})},
    "no zip": {"x.zip": b"PK\x03\x04 nothing"},
    "no text": {"bed.bpmn": b"\xff\xfe\x00\x01"},
    "path": {"../bed.bpmn": "x"},
    "nothing": {},
}


@pytest.mark.parametrize("sort", HOSTILE)
def test_hostile_upload_is_refused_with_a_sentence(visitor: Visitors, sort: str) -> None:
    page = upload(visitor("designer"), HOSTILE[sort])
    assert page.status == 422
    assert page.count("#package-e") == 1
    assert page.count("[data-focus] a[href='#package']") == 1


def test_spoiled_package_from_the_hidden_field_is_refused(visitor: Visitors) -> None:
    designer = visitor("designer")
    good = upload(designer, package())
    for packed in ("", "x", "AAAA", good.fields(PUBLISH)["packed"][:-40]):
        assert designer.send(good, PUBLISH, packed=packed, note="x").status == 422


def test_diagram_that_is_no_xml_is_a_problem_and_no_failure(visitor: Visitors) -> None:
    page = upload(visitor("designer"), package(**{"bed.bpmn": "<oops"}))
    assert page.status == 422
    assert "bed.bpmn" in page.text("tbody")


def test_new_process_without_a_manifest_is_asked_for_its_key(visitor: Visitors) -> None:
    designer = visitor("designer")
    files = {name: text for name, text in package().items() if name != "manifest.json"}
    asked = upload(designer, files)
    assert asked.status == 422
    assert asked.count("#key-e") == 1
    assert upload(designer, files, key_name="bed_request").status == 200
    assert upload(designer, {**files, "manifest.json": json.dumps([1])}, key_name="../x").status == 422


@pytest.mark.parametrize("name", ["auditor", "lead", "administrator"])
def test_auditor_and_lead_look_and_do_not_publish(visitor: Visitors, name: str) -> None:
    published(visitor("designer"), package())
    looker = visitor(name)
    page = looker.open("/designer/bed_request")
    assert page.status == 200
    assert page.count('a[href$="/publish"]') == 0
    assert looker.open("/designer/bed_request/publish").status == 403
    assert (
        looker.post(
            "/designer/bed_request/publish", csrf_token=page.fields("form[action='/session/end']")["csrf_token"]
        ).status
        == 403
    )


def test_doctor_does_not_look_at_the_desk(visitor: Visitors) -> None:
    assert visitor("doctor").open("/designer").status == 403


def test_process_shows_form_table_scenarios_and_files(visitor: Visitors) -> None:
    designer = visitor("designer")
    published(designer, package(**{"scenarios/one.json": '{"name": "一切顺利"}'}))
    page = designer.open("/designer/bed_request")
    assert "一切顺利" in page.text("#scenarios, .ld-ck")
    assert "word" in designer.open("/designer/bed_request/forms/ask?version=1").text("form[data-form]")
    assert designer.open("/designer/bed_request/forms/none").status == 404
    assert designer.open("/designer/bed_request?version=9").status == 404
    file = designer.client.get("/designer/bed_request/versions/1/files/scenarios/one.json")
    assert file.get_data(as_text=True) == '{"name": "一切顺利"}'
    archive = designer.client.get("/designer/bed_request/versions/1/package.zip")
    again = upload(designer, {"again.zip": archive.get_data()}, "/designer/bed_request/publish")
    assert "内容相同" in again.text("main")


def test_policy_of_the_page_lets_the_viewer_style_itself_and_nothing_else(visitor: Visitors) -> None:
    designer = visitor("designer")
    published(designer, package())
    policy = designer.client.get("/designer/bed_request").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "style-src-attr 'unsafe-inline'" in policy
