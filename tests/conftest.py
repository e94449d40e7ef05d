"""What every test may ask for: a database of its own, settings, the application, a client."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from app.config import Settings
from app.launch.postgres import Urls
from tests import chromium, database

HOME = pytest.StashKey[Path]()
ENVIRONMENT = {
    "LIANDONG_MODE": "test",
    "SECRET_KEY": "a-secret-that-only-the-tests-know",
    "LIANDONG_DATA_KEY": "dGhlLXRlc3RzLWtleS1mb3Itc2Vuc2l0aXZlLWNvbHM",
    "LIANDONG_INDEX_KEY": "dGhlLXRlc3RzLWtleS1mb3ItdGhlLWJsaW5kLWluZGU",
}


def pytest_configure(config: pytest.Config) -> None:
    # The library's own default draws every traceback with all local variables, which takes seconds.
    structlog.configure(processors=[structlog.stdlib.add_log_level, structlog.processors.KeyValueRenderer()])
    worker = getattr(config, "workerinput", None)
    config.stash[HOME] = Path(worker["database_home"]) if worker else database.reserve_home()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell each process of a parallel run where the run's server is."""
    node.workerinput["database_home"] = str(node.config.stash[HOME])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and HOME in config.stash:
        database.remove(config.stash[HOME])


@pytest.fixture(scope="session")
def template_urls(pytestconfig: pytest.Config) -> Urls:
    """The migrated, empty database; tests must not connect to it, or nobody can clone it."""
    return database.template(pytestconfig.stash[HOME])


@pytest.fixture
def database_urls(template_urls: Urls) -> Iterator[Urls]:
    """A fresh, migrated, empty database for one test."""
    with database.clone(template_urls) as urls:
        yield urls


@pytest.fixture(scope="module")
def module_database_urls(template_urls: Urls) -> Iterator[Urls]:
    """A migrated database that the tests of one module share, for those that only read or keep apart by ids."""
    with database.clone(template_urls) as urls:
        yield urls


@pytest.fixture
def settings(database_urls: Urls, tmp_path: Path) -> Settings:
    """Settings of a test installation over `database_urls`, with the demonstration's movable clock."""
    return settings_over(database_urls, tmp_path / "home")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application; its connections are closed afterwards."""
    from app.factory import create_app  # here, for it imports every feature and most tests need none

    application = create_app(settings)
    yield application
    application.extensions["database"].close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium without a window; pages of their own are made with `browser.new_page()`."""
    program = chromium.find()
    if program is None:
        pytest.fail("there is no Chromium: run the suite by `make test`, which installs one")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=program, args=list(chromium.FLAGS), env={**os.environ, **chromium.environment(program)}
        )
        yield launched
        launched.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Calls the application without a socket."""
    return app.test_client()


def settings_over(urls: Urls, home: Path, **more: str) -> Settings:
    """Test settings for a given database and home; `more` are environment variables."""
    home.mkdir(exist_ok=True)
    return Settings.read({**ENVIRONMENT, **urls.settings(), "LIANDONG_HOME": str(home), **more})
