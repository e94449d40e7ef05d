"""Makes the whole city: people first, then weeks of referrals on a clock that starts in the past."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.care.patients import service as patients
from app.clock import now
from app.db import Base, Database, InstallationClock
from app.demo.city import InventedInstitution, institutions
from app.demo.complaints import COMPLAINTS
from app.demo.models import DemonstrationCity
from app.demo.names import InventedPatient, patient
from app.demo.people import House, employ, settle, write_accounts
from app.demo.stories import CHAPTERS, Chapter, Story, Telling
from app.foundation.timekeeping import installation
from app.foundation.timekeeping.sweeper import sweep_until_quiet
from app.journey.client import Account, Client, into

LOOKING_BACK = timedelta(days=45)
PATIENTS_PER_CAST_HOUSE = 24
PATIENTS_ELSEWHERE = 2
Progress = Callable[[int, int], None]


@dataclass
class Play:
    """A story that goes on at `at` (time since the city's beginning)."""

    at: timedelta
    number: int
    story: Story

    def __lt__(self, other: Play) -> bool:
        return (self.at, self.number) < (other.at, other.number)


def complete(session: Session) -> bool:
    """Whether the city was made to its end."""
    return bool(
        session.execute(text("SELECT count(*) FROM demonstration_city WHERE completed_at IS NOT NULL")).scalar()
    )


def seed(
    app: Flask,
    owner: Database,
    number: int,
    progress: Progress,
    *,
    chapters: Sequence[Chapter] = CHAPTERS,
    places: Sequence[InventedInstitution] | None = None,
) -> None:
    """Make the city from this number, unless it is there; one that was left half-made is made anew.

    `owner` may empty tables, which the app's own role may not. `chapters` and `places` (all, unless given) make a
    smaller city.
    """
    database: Database = app.extensions["database"]
    with database.reading() as session:
        if complete(session):
            return
    _clear(owner)
    chance = random.Random(number)  # noqa: S311 - the same city every time, no secret
    with database.transaction() as session:
        session.add(DemonstrationCity(seed=number, begun_at=now(session)))
        session.execute(insert(InstallationClock).values(only=True, ahead=-LOOKING_BACK))
        houses = settle(session, list(places or institutions()))
        accounts = employ(session, houses, chance)
        known = _patients(session, houses, chance)
    write_accounts(app.extensions["settings"].home / "demo-accounts.json", accounts)
    client = Client(into(app), accounts)
    for done, total in _perform(database, _plays(client, houses, known, chance, chapters)):
        progress(done, total)
    with database.transaction() as session:
        session.execute(text("UPDATE demonstration_city SET completed_at = :now"), {"now": now(session)})


def _clear(owner: Database) -> None:
    """Empty every table: only ever called for a city that was never finished."""
    kept = {"definition", "definition_version", "icd10", "calendar_day", "working_hours", "worker_heartbeat"}
    names = ", ".join(f'"{name}"' for name in Base.metadata.tables if name not in kept)
    with owner.transaction() as session:
        session.execute(text(f"TRUNCATE {names} CASCADE"))


def _patients(session: Session, houses: list[House], chance: random.Random) -> dict[str, list[str]]:
    today = now(session).date()
    known: dict[str, list[str]] = {}
    for house in houses:
        if house.invented.tier != "primary":
            continue
        count = PATIENTS_PER_CAST_HOUSE if house.invented.cast else PATIENTS_ELSEWHERE
        known[str(house.id)] = [
            str(patients.add(session, _given(patient(chance, today), house), institution=house.id, home=True))
            for _ in range(count)
        ]
    return known


def _given(invented: InventedPatient, house: House) -> patients.Given:
    return patients.Given(
        name=invented.name,
        sex=invented.sex,
        birth_date=invented.birth_date,
        phone=invented.phone,
        district=house.invented.district,
        identifiers=({"kind": "resident_id", "value": invented.resident_id},),
    )


def _plays(
    client: Client,
    houses: list[House],
    known: dict[str, list[str]],
    chance: random.Random,
    chapters: Sequence[Chapter],
) -> list[Play]:
    doctors = [one for one in client.accounts if one.role == "primary_doctor"]
    waiting = {place: iter(ids) for place, ids in known.items()}
    hospitals = [house for house in houses if house.invented.cast and house.invented.tier != "primary"]
    numbers = itertools.count()
    plays = []
    for chapter in chapters:
        for _ in range(chapter.times):
            doctor = chance.choice(doctors)
            telling = _telling(client, chapter, doctor, next(waiting[doctor.institution]), hospitals, chance)
            before = timedelta(days=chance.uniform(chapter.latest, chapter.earliest))
            plays.append(Play(LOOKING_BACK - before, next(numbers), chapter.tell(telling)))
    return plays


def _telling(
    client: Client, chapter: Chapter, doctor: Account, who: str, hospitals: list[House], chance: random.Random
) -> Telling:
    why = chance.choice([one for one in COMPLAINTS if one.green == chapter.green])
    place = chance.choice(hospitals)
    department = str(place.departments[why.department])
    return Telling(client, random.Random(chance.random()), doctor, who, str(place.id), department, why)  # noqa: S311


def _perform(database: Database, plays: list[Play]) -> Iterator[tuple[int, int]]:
    """Play everything in order of time, moving the clock; yields how many stories are told out."""
    heapq.heapify(plays)
    total, told, present = len(plays), 0, timedelta(0)
    while plays:
        play = heapq.heappop(plays)
        if play.at > LOOKING_BACK:
            told += 1
            yield told, total
            continue
        present = _move(database, present, play.at)
        try:
            heapq.heappush(plays, Play(play.at + next(play.story), play.number, play.story))
        except StopIteration:
            told += 1
            yield told, total
    _move(database, present, LOOKING_BACK)


def _move(database: Database, present: timedelta, to: timedelta) -> timedelta:
    if to > present:
        with database.transaction() as session:
            installation.advance(session, to - present)
        sweep_until_quiet(database)
    return max(to, present)
