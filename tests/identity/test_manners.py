"""How the session API answers what it cannot read."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.cast import Cast, sign_in


def test_program_that_sends_no_json_gets_400(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/api/v1/session", data=b"{not json", content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_program_that_leaves_a_field_out_is_told_which(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/api/v1/session", json={"username": "doctor"})
    assert answer.status_code == 422
    assert [one["path"] for one in answer.get_json()["fields"]] == ["password"]


def test_program_that_sends_a_list_or_a_wrong_type_gets_422(client: FlaskClient, cast: Cast) -> None:
    for body in (
        [],
        {"username": ["doctor"], "password": "x"},
        {"username": "doctor", "password": "x", "post": "y"},
    ):
        assert client.post("/api/v1/session", json=body).status_code == 422


def test_hostile_search_text_is_only_text(client: FlaskClient, cast: Cast) -> None:
    headers = sign_in(client, cast.doctor)
    for path in ("institutions", "departments", "doctors", "icd10", "patients", "services"):
        for text in ("'; DROP TABLE person; --", "%" * 500, "\\", "\x00", "🩺" * 300):
            answer = client.get(f"/api/v1/{path}", query_string={"q": text}, headers=headers)
            assert answer.status_code in (200, 400, 422), (path, text, answer.status_code)
