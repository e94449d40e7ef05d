"""The invented city: 155 institutions, a full cast at twelve, referrals made by running the engine."""

from __future__ import annotations

import json
import random
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from stdnum.cn import ric

from app.cases.definitions.packages import import_shipped
from app.cases.queries import ledger_heads
from app.config import Settings
from app.db import Database
from app.demo import seed as seeding
from app.demo import stories
from app.demo.city import institutions
from app.demo.names import patient
from app.demo.stories import Chapter
from app.factory import create_app
from app.foundation.identity.actor import ROLES
from app.foundation.ledger.verifying import verify
from app.foundation.terminology import service as terminology
from app.launch.postgres import Urls
from tests import database as databases
from tests.conftest import settings_over

SHIPPED = Path(__file__).parents[2] / "workflows"
FEW = (
    Chapter(stories.kept_as_draft, 1, 2, 0.2),
    Chapter(stories.awaiting_triage, 1, 1.2, 0.1, green=True),
    Chapter(stories.returned_by_receiver, 1, 0.9, 0.4),
    Chapter(stories.completed, 1, 40, 30),
)
CITY = """
SELECT c.process, c.state, d.code, i.code FROM case_file c
JOIN department d ON d.id = (c.variables->>'department')::uuid JOIN institution i ON i.id = d.institution
ORDER BY c.created_at, 1, 2, 3, 4
"""


def test_city_has_the_network_that_was_asked_for() -> None:
    made = institutions()
    tiers = [one.tier for one in made]
    assert (tiers.count("tertiary"), tiers.count("secondary"), tiers.count("primary")) == (2, 25, 128)
    assert len({one.name for one in made}) == len({one.code for one in made}) == 155
    assert sum(one.cast for one in made) == 12


def test_invented_patients_have_right_numbers_that_are_nobodys() -> None:
    chance = random.Random(1)
    numbers = [patient(chance, date(2026, 11, 24)).resident_id for _ in range(200)]
    assert all(number[17] == ric.calc_check_digit(number) for number in numbers)
    assert all(number.startswith("359912") for number in numbers)


@pytest.fixture
def installation(settings: Settings) -> Any:
    app = create_app(settings)
    with app.extensions["database"].transaction() as session:
        terminology.load_sample(session)
        import_shipped(session, SHIPPED)
    yield app
    app.extensions["database"].close()


def make(app: Flask, urls: Urls, chapters: tuple[Chapter, ...] = FEW) -> list[Any]:
    cast = [one for one in institutions() if one.cast]
    with closing(Database(urls.owner)) as owner:
        seeding.seed(app, owner, 7, lambda _done, _total: None, chapters=chapters, places=cast)
    with app.extensions["database"].reading() as session:
        return [tuple(row) for row in session.execute(text(CITY))]


def test_stranger_finds_the_city_made_by_the_engine(installation: Flask, database_urls: Urls) -> None:
    cases = make(installation, database_urls)
    assert {(process, state) for process, state, _d, _i in cases} >= {
        ("upward_referral", "awaiting_triage"),
        ("upward_referral", "completed"),
    }
    home = installation.extensions["settings"].home
    accounts = json.loads((home / "demo-accounts.json").read_text())
    assert (home / "demo-accounts.json").stat().st_mode & 0o777 == 0o600
    assert {account["role"] for account in accounts} == set(ROLES)
    assert len({account["institution"] for account in accounts}) == 12
    with installation.extensions["database"].reading() as session:
        assert verify(session, [ledger_heads]).findings == ()
    assert make(installation, database_urls) == cases, "a second run changes nothing"


def test_same_seed_gives_the_same_city_also_after_a_broken_start(
    installation: Flask, database_urls: Urls, template_urls: Urls, tmp_path: Path
) -> None:
    def broken(_told: stories.Telling) -> stories.Story:
        raise KeyboardInterrupt
        yield stories.HOUR

    with pytest.raises(KeyboardInterrupt):
        make(installation, database_urls, (*FEW, Chapter(broken, 1, 0.05, 0.01)))
    mended = make(installation, database_urls)
    with databases.clone(template_urls) as urls:
        other = create_app(settings_over(urls, tmp_path / "other"))
        with other.extensions["database"].transaction() as session:
            terminology.load_sample(session)
            import_shipped(session, SHIPPED)
        assert make(other, urls) == mended
        other.extensions["database"].close()
