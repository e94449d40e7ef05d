"""The registration: static files, preferences, error page, escaping."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask, render_template_string

from app.errors import FieldProblem, Invalid
from app.ui.assets import HERE, Assets, bundle
from app.ui.view import local_path
from tests.ui.kit_app import make

CLASS = re.compile(r'class="((?:ld-[\w-]+ ?)+)"')


@pytest.fixture(scope="module")
def app() -> Flask:
    app = make()

    @app.get("/wrong")
    def wrong() -> str:
        fields = [FieldProblem("note", "too_short", "至少写 10 个字", "Write at least 10 characters")]
        raise Invalid("invalid", "有内容要改", "Some content needs changing", fields=fields)

    @app.get("/page")
    def page() -> str:
        return render_template_string("{{ name }}", name="<script>alert(1)</script>")

    return app


def test_every_static_file_has_a_hashed_address_that_browsers_may_keep(app: Flask) -> None:
    assets: Assets = app.extensions["assets"]
    client = app.test_client()
    for name in assets.names():
        answer = client.get(f"/static/{assets.hashed(name)}")
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["Cache-Control"]
        assert client.get(f"/static/{name}").headers["Cache-Control"] == "no-cache"


def test_browser_with_a_wrong_hash_or_a_path_trick_gets_nothing(app: Flask) -> None:
    client = app.test_client()
    for name in ("css/liandong.000000000000.css", "../view.py", "css/../../view.py", "js/", "no.js"):
        assert client.get(f"/static/{name}").status_code == 404, name


def test_browser_that_has_the_file_is_told_so(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/static/js/page.js")
    again = client.get("/static/js/page.js", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""


def test_browser_that_takes_gzip_gets_it(app: Flask) -> None:
    client = app.test_client()
    packed = client.get("/static/css/liandong.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).decode() == bundle()
    assert len(packed.data) < 15_000


def test_style_sheet_carries_the_dark_values_for_choice_and_for_system() -> None:
    sheet = bundle()
    assert sheet.count("--ld-surface: #141d25") == 2
    assert "@media screen and (prefers-color-scheme: dark) {\n/*" in sheet
    assert ':root:not([data-theme="light"]) {' in sheet


def test_style_sheet_fetches_nothing_from_elsewhere() -> None:
    assert "@import" not in bundle()
    assert all(address.startswith("data:") for address in re.findall(r'url\("([^"]+)"', bundle()))


def test_every_class_of_the_templates_has_its_style() -> None:
    sources = [path.read_text("utf-8") for path in (HERE / "templates").rglob("*.j2")]
    named = {name for text in sources for attribute in CLASS.findall(text) for name in attribute.split()}
    styled = set(re.findall(r"\.(ld-[\w-]+)", bundle()))
    assert {name for name in named if name.startswith("ld-") and "{" not in name} - styled == set()


def test_reader_who_chooses_a_language_comes_back_to_the_page_in_it(app: Flask) -> None:
    client = app.test_client()
    answer = client.post("/preferences", data={"lang": "en", "next": "/ui-kit?x=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ui-kit?x=1")
    page = client.get("/ui-kit").get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Components and states" in page


def test_reader_who_chooses_dark_gets_it_from_the_server_and_auto_takes_it_back(app: Flask) -> None:
    client = app.test_client()
    client.post("/preferences", data={"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/ui-kit").get_data(as_text=True)
    client.post("/preferences", data={"theme": "auto"})
    assert "data-theme" not in client.get("/ui-kit").get_data(as_text=True).split("</head>")[0]


def test_forged_preferences_change_nothing(app: Flask) -> None:
    answer = app.test_client().post("/preferences", data={"lang": "xx", "theme": "<b>", "next": "//evil.example"})
    assert answer.headers["Location"] == "/"
    assert all("xx" not in one for one in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(
    "text",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\nb", "inbox"],
)
def test_local_path_refuses_what_leads_away(text: str) -> None:
    assert local_path(text) == "/"


def test_names_of_people_are_never_markup(app: Flask) -> None:
    page = app.test_client().get("/page").get_data(as_text=True)
    assert page == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_person_who_meets_a_problem_reads_a_page_and_a_program_reads_json(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/wrong", headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert "有内容要改" in text
    assert "至少写 10 个字" in text
    assert page.headers["X-Request-Id"] in text
    assert client.get("/wrong", headers={"Accept": "application/json"}).is_json


def test_pages_carry_nothing_inline(app: Flask) -> None:
    page = app.test_client().get("/ui-kit").get_data(as_text=True)
    assert " style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r'\bon[a-z]+="', page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
