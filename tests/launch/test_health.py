"""What supervisors and load balancers are told."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.config import Settings
from app.db import Database
from app.factory import create_app
from app.foundation.timekeeping.worker import beat


def test_readyz_without_worker_says_so(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] == "ok"
    assert answer.json["migrations"] == "ok"
    assert answer.json["worker"] == "silent"


def test_readyz_with_beating_worker_is_ok(client: FlaskClient, settings: Settings) -> None:
    database = Database(settings.database_url)
    beat(database, "a-worker")
    database.close()
    assert client.get("/readyz").status_code == 200


def test_health_without_database_lives_but_is_not_ready(settings: Settings) -> None:
    nowhere = Settings(**{**vars(settings), "database_url": "postgresql+psycopg://nobody@127.0.0.1:1/none"})
    app = create_app(nowhere)
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] == "unreachable"
    app.extensions["database"].close()
