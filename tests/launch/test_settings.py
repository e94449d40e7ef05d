"""Settings: read, refused, documented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.config import DEFAULT_SECRET, Settings, SettingsProblem, table

KEY = "dGhlLXRlc3RzLWtleS1mb3Itc2Vuc2l0aXZlLWNvbHM"
PRODUCTION = {
    "LIANDONG_MODE": "production",
    "SECRET_KEY": "a-secret-of-thirty-two-characters",
    "LIANDONG_DATA_KEY": KEY,
    "LIANDONG_INDEX_KEY": KEY,
    "DATABASE_URL": "postgresql://app:x@db/liandong",
    "DATABASE_OWNER_URL": "postgresql://owner:x@db/liandong",
    "DATABASE_AUDITOR_URL": "postgresql://auditor:x@db/liandong",
}


def wrong(environment: dict[str, str]) -> set[str]:
    with pytest.raises(SettingsProblem) as refused:
        Settings.read(environment)
    return {problem.name for problem in refused.value.problems}


def test_operator_sets_several_wrong_values_each_is_named(tmp_path: Path) -> None:
    environment = {
        "LIANDONG_HOME": str(tmp_path),
        "PORT": "99999",
        "DATABASE_URL": "mysql://somewhere",
        "DATABASE_OWNER_URL": "postgresql://owner@db/x",
        "DATABASE_AUDITOR_URL": "postgresql://auditor@db/x",
        "LIANDONG_DEMO": "yes",
        "SECRET_KEY": "short",
        "LIANDONG_DATA_KEY": "not a key",
    }
    assert wrong(environment) == {"PORT", "DATABASE_URL", "LIANDONG_DEMO", "SECRET_KEY", "LIANDONG_DATA_KEY"}


def test_refused_setting_is_not_repeated_in_the_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsProblem) as refused:
        Settings.read({"LIANDONG_HOME": str(tmp_path), "SECRET_KEY": "tooshortsecret"})
    assert "tooshortsecret" not in str(refused.value)


def test_production_with_everything_set_starts(tmp_path: Path) -> None:
    settings = Settings.read({**PRODUCTION, "LIANDONG_HOME": str(tmp_path)})
    assert settings.mode == "production"
    assert len(settings.data_key) == 32


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": DEFAULT_SECRET}, "SECRET_KEY"),
        ({"LIANDONG_DATA_KEY": ""}, "LIANDONG_DATA_KEY"),
        ({"LIANDONG_INDEX_KEY": ""}, "LIANDONG_INDEX_KEY"),
        ({"LIANDONG_DEMO": "1"}, "LIANDONG_DEMO"),
        ({"DATABASE_OWNER_URL": ""}, "DATABASE_URL"),
    ],
)
def test_production_with_one_thing_unfit_is_refused(change: dict[str, str], name: str, tmp_path: Path) -> None:
    assert wrong({**PRODUCTION, "LIANDONG_HOME": str(tmp_path), **change}) == {name}


def test_production_takes_no_secret_that_was_generated(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(json.dumps({"SECRET_KEY": "x" * 40}))
    assert wrong({**PRODUCTION, "LIANDONG_HOME": str(tmp_path), "SECRET_KEY": ""}) == {"SECRET_KEY"}


def test_production_over_a_demonstration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo-accounts.json").write_text("[]")
    assert wrong({**PRODUCTION, "LIANDONG_HOME": str(tmp_path)}) == {"LIANDONG_HOME"}


def test_damaged_secrets_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text("{")
    assert wrong({"LIANDONG_HOME": str(tmp_path)}) == {"LIANDONG_HOME"}


def test_environment_comes_before_generated_values(tmp_path: Path) -> None:
    stored = {"DATABASE_URL": "postgresql://stored@db/x", "DATABASE_OWNER_URL": "postgresql://stored@db/x"}
    (tmp_path / "secrets.json").write_text(json.dumps(stored))
    settings = Settings.read({"LIANDONG_HOME": str(tmp_path), "DATABASE_URL": "postgresql://given@db/x"})
    assert settings.database_url == "postgresql://given@db/x"
    assert settings.database_owner_url == "postgresql://given@db/x"


def test_documented_table_is_the_one_in_the_source() -> None:
    assert table() in (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
