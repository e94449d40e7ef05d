"""Whoever watches the installation reads figures, and nothing about people."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from flask import Flask

from app.clock import now
from app.foundation.timekeeping.service import schedule


def test_watcher_reads_requests_by_route(app: Flask) -> None:
    client = app.test_client()
    client.get("/api/v1/tasks/01a20ec7-81ca-7000-8000-000000000000")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'liandong_requests_total{method="GET",route="/api/v1/tasks/<which>",status="401"} 1.0' in text
    assert "01a20ec7" not in text


def test_watcher_sees_how_late_the_sweeper_is(app: Flask) -> None:
    with app.extensions["database"].transaction() as session:
        schedule(session, "case.timer", uuid4(), now(session) - timedelta(minutes=3))
    text = app.test_client().get("/metrics").get_data(as_text=True)
    assert 'liandong_due{kind="case.timer"} 1.0' in text
    late = next(
        line for line in text.splitlines() if line.startswith('liandong_due_late_seconds{kind="case.timer"}')
    )
    assert 180 <= float(late.rsplit(" ", 1)[1]) < 240
    assert "liandong_workers 0.0" in text
