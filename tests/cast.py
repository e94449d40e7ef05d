"""The fixed cast of everybody's tests: four institutions, their departments and people in all ten roles.

    from tests.cast import cast, database, database_urls, settled   # the fixtures, in an area's conftest.py
    cast.doctor.actor, cast.doctor.username; cast.primary.id; cast.tertiary.departments["cardiology"]
    headers = sign_in(client, cast.doctor)     # {"Authorization": "Bearer …"}

`assemble(database)` puts them into any other database. Everybody's password is PASSWORD.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.db import Database
from app.foundation.identity import queries
from app.foundation.identity import service as identity
from app.foundation.identity.actor import Actor
from app.foundation.identity.passwords import LIGHT, hashed
from app.foundation.network import service as network
from app.foundation.terminology.service import load_sample
from app.launch.postgres import Urls
from tests.database import clone

PASSWORD = "correct horse battery staple"
HASH = hashed(PASSWORD, LIGHT)
SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """An institution of the cast."""

    id: UUID
    code: str
    name: str
    departments: dict[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Member:
    """Somebody of the cast in their (first) post."""

    username: str
    actor: Actor

    @property
    def person(self) -> UUID:
        return self.actor.person


@dataclass(frozen=True)
class Cast:
    """Two primary institutions, a secondary and a tertiary one, and who works there."""

    primary: House
    primary_two: House
    secondary: House
    tertiary: House
    people: dict[str, Member]

    def __getattr__(self, name: str) -> Member:
        """`cast.doctor` and the like; the names are the keys of `PEOPLE`."""
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None


# name in tests: (name, house, role, department or None)
PEOPLE: dict[str, tuple[str, str, str, str | None]] = {
    "doctor": ("林秀英", "primary", "primary_doctor", None),
    "doctor_two": ("陈志强", "primary", "primary_doctor", None),
    "reviewer": ("黄建国", "primary", "internal_reviewer", None),
    "primary_nurse": ("吴美玲", "primary", "nurse", None),
    "primary_lead": ("郑文华", "primary", "institution_lead", None),
    "other_doctor": ("许海燕", "primary_two", "primary_doctor", None),
    "other_reviewer": ("沈国平", "primary_two", "internal_reviewer", None),
    "other_nurse": ("叶小红", "primary_two", "nurse", None),
    "other_lead": ("蔡明德", "primary_two", "institution_lead", None),
    "secondary_office": ("曾庆芳", "secondary", "referral_office", None),
    "secondary_specialist": ("赖永福", "secondary", "specialist", "internal"),
    "secondary_clerk": ("江丽丽", "secondary", "booking_clerk", None),
    "secondary_nurse": ("苏晓梅", "secondary", "nurse", None),
    "secondary_lead": ("庄为民", "secondary", "institution_lead", None),
    "office": ("何素珍", "tertiary", "referral_office", None),
    "specialist": ("张伟", "tertiary", "specialist", "cardiology"),
    "specialist_two": ("李娜", "tertiary", "specialist", "cardiology"),
    "neurologist": ("王磊", "tertiary", "specialist", "neurology"),
    "clerk": ("刘洋", "tertiary", "booking_clerk", None),
    "nurse": ("周敏", "tertiary", "nurse", None),
    "lead": ("杨振远", "tertiary", "institution_lead", None),
    "designer": ("徐静", "tertiary", "process_designer", None),
    "auditor": ("孙志远", "tertiary", "auditor", None),
    "house_auditor": ("马晓东", "secondary", "auditor", None),
    "administrator": ("朱琳", "tertiary", "administrator", None),
}
CITY_WIDE = {"designer", "auditor", "administrator"}


def assemble(database: Database) -> Cast:
    """Insert the whole cast in one transaction."""
    with database.transaction() as session:
        return insert(session)


@dataclass(frozen=True)
class Settled:
    """A database that holds the cast and nothing else, to be cloned."""

    urls: Urls
    cast: Cast


@pytest.fixture(scope="session")
def settled(template_urls: Urls) -> Iterator[Settled]:
    """The cast in a database of its own, made once per process."""
    with clone(template_urls) as urls:
        database = Database(urls.app)
        made = assemble(database)
        database.close()
        yield Settled(urls, made)


@pytest.fixture
def database_urls(settled: Settled) -> Iterator[Urls]:
    """A fresh database with the cast, in place of the empty one."""
    with clone(settled.urls) as urls:
        yield urls


@pytest.fixture
def database(app: Flask) -> Database:
    """The application's own connections, as its restricted role."""
    found: Database = app.extensions["database"]
    return found


@pytest.fixture
def cast(settled: Settled) -> Cast:
    """The whole cast, which the test's own database holds."""
    return settled.cast


def insert(session: Session) -> Cast:
    """Insert the whole cast and the sample of diagnoses in the caller's transaction."""
    load_sample(session)
    houses = _houses(session)
    people = {}
    for key, (name, house, role, department) in PEOPLE.items():
        person = identity.add_person(session, name=name, username=key, password_hash=HASH)
        post = identity.add_post(
            session,
            person,
            houses[house].id,
            role,
            department=houses[house].departments[department] if department else None,
            scope="city" if key in CITY_WIDE else "institution",
            valid_from=SINCE,
        )
        actor = queries.actor_of(session, post)
        assert actor is not None
        people[key] = Member(key, actor)
    return Cast(**houses, people=people)


def sign_in(client: FlaskClient, member: Member) -> dict[str, str]:
    """Headers that act as this member; the client keeps no cookie."""
    answer = client.post("/api/v1/session", json={"username": member.username, "password": PASSWORD})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    client.delete_cookie("liandong")
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def _houses(session: Session) -> dict[str, House]:
    return {
        "primary": _house(
            session,
            "P001",
            "青石镇卫生院",
            "Qingshi Township Health Centre",
            "primary",
            {"general": ("全科", "General practice")},
        ),
        "primary_two": _house(
            session,
            "P002",
            "滨江社区卫生服务中心",
            "Binjiang Community Health Centre",
            "primary",
            {"general": ("全科", "General practice")},
        ),
        "secondary": _house(
            session,
            "S001",
            "龙溪县医院",
            "Longxi County Hospital",
            "secondary",
            {"internal": ("内科", "Internal medicine")},
        ),
        "tertiary": _house(
            session,
            "T001",
            "市第一医院",
            "City First Hospital",
            "tertiary",
            {"cardiology": ("心内科", "Cardiology"), "neurology": ("神经内科", "Neurology")},
        ),
    }


def _house(
    session: Session, code: str, name: str, name_en: str, tier: str, departments: dict[str, tuple[str, str]]
) -> House:
    house = network.add_institution(
        session, code=code, name=name, name_en=name_en, tier=tier, district="龙溪县", alliance="龙溪医共体"
    )
    made = {
        key: network.add_department(session, house, code=key, name=zh, name_en=en)
        for key, (zh, en) in departments.items()
    }
    return House(house, code, name, made)
