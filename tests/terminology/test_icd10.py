"""Diagnoses: the sample, the installation's own table, and finding them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.db import Database
from app.errors import Invalid
from app.foundation.terminology import queries, service
from app.foundation.terminology.cli import group
from app.foundation.terminology.models import Icd10
from app.foundation.terminology.pickers import Icd10Picker
from app.foundation.terminology.sound import spelled
from tests.cast import Cast, sign_in


@pytest.mark.parametrize("text", ["肺炎", "feiyan", "J18.9", "j18.900"])
def test_doctor_finds_pneumonia(client: FlaskClient, cast: Cast, text: str) -> None:
    headers = sign_in(client, cast.doctor)
    items = client.get(f"/api/v1/icd10?q={text}", headers=headers).get_json()["items"]
    assert items[0] == {"value": "J18.900", "label": "J18.900 肺炎", "name": "肺炎"}


def test_doctor_finds_by_initials_and_lists_without_text(client: FlaskClient, cast: Cast) -> None:
    headers = sign_in(client, cast.doctor)
    names = [one["name"] for one in client.get("/api/v1/icd10?q=ngs", headers=headers).get_json()["items"]]
    assert "脑梗死" in names
    assert len(client.get("/api/v1/icd10?q=", headers=headers).get_json()["items"]) == 50


@pytest.mark.parametrize("prefix", ["I10", "E11", "I63", "R07", "S06", "O14", "P21", "J44"])
def test_sample_covers_what_referrals_are_about(cast: Cast, database: Database, prefix: str) -> None:
    with database.reading() as session:
        assert queries.find(session, prefix)


def test_form_accepts_known_codes_only(cast: Cast, database: Database) -> None:
    with database.reading() as session:
        picker = Icd10Picker(session)
        assert picker.accepts("I10.x00", {})
        assert picker.label("I10.x00") == "I10.x00 特发性（原发性）高血压"
        assert not picker.accepts("I10", {})


def test_administrator_imports_the_own_table_and_names_change(
    app: Flask, cast: Cast, database: Database, tmp_path: Path
) -> None:
    table = tmp_path / "icd10.tsv"
    table.write_text("# 国家临床版\nJ18.900\t未特指的肺炎\n\nZ99.900\t测试\n", "utf-8-sig")
    result = app.test_cli_runner().invoke(group, ["import", str(table)])
    assert result.exit_code == 0, result.output
    with database.reading() as session:
        assert queries.names(session, ["J18.900", "Z99.900"]) == {"J18.900": "未特指的肺炎", "Z99.900": "测试"}


def test_import_without_a_file_fills_an_empty_table_only(app: Flask, cast: Cast, database: Database) -> None:
    run = app.test_cli_runner().invoke
    assert "已导入 0" in run(group, ["import"]).output
    with database.transaction() as session:
        session.execute(delete(Icd10))
    assert "已导入 397" in run(group, ["import"]).output


def test_bad_line_is_named_and_nothing_is_imported(cast: Cast, database: Database) -> None:
    with pytest.raises(Invalid) as caught, database.transaction() as session:
        service.load(session, ["X00.000\t好", "没有制表符"])
    assert "2" in caught.value.zh
    with database.reading() as session:
        assert queries.names(session, ["X00.000"]) == {}


@pytest.mark.parametrize(
    ("text", "sound"),
    [("肺炎", ("feiyan", "fy")), ("CT检查", ("ctjiancha", "ctjc")), ("2型糖尿病", ("2xingtangniaobing", "2xtnb"))],
)
def test_sound_of_mixed_text(text: str, sound: tuple[str, str]) -> None:
    assert spelled(text) == sound
