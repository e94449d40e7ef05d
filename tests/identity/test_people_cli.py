"""The command line for people and posts."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.db import Database
from app.foundation.identity import queries
from app.foundation.identity.cli import group
from tests.cast import Cast, sign_in

PASSPHRASE = "four quiet horses walk"


@pytest.fixture
def people(app: Flask) -> Any:
    def run(*arguments: str) -> Result:
        return app.test_cli_runner().invoke(group, list(arguments))

    return run


def test_administrator_adds_somebody_with_a_post_who_then_signs_in(
    people: Any, client: FlaskClient, cast: Cast
) -> None:
    assert people("add", "New.Doctor", "新来", "--password", PASSPHRASE).exit_code == 0
    given = people("post", "new.doctor", "T001", "specialist", "--department", "neurology", "--from", "2026-01-01")
    assert given.exit_code == 0, given.output
    body = client.post("/api/v1/session", json={"username": "new.doctor", "password": PASSPHRASE}).get_json()
    assert body["post"]["department"]["name"] == "神经内科"
    listed = people("list", "new.doctor").output
    assert "新来" in listed
    assert "specialist\t市第一医院" in listed


def test_mistakes_are_said_in_a_sentence_and_change_nothing(people: Any, cast: Cast) -> None:
    taken = people("add", "doctor", "重名", "--password", PASSPHRASE)
    weak = people("add", "somebody", "弱", "--password", "somebody1")
    unknown = people("post", "nobody", "T001", "nurse")
    place = people("post", "doctor", "X999", "nurse")
    department = people("post", "doctor", "P001", "nurse", "--department", "cardiology")
    assert [one.exit_code for one in (taken, weak, unknown, place, department)] == [1] * 5
    assert "已有人使用" in taken.output
    assert "10" in weak.output
    assert people("list", "somebody").output == ""


def test_administrator_deactivates_somebody_and_the_list_says_so(
    people: Any, client: FlaskClient, cast: Cast
) -> None:
    headers = sign_in(client, cast.doctor)
    assert people("deactivate", "doctor").exit_code == 0
    assert client.get("/api/v1/session", headers=headers).status_code == 401
    assert "已停用" in people("list", "林秀英").output
    assert people("deactivate", "doctor").exit_code == 1


def test_administrator_ends_a_post(people: Any, cast: Cast, database: Database) -> None:
    assert people("end-post", str(cast.doctor.actor.post)).exit_code == 0
    with database.reading() as session:
        assert queries.posts_of(session, cast.doctor.person) == []
        assert queries.institutions_of(session, cast.doctor.person) == [cast.primary.id]


def test_administrator_sets_a_password_and_sessions_end(people: Any, client: FlaskClient, cast: Cast) -> None:
    headers = sign_in(client, cast.doctor)
    assert people("password", "doctor", "--password", PASSPHRASE).exit_code == 0
    assert client.get("/api/v1/session", headers=headers).status_code == 401
    answer = client.post("/api/v1/session", json={"username": "doctor", "password": PASSPHRASE})
    assert answer.status_code == 201
