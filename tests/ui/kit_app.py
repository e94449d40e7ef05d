"""A small application that carries nothing but the look."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from app import problems, web
from app.ui.frame import Frame
from app.ui.pages import blueprint
from app.ui.view import init_ui

NOW = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)


def make(frame: Frame | None = None) -> Flask:
    """Headers, problems, look, component page."""
    app = Flask("app", static_folder=None)
    web.harden(app)
    problems.install(app)
    init_ui(app, frame=lambda: frame, now=lambda: NOW)
    app.register_blueprint(blueprint)
    return app
