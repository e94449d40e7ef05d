"""Browsers without and with a screen, in an installation where a referral waits for its internal review."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from tests.cast import Cast, cast, database, database_urls, settled
from tests.hands import Hand, hands
from tests.pages_inbox.visitor import Visitor
from tests.referrals.conftest import answers, doctor, patient

__all__ = ["answers", "cast", "database", "database_urls", "doctor", "hands", "patient", "settled"]


@pytest.fixture
def people(cast: Cast) -> Cast:
    """The cast is in the database already."""
    return cast


@pytest.fixture
def referral(doctor: Hand, patient: str, answers: dict[str, Any]) -> str:
    """A referral that was sent; its id."""
    body = {"process": "upward_referral", "patient": patient, "answers": answers, "send": True}
    return str(doctor.ok("/referrals", body)["id"])


@pytest.fixture
def review(doctor: Hand, referral: str) -> str:
    """The id of the referral's internal review, which waits for the reviewer."""
    return doctor.open(referral)["internal_review"]


@pytest.fixture
def visitor(app: Flask) -> Callable[[str], Visitor]:
    """`visitor("reviewer")`: that member of the cast at a browser without scripts, signed in."""

    def signed_in(name: str) -> Visitor:
        return Visitor(app.test_client()).sign_in(name)

    return signed_in


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Nobody in particular."""
    return Visitor(app.test_client())


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`context(java_script_enabled=False)`: a Chinese browser on a desk."""
    made: list[BrowserContext] = []

    def opened(**more: Any) -> BrowserContext:
        more.setdefault("viewport", {"width": 1440, "height": 900})
        made.append(browser.new_context(locale="zh-CN", **more))
        made[-1].set_default_timeout(10_000)
        return made[-1]

    yield opened
    for one in made:
        one.close()
