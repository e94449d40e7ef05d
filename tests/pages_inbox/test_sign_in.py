"""Signing in and out, posts, password, and a form that outlives its session."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.config import Settings
from app.db import Database
from app.foundation.identity import service as identity
from app.launch.postgres import Urls
from tests.cast import PASSWORD, SINCE, Cast
from tests.conftest import settings_over
from tests.pages_inbox.visitor import Page, Visitor

OTHER = "another correct horse"
Visitors = Callable[[str], Visitor]


def test_stranger_is_led_to_sign_in_and_back_to_where_they_wanted(stranger: Visitor, people: Cast) -> None:
    page = stranger.open("/inbox?tab=done")
    assert page.path.startswith("/sign-in?next=")
    page = stranger.send(page, "form.ld-form", username="reviewer", password=PASSWORD)
    assert page.path == "/inbox?tab=done" and people.reviewer.actor.name in page.text(".ld-post")


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_sign_in_never_leads_to_another_site(stranger: Visitor, people: Cast, following: str) -> None:
    given = {"username": "reviewer", "password": PASSWORD, "next": following}
    answer = stranger.client.post("/sign-in", data=given)
    assert answer.status_code == 303 and answer.headers["Location"] == "/"


def test_wrong_password_keeps_the_user_name_and_says_what_to_do(stranger: Visitor, people: Cast) -> None:
    page = stranger.post("/sign-in", username="reviewer", password="wrong", next="/inbox")
    assert page.status == 401 and "请检查后再试" in page.text("[role=alert]")
    assert page.fields("form.ld-form") == {"next": "/inbox", "username": "reviewer", "password": ""}


def test_guesser_is_told_how_long_to_wait(stranger: Visitor, people: Cast) -> None:
    pages = [stranger.post("/sign-in", username="reviewer", password="wrong") for _ in range(7)]
    assert pages[-1].status == 429 and "秒后再试" in pages[-1].text("[role=alert]")


def test_other_site_cannot_sign_a_browser_in(stranger: Visitor, people: Cast) -> None:
    given = {"username": "reviewer", "password": PASSWORD}
    answer = stranger.client.post("/sign-in", data=given, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403 and "Set-Cookie" not in answer.headers


def test_person_signs_out_and_is_a_stranger(visitor: Visitors) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open("/inbox")
    assert reviewer.send(page, 'form[action="/session/end"]').path == "/sign-in"
    assert reviewer.open("/inbox").path.startswith("/sign-in")


def test_person_with_two_posts_switches_between_them(visitor: Visitors, database: Database, people: Cast) -> None:
    with database.transaction() as session:
        post = identity.add_post(session, people.reviewer.person, people.primary_two.id, "nurse", valid_from=SINCE)
    reviewer = visitor("reviewer")
    page = reviewer.open("/inbox")
    assert "青石镇卫生院" in page.text("summary small")
    page = reviewer.send(page, 'form[action="/session/post"]', post=str(post))
    assert "滨江社区卫生服务中心" in page.text("summary small")


def test_switching_to_a_post_of_somebody_else_is_refused(visitor: Visitors, people: Cast) -> None:
    reviewer = visitor("reviewer")
    token = reviewer.open("/session").fields('form[action="/session/password"]')["csrf_token"]
    page = reviewer.post("/session/post", csrf_token=token, post=str(people.doctor.actor.post))
    assert page.status == 422


def test_person_changes_the_password_and_other_sessions_end(visitor: Visitors) -> None:
    here, elsewhere = visitor("reviewer"), visitor("reviewer")
    form = 'form[action="/session/password"]'
    page = here.send(here.open("/session"), form, current=PASSWORD, new=OTHER, again=OTHER)
    assert "密码已修改" in page.text(".ld-toast") and page.count(".ld-ck li") == 1
    assert elsewhere.open("/inbox").path.startswith("/sign-in")


@pytest.mark.parametrize(
    ("current", "new", "again", "wrong"),
    [("no", OTHER, OTHER, "current"), (PASSWORD, "short", "short", "new"), (PASSWORD, OTHER, "x", "again")],
)
def test_wrong_password_change_says_where(
    visitor: Visitors, current: str, new: str, again: str, wrong: str
) -> None:
    reviewer = visitor("reviewer")
    form = 'form[action="/session/password"]'
    page = reviewer.send(reviewer.open("/session"), form, current=current, new=new, again=again)
    assert page.status == 422 and page.count(".ld-f__e") == 1
    assert page.count(f"#{wrong}[aria-invalid]") == 1


def test_person_ends_another_session_of_theirs(visitor: Visitors) -> None:
    elsewhere, here = visitor("reviewer"), visitor("reviewer")
    page = here.open("/session")
    assert page.count(".ld-ck li") == 2
    page = here.send(page, ".ld-ck form")
    assert page.count(".ld-ck li") == 1 and elsewhere.open("/inbox").path.startswith("/sign-in")


def test_form_that_outlives_its_session_is_sent_after_signing_in_again(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open(f"/inbox/{review}")
    reviewer.client.delete_cookie("liandong")
    lost = reviewer.send(page, "#answer", decision="return", reason_code="incomplete", note="缺心电图")
    assert lost.status == 401 and "缺心电图" in lost.source
    back = reviewer.send(lost, "form.ld-form", username="reviewer", password=PASSWORD)
    assert "您写的内容还在" in back.text("h1")
    done = reviewer.send(back, "form[action$=complete]")
    assert "已办完：院内审核" in done.text(".ld-toast")


def test_form_that_another_site_posts_is_not_kept(stranger: Visitor, review: str) -> None:
    given = {"decision": "approve", "note": "planted"}
    headers = {"Accept": "text/html", "Origin": "https://evil.example"}
    page = Page(stranger.client.post(f"/inbox/{review}/complete", data=given, headers=headers))
    assert page.status == 401 and "planted" not in page.source


def test_page_of_another_session_is_sent_again_with_one_click(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open(f"/inbox/{review}")
    reviewer.sign_in("reviewer")
    stale = reviewer.send(page, "#answer", decision="return", reason_code="incomplete")
    assert stale.status == 403
    assert "已办完：院内审核" in reviewer.send(stale, "form[action$=complete]").text(".ld-toast")


class TestDemonstration:
    @pytest.fixture
    def settings(self, database_urls: Urls, tmp_path: object) -> Iterator[Settings]:
        made = settings_over(database_urls, tmp_path / "home", LIANDONG_DEMO="1")  # type: ignore[operator]
        accounts = [
            {"username": name, "password": PASSWORD, "name": name, "role": role}
            for name, role in (("doctor", "primary_doctor"), ("office", "referral_office"))
        ]
        (made.home / "demo-accounts.json").write_text(json.dumps(accounts))
        yield made

    def test_visitor_tries_an_account_with_one_click(self, stranger: Visitor, people: Cast) -> None:
        page = stranger.open("/sign-in")
        assert page.count("button[name=try]") == 2
        page = stranger.post("/sign-in", **{"try": "office"}, next="/inbox")
        assert people.office.actor.name in page.text(".ld-post")

    def test_only_offered_accounts_open_without_a_password(self, stranger: Visitor, people: Cast) -> None:
        assert stranger.post("/sign-in", **{"try": "reviewer"}).status == 401


def test_no_account_is_offered_outside_a_demonstration(app: Flask, stranger: Visitor, people: Cast) -> None:
    home = app.extensions["settings"].home
    (home / "demo-accounts.json").write_text(
        json.dumps([{"username": "doctor", "password": PASSWORD, "role": "x"}])
    )
    assert stranger.open("/sign-in").count("button[name=try]") == 0
    assert stranger.post("/sign-in", **{"try": "doctor"}).status == 401
