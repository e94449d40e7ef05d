"""What the logs say, and what they never say."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app import logs
from app.config import Settings

PHONE = "13800138000"


@contextmanager
def production_logs() -> Iterator[None]:
    """Logging as in production, put back afterwards."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    development = Settings.read({"LIANDONG_HOME": "/nonexistent"})
    logs.configure(dataclasses.replace(development, mode="production"))
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.fixture
def site() -> Flask:
    app = Flask("logged")
    logs.follow_requests(app)

    @app.get("/patients/<name>")
    def patient(name: str) -> str:
        structlog.get_logger().info("looked_up")
        return name

    return app


def test_request_is_logged_by_its_route_with_the_id_that_the_caller_sees(
    site: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    with production_logs():
        site.test_client().get(f"/patients/张三?phone={PHONE}", headers={"X-Request-Id": "request-0001"})
    said = lines(capsys)
    assert [line["event"] for line in said] == ["looked_up", "request"]
    assert {line["request_id"] for line in said} == {"request-0001"}
    assert said[1]["route"] == "/patients/<name>"
    assert said[1]["status"] == 200
    assert PHONE not in json.dumps(said, ensure_ascii=False)
    assert "张三" not in json.dumps(said, ensure_ascii=False)


def test_failed_statement_is_logged_without_the_row_it_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    quoting = IntegrityError("INSERT", {"phone": PHONE}, ValueError(f"Key (phone)=({PHONE}) already exists"))
    with production_logs():
        try:
            raise quoting
        except IntegrityError:
            structlog.get_logger().exception("unforeseen")
    (line,) = lines(capsys)
    assert line["error"] == "IntegrityError"
    assert line["reason"] == "ValueError"
    assert any("test_logs.py" in str(place) for place in line["trace"])  # type: ignore[attr-defined]
    assert PHONE not in json.dumps(line)


def test_other_failures_keep_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    with production_logs():
        try:
            raise RuntimeError("the queue is full")
        except RuntimeError:
            logging.getLogger("library").exception("failed")
    (line,) = lines(capsys)
    assert line["reason"] == "the queue is full"
    assert line["logger"] == "library"
