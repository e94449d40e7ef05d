"""Signing in, acting in a post, and everything that ends a session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from app.config import Settings
from app.db import Database, InstallationClock
from app.factory import create_app
from app.foundation.identity import passwords, queries, service, sessions, throttle
from tests.cast import PASSWORD, Cast, Member, sign_in

NEW = "another long passphrase"


def post_session(client: FlaskClient, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/api/v1/session", json={"username": username, "password": password, **more})


def test_doctor_signs_in_and_reads_who_they_are(client: FlaskClient, cast: Cast) -> None:
    answer = post_session(client, "Doctor")
    body = answer.get_json()
    assert answer.status_code == 201
    assert body["person"] == {"id": str(cast.doctor.person), "name": "林秀英"}
    assert body["post"]["role"] == "primary_doctor"
    assert body["post"]["institution"] == {"id": str(cast.primary.id), "name": "青石镇卫生院"}
    client.delete_cookie("liandong")
    read = client.get("/api/v1/session", headers={"Authorization": f"Bearer {body['token']}"}).get_json()
    assert (read["person"], read["post"], read["posts"]) == (body["person"], body["post"], body["posts"])


@pytest.mark.parametrize("username", ["doctor", "nobody", "gone"])
def test_stranger_with_wrong_password_gets_one_answer_whoever_is_named(
    client: FlaskClient, cast: Cast, database: Database, username: str
) -> None:
    with database.transaction() as session:
        person = service.add_person(session, name="离职", username="gone", password=PASSWORD, cost=passwords.LIGHT)
        service.deactivate_person(session, person)
    answer = post_session(client, username, PASSWORD if username == "gone" else "wrong")
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "sign_in_failed"


def test_stranger_asks_without_or_with_invented_token_and_is_refused(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/api/v1/institutions").status_code == 401
    assert client.get("/api/v1/institutions", headers={"Authorization": "Bearer x"}).status_code == 401
    assert client.get("/api/v1/institutions", headers={"Authorization": "Basic eDp5"}).status_code == 401


def test_person_without_post_is_told_so(client: FlaskClient, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        service.add_person(session, name="待岗", username="idle", password=PASSWORD, cost=passwords.LIGHT)
    answer = post_session(client, "idle")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "no_post")


def test_guesser_is_slowed_down_and_the_right_password_too_until_the_wait_is_over(
    client: FlaskClient, cast: Cast
) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        assert [post_session(client, "doctor", "wrong").status_code for _ in range(5)] == [401] * 5
        refused = post_session(client, "doctor")
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "30"
        assert post_session(client, "doctor_two").status_code == 201
        clock.move_to(start + timedelta(seconds=31))
        assert post_session(client, "doctor").status_code == 201
        assert post_session(client, "doctor", "wrong").status_code == 401


def test_guesser_waits_twice_as_long_after_each_failure(client: FlaskClient, cast: Cast) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(5):
            post_session(client, "doctor", "wrong")
        clock.shift(31)
        assert post_session(client, "doctor", "wrong").status_code == 401
        assert post_session(client, "doctor").headers["Retry-After"] == "60"


def test_guesser_of_many_names_is_slowed_down_by_address(client: FlaskClient, cast: Cast) -> None:
    answers = [post_session(client, f"guess{number}", "wrong").status_code for number in range(101)]
    assert answers == [401] * 100 + [429]


def test_nobody_is_slowed_down_by_signing_in_rightly(client: FlaskClient, cast: Cast) -> None:
    assert {post_session(client, "doctor").status_code for _ in range(12)} == {201}


def test_person_with_two_posts_chooses_and_switches(client: FlaskClient, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        second = service.add_post(session, cast.doctor.person, cast.secondary.id, "nurse")
    body = post_session(client, "doctor", post=str(second)).get_json()
    assert body["post"]["role"] == "nurse"
    assert [one["role"] for one in body["posts"]] == ["primary_doctor", "nurse"]
    client.delete_cookie("liandong")
    headers = {"Authorization": f"Bearer {body['token']}"}
    first = body["posts"][0]["id"]
    assert client.put("/api/v1/session", json={"post": first}, headers=headers).get_json()["post"]["id"] == first
    assert client.get("/api/v1/session", headers=headers).get_json()["post"]["id"] == first


def test_person_cannot_act_in_somebody_elses_post(client: FlaskClient, cast: Cast) -> None:
    foreign = str(cast.auditor.actor.post)
    assert post_session(client, "doctor", post=foreign).status_code == 422
    answer = client.put("/api/v1/session", json={"post": foreign}, headers=sign_in(client, cast.doctor))
    assert (answer.status_code, answer.get_json()["fields"][0]["path"]) == (422, "post")


def test_person_signs_out_and_the_token_is_dead(client: FlaskClient, cast: Cast) -> None:
    headers = sign_in(client, cast.doctor)
    assert client.delete("/api/v1/session", headers=headers).status_code == 204
    assert client.get("/api/v1/session", headers=headers).status_code == 401


def test_person_revokes_another_of_their_sessions_but_not_a_strangers(client: FlaskClient, cast: Cast) -> None:
    first, second, stranger = (sign_in(client, one) for one in (cast.doctor, cast.doctor, cast.specialist))
    rows = client.get("/api/v1/sessions", headers=second).get_json()["items"]
    other = next(row["id"] for row in rows if not row["current"])
    assert client.delete(f"/api/v1/sessions/{other}", headers=stranger).status_code == 404
    assert client.get("/api/v1/session", headers=first).status_code == 200
    assert client.delete(f"/api/v1/sessions/{other}", headers=second).status_code == 204
    assert client.get("/api/v1/session", headers=first).status_code == 401


def test_session_ends_by_age_and_by_idleness(client: FlaskClient, cast: Cast) -> None:
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        headers = sign_in(client, cast.doctor)
        idle = sign_in(client, cast.doctor)
        for hour in range(3, 12, 3):
            clock.move_to(start + timedelta(hours=hour))
            assert client.get("/api/v1/session", headers=headers).status_code == 200
        assert client.get("/api/v1/session", headers=idle).status_code == 401
        clock.move_to(start + timedelta(hours=12))
        assert client.get("/api/v1/session", headers=headers).status_code == 401


def test_session_ends_when_its_post_ends_by_the_installations_clock(
    client: FlaskClient, cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        until = datetime.now(UTC) + timedelta(days=1)
        post = service.add_post(session, cast.doctor.person, cast.secondary.id, "nurse", valid_to=until)
    body = post_session(client, "doctor", post=str(post)).get_json()
    client.delete_cookie("liandong")
    headers = {"Authorization": f"Bearer {body['token']}"}
    assert client.get("/api/v1/session", headers=headers).status_code == 200
    with database.transaction() as session:
        session.add(InstallationClock(ahead=timedelta(days=2)))
    assert client.get("/api/v1/session", headers=headers).status_code == 401


def test_deactivated_person_is_out_at_once_and_hooks_hear_of_it(
    client: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(service, "_hooks", [lambda _session, person, post: heard.append((person, post))])
    headers = sign_in(client, cast.doctor)
    with database.transaction() as session:
        service.deactivate_person(session, cast.doctor.person)
    assert client.get("/api/v1/session", headers=headers).status_code == 401
    assert heard == [(cast.doctor.person, None)]


def test_ended_post_closes_its_sessions_and_hooks_hear_of_it(
    client: FlaskClient, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(service, "_hooks", [lambda _session, person, post: heard.append((person, post))])
    headers = sign_in(client, cast.doctor)
    with database.transaction() as session:
        service.end_post(session, cast.doctor.actor.post)
    assert client.get("/api/v1/session", headers=headers).status_code == 401
    assert heard == [(cast.doctor.person, cast.doctor.actor.post)]


def test_person_changes_password_and_other_sessions_end(client: FlaskClient, cast: Cast) -> None:
    other, headers = sign_in(client, cast.doctor), sign_in(client, cast.doctor)
    path = "/api/v1/session/password"
    wrong = client.post(path, json={"current": "no", "new": NEW}, headers=headers)
    assert (wrong.status_code, wrong.get_json()["fields"][0]["path"]) == (422, "current")
    weak = client.post(path, json={"current": PASSWORD, "new": "doctor"}, headers=headers)
    assert (weak.status_code, weak.get_json()["fields"][0]["path"]) == (422, "new")
    assert client.post(path, json={"current": PASSWORD, "new": NEW}, headers=headers).status_code == 204
    assert client.get("/api/v1/session", headers=other).status_code == 401
    assert client.get("/api/v1/session", headers=headers).status_code == 200
    assert post_session(client, "doctor").status_code == 401
    assert post_session(client, "doctor", NEW).status_code == 201


def test_request_is_authenticated_with_one_statement(client: FlaskClient, cast: Cast, database: Database) -> None:
    headers = sign_in(client, cast.doctor)
    client.get("/api/v1/consent-texts", headers=headers)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert client.get("/api/v1/consent-texts", headers=headers).status_code == 200
    assert len(said) == 1, said


def test_password_is_kept_as_argon2id_and_token_as_digest(
    client: FlaskClient, cast: Cast, database: Database
) -> None:
    token = sign_in(client, cast.doctor)["Authorization"].removeprefix("Bearer ")
    with database.reading() as session:
        hashes = session.execute(text("SELECT password_hash FROM account")).scalars().all()
        kept = session.execute(text("SELECT token_hash FROM sign_in")).scalars().all()
    assert all(one.startswith("$argon2id$") for one in hashes)
    assert token.encode() not in b"".join(map(bytes, kept))


def test_weak_hash_becomes_strong_at_the_next_sign_in(cast: Cast, database: Database, settings: Settings) -> None:
    from app.foundation.identity.sessions import Origin
    from app.foundation.identity.sessions import sign_in as enter

    enter(database, "doctor", PASSWORD, origin=Origin("here"), cost=passwords.STRONG)
    with database.reading() as session:
        found = queries.account(session, "doctor")
    assert found is not None
    assert not passwords.outdated(found[0].password_hash, passwords.STRONG)
    assert passwords.matches(found[0].password_hash, PASSWORD)


def test_old_attempts_and_sessions_are_forgotten_and_young_ones_kept(
    client: FlaskClient, cast: Cast, database: Database
) -> None:
    sign_in(client, cast.doctor)
    post_session(client, "doctor", "wrong")
    ages = [(timedelta(0), (0, 0)), (timedelta(minutes=16), (2, 0)), (timedelta(days=31), (2, 1))]
    for age, expected in ages:
        with time_machine.travel(datetime.now(UTC) + age), database.reading() as session:
            assert (throttle.forget_old(session), sessions.forget_old(session)) == expected


class TestBrowser:
    """What a browser does with its cookie."""

    def test_browser_gets_a_cookie_that_scripts_cannot_read(self, client: FlaskClient, cast: Cast) -> None:
        cookie = post_session(client, "doctor").headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert client.get("/api/v1/session").status_code == 200

    def test_browser_changes_nothing_without_its_own_csrf_token(self, client: FlaskClient, cast: Cast) -> None:
        post_session(client, "doctor_two")
        strangers = client.get("/api/v1/session").get_json()["csrf_token"]
        post_session(client, "doctor")
        own = client.get("/api/v1/session").get_json()["csrf_token"]
        refused = [
            client.delete("/api/v1/session"),
            client.delete("/api/v1/session", headers={"X-CSRF-Token": strangers}),
        ]
        assert [(one.status_code, one.get_json()["code"]) for one in refused] == [(403, "csrf")] * 2
        assert client.delete("/api/v1/session", headers={"X-CSRF-Token": own}).status_code == 204
        assert client.get("/api/v1/session").status_code == 401

    def test_form_field_carries_the_token_too(self, client: FlaskClient, cast: Cast) -> None:
        post_session(client, "doctor")
        own = client.get("/api/v1/session").get_json()["csrf_token"]
        assert client.delete("/api/v1/session", data={"csrf_token": own}).status_code == 204

    def test_production_cookie_is_tied_to_host_and_https(self, settings: Settings, cast: Cast) -> None:
        from dataclasses import replace

        app: Flask = create_app(replace(settings, mode="production"))
        cookie = post_session(app.test_client(), "doctor").headers["Set-Cookie"]
        app.extensions["database"].close()
        assert cookie.startswith("__Host-liandong=")
        assert "Secure" in cookie


def test_every_member_of_the_cast_signs_in_with_the_role_they_have(client: FlaskClient, cast: Cast) -> None:
    members: list[Member] = list(cast.people.values())
    roles = {one.actor.role for one in members}
    assert roles == set(service.ROLES)
    for one in members:
        headers = sign_in(client, one)
        assert client.get("/api/v1/session", headers=headers).get_json()["post"]["role"] == one.actor.role
