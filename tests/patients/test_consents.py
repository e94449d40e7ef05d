"""Consents: recorded with the text in force, read, withdrawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.care.consents import service
from app.care.consents.bindings import ConsentPlace
from app.care.patients import service as patients
from app.db import Database, new_id
from app.errors import Invalid
from tests.access.making import case, party
from tests.cast import Cast, sign_in


@pytest.fixture
def patient(cast: Cast, database: Database) -> UUID:
    with database.transaction() as session:
        return patients.add(session, patients.Given(name="同意", sex="1"), institution=cast.primary.id)


@pytest.fixture
def case_id(cast: Cast, database: Database, patient: UUID) -> UUID:
    with database.transaction() as session:
        made = case(session, cast.doctor, subject=patient)
        party(session, made, cast.primary.id, capacity="sender")
        return made


def sign(database: Database, cast: Cast, case_id: UUID, patient: UUID, **values: Any) -> None:
    with database.transaction() as session:
        ConsentPlace().write(session, case_id, patient, {"decision": "agree", **values}, cast.doctor.actor)


def test_signed_form_is_kept_with_the_text_and_the_signer(
    client: FlaskClient, cast: Cast, database: Database, case_id: UUID, patient: UUID
) -> None:
    sign(database, cast, case_id, patient, signer="赖家属", relation="spouse", signed_at="2026-03-01T09:00")
    headers = sign_in(client, cast.doctor)
    (row,) = client.get(f"/api/v1/patients/{patient}/consents", headers=headers).get_json()["items"]
    assert (row["signer"], row["relation"], row["decision"]) == ("赖家属", "spouse", "agree")
    assert row["text_version"] == service.TEXTS["referral"]["version"]
    assert row["signed_at"] == "2026-03-01T01:00:00+00:00"
    with database.reading() as session:
        assert ConsentPlace().read(session, case_id, patient)["signed_at"] == "2026-03-01T09:00:00+08:00"


def test_form_sent_again_makes_a_new_record_and_the_old_one_stays(
    cast: Cast, database: Database, case_id: UUID, patient: UUID
) -> None:
    sign(database, cast, case_id, patient, signer="甲", risks="出血")
    sign(database, cast, case_id, patient, signer="乙")
    with database.reading() as session:
        rows = service.of_patient(session, cast.doctor.actor, patient)
        latest = service.of_case(session, case_id)
    assert [row.signer for row in rows] == ["乙", "甲"]
    assert latest is not None
    assert (latest.signer, latest.risks) == ("乙", "出血")


def test_form_without_consent_answers_records_nothing(
    cast: Cast, database: Database, case_id: UUID, patient: UUID
) -> None:
    with database.transaction() as session:
        ConsentPlace().write(session, case_id, patient, {"relation": None, "limited": False}, cast.doctor.actor)
        assert service.of_case(session, case_id) is None
        with pytest.raises(Invalid):
            ConsentPlace().write(session, case_id, None, {"decision": "agree"}, cast.doctor.actor)


def test_refusal_covers_nobody_and_limited_consent_one_institution(
    cast: Cast, database: Database, case_id: UUID, patient: UUID
) -> None:
    here, there = cast.secondary.id, cast.tertiary.id
    with database.transaction() as session:
        assert not service.covers(session, case_id, here)
        service.record(session, cast.doctor.actor, service.Given(patient, "refuse", case_id=case_id))
        assert not service.covers(session, case_id, here)
    with database.transaction() as session:
        given = service.Given(patient, "agree", case_id=case_id, limited=True, recipient=here)
        service.record(session, cast.doctor.actor, given)
        assert service.covers(session, case_id, here)
        assert not service.covers(session, case_id, there)
    sign(database, cast, case_id, patient, limited=False)
    with database.reading() as session:
        assert service.covers(session, case_id, there)


def test_patient_takes_it_back_once_and_it_covers_nobody_any_more(
    client: FlaskClient, cast: Cast, database: Database, case_id: UUID, patient: UUID
) -> None:
    sign(database, cast, case_id, patient)
    headers = sign_in(client, cast.doctor)
    (row,) = client.get(f"/api/v1/patients/{patient}/consents", headers=headers).get_json()["items"]
    path = f"/api/v1/consents/{row['id']}"
    tag = client.get(path, headers=headers).headers["ETag"]
    withdraw = f"{path}/withdraw"
    assert client.post(withdraw, json={}, headers=headers).status_code == 428
    done = client.post(withdraw, json={"reason": "改变主意"}, headers={**headers, "If-Match": tag})
    assert done.status_code == 200
    assert done.get_json()["withdrawn_at"]
    again = client.post(withdraw, json={}, headers={**headers, "If-Match": tag})
    assert again.status_code == 409
    assert again.get_json()["at"]
    with database.reading() as session:
        assert not service.covers(session, case_id, cast.secondary.id)


def test_foreign_consent_is_answered_like_none(
    client: FlaskClient, cast: Cast, database: Database, case_id: UUID, patient: UUID
) -> None:
    sign(database, cast, case_id, patient)
    with database.reading() as session:
        own = service.of_case(session, case_id)
    assert own is not None
    stranger = {**sign_in(client, cast.other_doctor), "If-Match": "*"}
    for which in (own.id, new_id(), "x"):
        assert client.get(f"/api/v1/consents/{which}", headers=stranger).status_code == 404
        assert client.post(f"/api/v1/consents/{which}/withdraw", json={}, headers=stranger).status_code == 404
