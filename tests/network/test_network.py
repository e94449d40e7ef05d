"""Finding institutions, departments and doctors; deadlines and settings of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import Database, new_id
from app.engine.runtime.values import length_of
from app.engine.topics import TopicCall
from app.errors import Invalid
from app.foundation.identity import service as identity
from app.foundation.identity.pickers import DoctorPicker
from app.foundation.ledger.queries import history
from app.foundation.network import queries, service, topics
from app.foundation.network.cli import group
from app.foundation.network.pickers import DepartmentPicker, InstitutionPicker
from app.foundation.network.sla import DEFAULTS, is_length
from tests.cast import Cast, sign_in


def labels(client: FlaskClient, headers: dict[str, str], path: str) -> list[str]:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    assert body["total"] == len(body["items"])
    assert body["next"] is None
    return [one["label"] for one in body["items"]]


@pytest.mark.parametrize("text", ["第一医院", "shidiyi", "sdyyy", "t001", "City First"])
def test_doctor_finds_an_institution_by_chinese_pinyin_initials_code_and_english(
    client: FlaskClient, cast: Cast, text: str
) -> None:
    assert labels(client, sign_in(client, cast.doctor), f"/api/v1/institutions?q={text}") == ["市第一医院"]


def test_doctor_finds_an_institution_by_its_id(client: FlaskClient, cast: Cast) -> None:
    path = f"/api/v1/institutions?q={cast.secondary.id}"
    assert labels(client, sign_in(client, cast.doctor), path) == ["龙溪县医院"]


def test_doctor_lists_all_institutions_or_one_tier(client: FlaskClient, cast: Cast) -> None:
    headers = sign_in(client, cast.doctor)
    assert len(labels(client, headers, "/api/v1/institutions?q=")) == 4
    primary = labels(client, headers, "/api/v1/institutions?tier=primary")
    assert primary == ["青石镇卫生院", "滨江社区卫生服务中心"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "没有"])
def test_wildcards_of_the_database_find_nothing(client: FlaskClient, cast: Cast, text: str) -> None:
    answer = client.get("/api/v1/institutions", query_string={"q": text}, headers=sign_in(client, cast.doctor))
    assert answer.get_json()["items"] == []


def test_reader_of_english_gets_english_names(client: FlaskClient, cast: Cast) -> None:
    headers = {**sign_in(client, cast.doctor), "Accept-Language": "en"}
    assert labels(client, headers, "/api/v1/institutions?q=T001") == ["City First Hospital"]


def test_departments_are_those_of_the_institution_that_are_not_closed(
    client: FlaskClient, cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        service.add_department(
            session, cast.tertiary.id, code="closed", name="停诊科", name_en="Closed", state="closed"
        )
        service.add_department(session, cast.tertiary.id, code="full", name="满员科", name_en="Full", state="full")
    headers = sign_in(client, cast.doctor)
    path = f"/api/v1/departments?institution={cast.tertiary.id}"
    assert labels(client, headers, path) == ["心内科", "满员科", "神经内科"]
    assert labels(client, headers, f"{path}&q=xnk") == ["心内科"]
    assert labels(client, headers, "/api/v1/departments?institution=nonsense") == []
    assert labels(client, sign_in(client, cast.secondary_clerk), "/api/v1/departments?institution=own") == ["内科"]


def test_doctors_are_those_in_office_of_place_and_department(
    client: FlaskClient, cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        identity.deactivate_person(session, cast.specialist_two.person)
    headers = sign_in(client, cast.doctor)
    path = f"/api/v1/doctors?institution={cast.tertiary.id}"
    assert labels(client, headers, path) == ["王磊", "张伟"]
    assert labels(client, headers, f"{path}&department={cast.tertiary.departments['cardiology']}") == ["张伟"]
    assert labels(client, headers, f"{path}&q=wl") == ["王磊"]
    assert labels(client, headers, "/api/v1/doctors?institution=own&q=") == ["陈志强", "林秀英"]


def test_person_with_two_posts_is_one_option(client: FlaskClient, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        identity.add_post(session, cast.doctor.person, cast.primary.id, "specialist")
    assert labels(client, sign_in(client, cast.doctor), "/api/v1/doctors?q=lxy") == ["林秀英"]


def test_form_accepts_what_its_address_offers(cast: Cast, database: Database) -> None:
    with database.reading() as session:
        cases: list[tuple[Any, dict[str, str]]] = [
            (InstitutionPicker(session), {}),
            (InstitutionPicker(session), {"tier": "primary"}),
            (DepartmentPicker(session, cast.primary.id), {"institution": str(cast.tertiary.id)}),
            (DoctorPicker(session, cast.primary.id), {"institution": "own"}),
        ]
        for picker, parameters in cases:
            offered = picker.offer("", parameters)
            assert offered
            assert all(
                picker.accepts(value, parameters) and picker.label(value) == label for value, label in offered
            )
        foreign = str(cast.secondary.departments["internal"])
        assert not cases[2][0].accepts(foreign, cases[2][1])
        assert not cases[0][0].accepts("' OR 1=1", {})
        assert not cases[0][0].accepts("市第一医院", {})


def test_deadline_of_the_service_goes_before_the_house_and_the_house_before_the_default(
    cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        service.set_settings(session, cast.tertiary.id, sla={"triage": "PT12H", "report": "PT8H"})
        quick = service.add_department(
            session, cast.tertiary.id, code="er", name="急诊科", name_en="ER", sla={"triage": "PT30M"}
        )
    with database.reading() as session:
        own = queries.sla_of(session, cast.tertiary.id, quick)
        house = queries.sla_of(session, cast.tertiary.id, cast.tertiary.departments["cardiology"])
        assert (own["triage"], own["report"], own["no_arrival"]) == ("PT30M", "PT8H", "P7D")
        assert house["triage"] == "PT12H"
        assert queries.sla_of(session, cast.tertiary.id)["triage"] == "PT12H"
        assert queries.sla_of(session, None) == dict(DEFAULTS) == queries.sla_of(session, cast.primary.id)


@pytest.mark.parametrize(
    ("sla", "code"),
    [({"triagge": "PT1H"}, "sla_unknown"), ({"triage": "2 h"}, "sla_length"), ({"triage": "PT"}, "sla_length")],
)
def test_unknown_deadline_or_length_is_refused_by_name(
    cast: Cast, database: Database, sla: dict[str, str], code: str
) -> None:
    with pytest.raises(Invalid) as caught, database.transaction() as session:
        service.set_settings(session, cast.primary.id, sla=sla)
    assert [(one.path, one.code) for one in caught.value.fields] == [(f"sla.{next(iter(sla))}", code)]


@pytest.mark.parametrize("length", [*DEFAULTS.values(), "P1DT12H", "working(PT8H)", "PT2H30M"])
def test_length_that_diagrams_understand_is_taken(length: str) -> None:
    assert is_length(length)
    assert length_of(length)


class TestSettings:
    """An institution decides for itself."""

    def path(self, cast: Cast) -> str:
        return f"/api/v1/institutions/{cast.secondary.id}/settings"

    def test_head_changes_the_own_settings_having_seen_them(
        self, client: FlaskClient, cast: Cast, database: Database
    ) -> None:
        headers, path = sign_in(client, cast.secondary_lead), self.path(cast)
        read = client.get(path, headers=headers)
        assert read.get_json()["internal_review"] is True
        body = {"internal_review": False, "sla": {"triage": "working(PT8H)"}}
        assert client.patch(path, json=body, headers=headers).status_code == 428
        seen = {**headers, "If-Match": read.headers["ETag"]}
        changed = client.patch(path, json=body, headers=seen).get_json()
        assert (changed["internal_review"], changed["deadlines"]["triage"]) == (False, "working(PT8H)")
        assert client.patch(path, json=body, headers=seen).status_code == 412
        with database.reading() as session:
            assert not queries.internal_review(session, cast.secondary.id)
            assert [one["kind"] for one in history(session, cast.secondary.id)] == ["institution_settings"]

    def test_others_read_but_do_not_change_them(self, client: FlaskClient, cast: Cast) -> None:
        for member in (cast.doctor, cast.primary_lead, cast.secondary_office):
            headers = {**sign_in(client, member), "If-Match": "*"}
            assert client.get(self.path(cast), headers=headers).status_code == 200
            answer = client.patch(self.path(cast), json={"internal_review": False}, headers=headers)
            assert answer.status_code == 403
        headers = {**sign_in(client, cast.administrator), "If-Match": "*"}
        assert client.patch(self.path(cast), json={"internal_review": False}, headers=headers).status_code == 200
        assert client.patch(self.path(cast), json={"sla": {"x": "PT1H"}}, headers=headers).status_code == 422
        assert client.get(f"/api/v1/institutions/{new_id()}/settings", headers=headers).status_code == 404


def test_directory_says_what_each_department_takes(client: FlaskClient, cast: Cast, database: Database) -> None:
    with database.transaction() as session:
        service.set_service(
            session, cast.tertiary.departments["cardiology"], state="full", takes=["I"], sla={"triage": "PT1H"}
        )
    path = f"/api/v1/services?institution={cast.tertiary.id}&q=xnk"
    (row,) = client.get(path, headers=sign_in(client, cast.doctor)).get_json()["items"]
    assert (row["state"], row["takes"], row["sla"]) == ("full", ["I"], {"triage": "PT1H"})


def test_administrator_builds_a_house_by_command_line(app: Flask, cast: Cast, database: Database) -> None:
    def run(*words: str) -> Any:
        return app.test_cli_runner().invoke(group, list(words))

    assert (
        run("add", "S900", "新县医院", "New County Hospital", "secondary", "新县", "--alliance", "甲").exit_code
        == 0
    )
    assert run("department", "S900", "er", "急诊科", "Emergency", "--takes", "S").exit_code == 0
    assert run("service", "S900", "er", "--state", "closed", "--sla", "triage=PT30M").exit_code == 0
    assert run("settings", "S900", "--no-internal-review", "--sla", "report=P2D").exit_code == 0
    assert "新县医院" in run("list", "xxyy").output
    for wrong in (("settings", "X"), ("service", "S900", "x"), ("settings", "S900", "--sla", "triage")):
        assert run(*wrong).exit_code == 1
    with database.reading() as session:
        house = queries.institution_by_code(session, "S900")
        assert house is not None
        which = queries.department_by_code(session, house.id, "er")
        lengths = queries.sla_of(session, house.id, which)
        assert (lengths["triage"], lengths["report"]) == ("PT30M", "P2D")
        assert queries.find_departments(session, "", house.id) == []


def test_diagram_reads_whether_a_house_reviews_and_it_does_unless_switched_off(
    cast: Cast, database: Database
) -> None:
    with database.transaction() as session:
        service.set_settings(session, cast.primary_two.id, internal_review=False)
        call = TopicCall(session, "", "", None, datetime.now(UTC))
        reviewed = [topics.settings_of(call, str(one.id)) for one in (cast.primary, cast.primary_two)]
    assert reviewed == [{"settings": {"internal_review": True}}, {"settings": {"internal_review": False}}]
