"""The application with the cast, and hands that act in it over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import Database
from tests import cast


class Hand:
    """One signed-in member of the cast."""

    def __init__(self, client: FlaskClient, member: cast.Member) -> None:
        self.client = client
        self.member = member
        self.headers = cast.sign_in(client, member)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **headers})

    def read(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def post(self, path: str, body: Any = None, *, etag: str | None = None, key: str | None = "") -> TestResponse:
        return self._send("POST", path, body, etag, key)

    def put(self, path: str, body: Any, *, etag: str | None = None) -> TestResponse:
        return self._send("PUT", path, body, etag, None)

    def ok(self, path: str, body: Any = None, *, etag: str | None = None) -> Any:
        answer = self.post(path, body, etag=etag)
        assert answer.status_code in (200, 201), answer.get_data(as_text=True)
        return answer.get_json()

    def tag(self, path: str) -> str:
        return self.get(path).headers["ETag"]

    def publish(self, key: str, files: Mapping[str, str]) -> Any:
        return self.ok(f"/definitions/{key}/versions", {"files": files, "note": "test"})

    def begin(self, key: str, **variables: Any) -> str:
        return str(self.ok("/cases", {"process": key, "variables": variables})["id"])

    def open(self, case: str) -> dict[str, str]:
        """Open tasks by element."""
        return {one["element"]: one["id"] for one in self.read(f"/cases/{case}")["open_tasks"]}

    def do(self, task: str, **answers: Any) -> TestResponse:
        return self.post(f"/tasks/{task}/complete", {"answers": answers}, etag=self.tag(f"/tasks/{task}"))

    def variables(self, case: str) -> Any:
        return self.read(f"/cases/{case}/variables")["variables"]

    def _send(self, method: str, path: str, body: Any, etag: str | None, key: str | None) -> TestResponse:
        headers = dict(self.headers)
        if key is not None:
            headers["Idempotency-Key"] = key or str(uuid4())
        if etag is not None:
            headers["If-Match"] = etag
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)


@pytest.fixture
def database(app: Flask) -> Database:
    return app.extensions["database"]


@pytest.fixture
def people(database: Database) -> cast.Cast:
    return cast.assemble(database)


@pytest.fixture
def hands(app: Flask, people: cast.Cast) -> Any:
    """`hands("doctor")`: that member's hand."""
    made: dict[str, Hand] = {}

    def hand(name: str) -> Hand:
        if name not in made:
            made[name] = Hand(app.test_client(), getattr(people, name))
        return made[name]

    return hand


@pytest.fixture
def designer(hands: Any) -> Hand:
    return hands("designer")
