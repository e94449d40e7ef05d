"""Signing in, acting in a post, and everything that ends a session."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.db import Database
from app.foundation.identity import queries, service, sessions
from tests.cast import PASSWORD, Cast, assemble, sign_in


@pytest.fixture
def database(app: Flask) -> Database:
    return app.extensions["database"]


@pytest.fixture
def cast(database: Database) -> Cast:
    return assemble(database)


def test_doctor_signs_in_and_reads_who_they_are(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/api/v1/session", json={"username": "Doctor", "password": PASSWORD})
    body = answer.get_json()
    assert answer.status_code == 201
    assert body["person"] == {"id": str(cast.doctor.person), "name": "林秀英"}
    assert body["post"]["role"] == "primary_doctor"
    assert body["post"]["institution"]["name"] == "青石镇卫生院"
    headers = {"Authorization": f"Bearer {body['token']}"}
    assert client.get("/api/v1/session", headers=headers).get_json()["post"] == body["post"]
