"""Registering, finding, reading and changing patients."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from app.care.patients import queries, service, topics
from app.care.patients.bindings import PatientPlace
from app.care.patients.pickers import PatientPicker
from app.db import Database, new_id
from app.engine.topics import TopicCall
from app.foundation.identity.actor import ROLES
from tests.access.making import case, party
from tests.cast import Cast, Member, sign_in

RESIDENT = "11010519491231002X"
PHONE = "13812345678"
PERSON: dict[str, Any] = {
    "name": "赖建华",
    "sex": "2",
    "birth_date": "1949-12-31",
    "phone": PHONE,
    "address": "龙溪县青石镇人民路 8 号",
    "district": "龙溪县",
    "identifiers": [{"kind": "resident_id", "value": RESIDENT}],
}


def register(client: FlaskClient, headers: dict[str, str], **more: Any) -> Any:
    return client.post("/api/v1/patients", json={**PERSON, **more}, headers=headers)


@pytest.fixture
def headers(client: FlaskClient, cast: Cast) -> dict[str, str]:
    return sign_in(client, cast.doctor)


def found(client: FlaskClient, headers: dict[str, str], q: str) -> list[str]:
    answer = client.get("/api/v1/patients", query_string={"q": q}, headers=headers)
    assert answer.status_code == 200
    return [one["name"] for one in answer.get_json()["items"]]


def test_doctor_registers_a_patient_and_reads_them_masked(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = register(client, headers)
    assert answer.status_code == 201
    body = answer.get_json()
    read = client.get(f"/api/v1/patients/{body['id']}", headers=headers)
    assert read.get_json() == body
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert body["phone"] == "138****5678"
    assert body["identifiers"] == [{"kind": "resident_id", "masked": "110*************2X"}]
    assert RESIDENT not in read.get_data(as_text=True)
    assert "人民路" not in read.get_data(as_text=True)


@pytest.mark.parametrize("q", ["赖建华", "建华", "laijian", "ljh", RESIDENT, RESIDENT.lower(), PHONE])
def test_doctor_finds_a_patient_by_name_sound_identifier_and_phone(
    client: FlaskClient, headers: dict[str, str], q: str
) -> None:
    register(client, headers)
    assert found(client, headers, q) == ["赖建华"]
    assert found(client, headers, "张") == []


def test_list_without_text_is_the_own_institutions_page_by_page(
    client: FlaskClient, headers: dict[str, str], cast: Cast
) -> None:
    for name in ("赵一", "陈二", "李三"):
        register(client, headers, name=name, identifiers=[], birth_date=None)
    register(client, sign_in(client, cast.other_doctor), name="外院", identifiers=[])
    first = client.get("/api/v1/patients?limit=2", headers=headers).get_json()
    assert ([one["name"] for one in first["items"]], first["total"]) == (["陈二", "李三"], 3)
    second = client.get(f"/api/v1/patients?limit=2&cursor={first['next']}", headers=headers).get_json()
    assert ([one["name"] for one in second["items"]], second["next"]) == (["赵一"], None)


def test_foreign_patient_is_answered_like_none(client: FlaskClient, headers: dict[str, str], cast: Cast) -> None:
    which = register(client, headers).get_json()["id"]
    stranger = sign_in(client, cast.other_doctor)
    bodies = []
    for one in (which, str(new_id()), "x"):
        for suffix in ("", "/consents"):
            answer = client.get(f"/api/v1/patients/{one}{suffix}", headers=stranger)
            assert answer.status_code == 404
            bodies.append({k: v for k, v in answer.get_json().items() if k not in ("instance", "request_id")})
    assert all(one == bodies[0] for one in bodies)
    assert found(client, stranger, "赖建华") == []
    assert found(client, stranger, RESIDENT) == []


def test_receiver_finds_the_patient_of_a_case_it_sees_but_not_in_its_own_list(
    client: FlaskClient, headers: dict[str, str], cast: Cast, database: Database
) -> None:
    which = register(client, headers).get_json()["id"]
    with database.transaction() as session:
        made = case(session, cast.doctor, subject=UUID(which))
        party(session, made, cast.secondary.id)
    office = sign_in(client, cast.secondary_office)
    assert client.get(f"/api/v1/patients/{which}", headers=office).status_code == 200
    assert found(client, office, "赖建华") == ["赖建华"]
    assert found(client, office, "") == []
    assert client.get(f"/api/v1/patients/{which}", headers=sign_in(client, cast.auditor)).status_code == 404


@pytest.mark.parametrize("role", sorted(ROLES))
def test_roles_without_patients_find_and_register_none(
    client: FlaskClient, headers: dict[str, str], cast: Cast, role: str
) -> None:
    which = register(client, headers).get_json()["id"]
    member = next(one for one in cast.people.values() if one.actor.role == role and one.username != "house_auditor")
    own = sign_in(client, member)
    if role in ("process_designer", "administrator", "auditor"):
        assert register(client, own, name="新人", identifiers=[]).status_code == 403
        assert found(client, own, "") == []
        assert client.get(f"/api/v1/patients/{which}", headers=own).status_code == 404
    else:
        assert register(client, own, name="新人", identifiers=[]).status_code == 201


class TestSamePerson:
    """The same person is registered once for the city."""

    def test_same_identifier_and_name_becomes_known_here_too(
        self, client: FlaskClient, headers: dict[str, str], cast: Cast
    ) -> None:
        first = register(client, headers)
        other = sign_in(client, cast.other_doctor)
        again = register(client, other)
        assert (first.status_code, again.status_code) == (201, 200)
        assert again.get_json()["id"] == first.get_json()["id"]
        assert found(client, other, "") == ["赖建华"]

    def test_same_identifier_under_another_name_is_refused_without_saying_whose(
        self, client: FlaskClient, headers: dict[str, str], cast: Cast
    ) -> None:
        register(client, headers)
        answer = register(client, sign_in(client, cast.other_doctor), name="别人")
        assert (answer.status_code, answer.get_json()["code"]) == (409, "identifier_taken")
        assert "赖建华" not in answer.get_data(as_text=True)

    def test_same_name_sex_and_birth_date_here_is_offered_first(
        self, client: FlaskClient, headers: dict[str, str], cast: Cast
    ) -> None:
        which = register(client, headers).get_json()["id"]
        answer = register(client, headers, identifiers=[])
        assert (answer.status_code, answer.get_json()["code"]) == (409, "possible_duplicate")
        assert [one["id"] for one in answer.get_json()["candidates"]] == [which]
        assert register(client, headers, identifiers=[], confirm_new=True).status_code == 201
        assert register(client, sign_in(client, cast.other_doctor), identifiers=[]).status_code == 201

    def test_two_who_register_the_same_person_at_once_get_one_patient(self, cast: Cast, database: Database) -> None:
        given = service.Given(name="同时", sex="2", identifiers=[{"kind": "resident_id", "value": RESIDENT}])
        begin = Barrier(2)

        def registered(member: Member) -> UUID:
            with database.transaction() as session:
                begin.wait()
                return service.register(session, member.actor, given).id

        with ThreadPoolExecutor(2) as pool:
            made = list(pool.map(registered, (cast.doctor, cast.other_doctor)))
        assert made[0] == made[1]

    def test_repeated_request_registers_once(self, client: FlaskClient, headers: dict[str, str]) -> None:
        keyed = {**headers, "Idempotency-Key": "register-1"}
        first, again = register(client, keyed), register(client, keyed)
        assert (again.status_code, again.get_json()) == (201, first.get_json())
        assert len(found(client, headers, "")) == 1


def test_wrong_content_is_named_field_by_field_without_the_identifier(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    bad = register(client, headers, identifiers=[{"kind": "resident_id", "value": "110105194912310021"}])
    assert (bad.status_code, bad.get_json()["fields"][0]["path"]) == (422, "identifiers.0.value")
    assert "110105194912310021" not in bad.get_data(as_text=True)
    contradiction = register(client, headers, birth_date="1950-01-01")
    assert contradiction.get_json()["fields"][0]["path"] == "birth_date"
    assert register(client, headers, sex="3").status_code == 422
    assert register(client, headers, unknown_key=1).status_code == 422


class TestReveal:
    """Reading in full."""

    def test_doctor_reads_in_full_with_a_reason_that_is_kept(
        self, client: FlaskClient, headers: dict[str, str], database: Database
    ) -> None:
        which = register(client, headers).get_json()["id"]
        path = f"/api/v1/patients/{which}/reveal"
        assert client.post(path, json={}, headers=headers).status_code == 422
        body = client.post(path, json={"reason": "电话核对身份"}, headers=headers).get_json()
        assert body["identifiers"] == [{"kind": "resident_id", "value": RESIDENT}]
        assert (body["phone"], body["address"]) == (PHONE, PERSON["address"])
        with database.reading() as session:
            rows = session.execute(
                text("SELECT kind, body FROM ledger_row JOIN ledger_payload p ON p.row = id WHERE chain = :id"),
                {"id": which},
            ).all()
        assert [row.kind for row in rows] == ["patient_registered", "patient_revealed"]
        assert "电话核对身份" in rows[1].body

    def test_nobody_reads_in_full_without_right_or_sight(
        self, client: FlaskClient, headers: dict[str, str], cast: Cast
    ) -> None:
        path = f"/api/v1/patients/{register(client, headers).get_json()['id']}/reveal"
        body = {"reason": "想看看"}
        assert client.post(path, json=body, headers=sign_in(client, cast.primary_lead)).status_code == 403
        assert client.post(path, json=body, headers=sign_in(client, cast.other_doctor)).status_code == 404


def test_database_holds_no_identifier_phone_or_address_in_clear(
    client: FlaskClient, headers: dict[str, str], database: Database
) -> None:
    register(client, {**headers, "Idempotency-Key": "kept"})
    secrets = (RESIDENT, PHONE, "人民路")
    with database.reading() as session:
        tables = session.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        ).scalars()
        for table in list(tables):
            dump = str(session.execute(text(f'SELECT t::text FROM "{table}" t')).scalars().all())
            for secret in secrets:
                assert secret not in dump, table
                assert secret.encode().hex() not in dump, table


def test_doctor_changes_a_patient_having_seen_the_present_state(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    made = register(client, headers)
    path, tag = f"/api/v1/patients/{made.get_json()['id']}", made.headers["ETag"]
    assert client.patch(path, json={"phone": None}, headers=headers).status_code == 428
    changed = client.patch(path, json={"phone": None, "name": "赖建"}, headers={**headers, "If-Match": tag})
    assert (changed.status_code, changed.get_json()["phone"], changed.get_json()["name"]) == (200, None, "赖建")
    assert client.patch(path, json={"name": "x"}, headers={**headers, "If-Match": tag}).status_code == 412
    assert found(client, headers, "lj") == ["赖建"]
    assert client.get(path, headers=headers).get_json()["district"] == "龙溪县"


def test_only_an_institution_of_the_patients_changes_them(
    client: FlaskClient, headers: dict[str, str], cast: Cast, database: Database
) -> None:
    which = register(client, headers).get_json()["id"]
    with database.transaction() as session:
        party(session, case(session, cast.doctor, subject=UUID(which)), cast.secondary.id)
    office = {**sign_in(client, cast.secondary_office), "If-Match": "*"}
    assert client.patch(f"/api/v1/patients/{which}", json={"name": "x"}, headers=office).status_code == 403


def test_form_fields_read_and_write_the_patient(
    client: FlaskClient, headers: dict[str, str], cast: Cast, database: Database
) -> None:
    which = UUID(register(client, headers).get_json()["id"])
    place = PatientPlace()
    with database.transaction() as session:
        assert place.read(session, new_id(), which)["phone"] == PHONE
        place.write(session, new_id(), which, {"phone": "13900000000", "allergies": "青霉素"}, cast.doctor.actor)
    with database.reading() as session:
        read = place.read(session, new_id(), which)
        assert (read["phone"], read["allergies"], read["address"]) == ("13900000000", "青霉素", PERSON["address"])
        assert place.read(session, new_id(), None) == {}


def test_picker_offers_what_it_accepts(
    client: FlaskClient, headers: dict[str, str], cast: Cast, database: Database
) -> None:
    which = register(client, headers).get_json()["id"]
    with database.reading() as session:
        own, foreign = (PatientPicker(session, one.actor) for one in (cast.doctor, cast.other_doctor))
        assert own.offer("", {}) == [(which, "赖建华")]
        assert own.accepts(which, {})
        assert own.label(which) == "赖建华"
        assert not foreign.accepts(which, {})
        assert not own.accepts("x", {})


def test_diagram_is_told_where_to_send_a_patient_home(cast: Cast, database: Database) -> None:
    given = service.Given(name="归家", sex="1", birth_date=date(1960, 2, 29), district="龙溪县")
    with database.transaction() as session:
        home = service.add(session, given, institution=cast.primary_two.id, home=True)
        stray = service.add(session, given, institution=cast.tertiary.id)
        signed = service.add(session, service.Given(name="签约", sex="1"), institution=cast.tertiary.id)
        patient = queries.get(session, signed)
        assert patient is not None
        patient.family_doctor = cast.other_doctor.person
        session.flush()
        call = TopicCall(session, "", "", None, datetime.now(UTC))

        def suggested(which: UUID, preferred: UUID | None = None) -> Any:
            return topics.suggest_primary(call, str(which), preferred and str(preferred))["institution"]

        assert suggested(home, cast.primary.id) == str(cast.primary.id)
        assert suggested(home, cast.tertiary.id) == suggested(home) == str(cast.primary_two.id)
        assert suggested(stray) == str(cast.primary.id)
        assert suggested(signed) == str(cast.primary_two.id)
        assert suggested(new_id()) is None


@pytest.mark.parametrize(
    ("today", "age"),
    [(date(2024, 2, 28), 63), (date(2024, 2, 29), 64), (date(2025, 2, 28), 64), (date(2025, 3, 1), 65)],
)
def test_age_of_somebody_born_on_a_leap_day(today: date, age: int) -> None:
    assert queries.age_on(date(1960, 2, 29), today) == age
