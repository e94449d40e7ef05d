"""A stranger signs in to the demonstration city and looks around; docs/screenshots shows what they see.

`LIANDONG_PICTURES=1 make test ARGS=tests/demo` keeps the pictures.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server

from app.demo import stories
from app.demo.stories import Chapter
from app.launch.postgres import Urls
from tests.demo.test_city import installation, make
from tests.pages_inbox.conftest import context

__all__ = ["context", "installation"]
SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
CITY = (
    Chapter(stories.awaiting_triage, 5, 1.2, 0.1),
    Chapter(stories.awaiting_triage, 1, 0.1, 0.05, green=True),
    Chapter(stories.accepted, 2, 0.6, 0.35),
    Chapter(stories.completed, 2, 40, 30),
)
LOOKS = (
    ("inbox", "t01.referral_office.2", "/inbox?tab=groups"),
    ("referrals", "p001.primary_doctor.1", "/referrals"),
)


@pytest.fixture
def address(installation: Flask, database_urls: Urls) -> Iterator[str]:
    """The demonstration behind a real socket."""
    make(installation, database_urls, CITY)
    server = make_server("127.0.0.1", 0, installation, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
def test_stranger_signs_in_and_sees_the_city_at_work(
    address: str, context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    target = SCREENSHOTS if os.environ.get("LIANDONG_PICTURES") else tmp_path
    target.mkdir(exist_ok=True)
    for name, username, path in LOOKS:
        page = context().new_page()
        enter(page, address, username)
        page.goto(address + path)
        rows = page.locator("main a[href^='/inbox/'], main a[href^='/referrals/0']")
        assert rows.count() > 0, f"{name} shows nothing"
        if name == "inbox":
            rows.first.click()
        page.screenshot(path=target / f"{name}.png")
        assert (target / f"{name}.png").stat().st_size > 20_000


def enter(page: Page, address: str, username: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", "liandong-2026")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/inbox*")
