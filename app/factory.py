"""The composition root: the only place that knows every feature."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api, Blueprint

from app import health, logs, problems, web
from app.care.patients import vault
from app.config import Settings
from app.db import Database

# Largest body of a plain request; uploads have a limit of their own (documents).
LARGEST_BODY = 32 * 1024 * 1024


class OpenApi(Api):  # type: ignore[misc]  # flask-smorest carries no types
    """flask-smorest without its own error format: `app.problems` is the only one."""

    def _register_error_handlers(self) -> None:
        return


def create_app(settings: Settings) -> Flask:
    """The web application for these settings, with every feature registered."""
    app = Flask("app", static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["settings"] = settings
    app.extensions["database"] = Database(settings.database_url)
    vault.install(settings.data_key, settings.index_key)
    logs.follow_requests(app)
    web.harden(app)
    problems.install(app)
    app.register_blueprint(health.blueprint)
    api = OpenApi(app)
    for blueprint in blueprints():
        api.register_blueprint(blueprint)
    return app


def blueprints() -> list[Blueprint]:
    """The API of every feature."""
    from app.care.consents.api import blueprint as consents
    from app.care.patients.api import blueprint as patients
    from app.foundation.documents.api import blueprint as documents
    from app.foundation.identity.api import blueprint as identity
    from app.foundation.network.api import blueprint as network
    from app.foundation.terminology.api import blueprint as terminology

    return [identity, network, terminology, documents, patients, consents]


def _flask_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "JSON_SORT_KEYS": False,
        "API_TITLE": "Liandong 联动",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
    }
