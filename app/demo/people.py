"""Puts the invented institutions and their people into the database, and writes the accounts file."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from app.demo.city import DEPARTMENTS, InventedInstitution
from app.demo.names import person_name
from app.foundation.identity import service as identity
from app.foundation.identity.actor import Scope
from app.foundation.identity.passwords import LIGHT, hashed
from app.foundation.network import service as network
from app.journey.client import Account

PASSWORD = "liandong-2026"  # noqa: S105 - known to everybody, and only in the demonstration
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
SHARED = ("institution_lead", "referral_office", "booking_clerk")
OF_HOSPITAL = ("specialist", "nurse")
OF_PRIMARY = ("primary_doctor", "primary_doctor", "internal_reviewer", "nurse", *SHARED)
OF_CITY = ("auditor", "administrator", "process_designer")


@dataclass(frozen=True)
class House:
    """An institution that is in the database now, with the ids of its departments."""

    invented: InventedInstitution
    id: UUID
    departments: dict[str, UUID]


def settle(session: Session, institutions: list[InventedInstitution]) -> list[House]:
    """Insert the institutions with their departments and directory entries."""
    return [_house(session, one) for one in institutions]


def employ(session: Session, houses: list[House], chance: random.Random) -> list[Account]:
    """People for every house of the cast, and the city's own auditor, administrator and designer.

    The city's posts come first among their role, and the first doctor works where internal review is on.
    """
    shared_hash = hashed(PASSWORD, LIGHT)
    cast = [house for house in houses if house.invented.cast]
    return [_employed(session, post, shared_hash, chance) for post in _posts(cast)]


def write_accounts(path: Path, accounts: list[Account]) -> None:
    """Write the accounts file, whole or not at all, readable by its owner alone."""
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump([vars(account) for account in accounts], file, ensure_ascii=False, indent=1)
    aside.replace(path)


@dataclass(frozen=True)
class _Post:
    house: House
    role: str
    number: int
    department: str | None = None
    scope: Scope = "institution"


def _house(session: Session, one: InventedInstitution) -> House:
    made = network.add_institution(
        session,
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        short_name=one.short_name,
        tier=one.tier,
        district=one.district,
        alliance=one.alliance,
        phone=f"0590-{2000000 + sum(map(ord, one.code)) * 137 % 999983:07}",
        internal_review=not one.code.startswith("C"),
    )
    departments = {}
    for key in one.departments:
        name, name_en, takes = DEPARTMENTS[key]
        departments[key] = network.add_department(
            session, made, code=key, name=name, name_en=name_en, takes=[] if takes == ("*",) else takes
        )
    return House(one, made, departments)


def _posts(cast: list[House]) -> Iterator[_Post]:
    for role in OF_CITY:
        yield _Post(cast[0], role, 1, scope="city")
    for house in sorted(cast, key=lambda one: one.invented.tier == "primary"):
        if house.invented.tier == "primary":
            for number, role in enumerate(OF_PRIMARY, start=1):
                department = "general" if role == "primary_doctor" else None
                yield _Post(house, role, number, department)
            continue
        for number, role in enumerate(SHARED, start=1):
            yield _Post(house, role, number)
        for number, department in enumerate(house.departments, start=1):
            for role in OF_HOSPITAL:
                yield _Post(house, role, number, department)


def _employed(session: Session, post: _Post, password_hash: str, chance: random.Random) -> Account:
    name = person_name(chance)
    username = f"{post.house.invented.code.lower()}.{post.role}.{post.number}"
    person = identity.add_person(session, name=name, username=username, password_hash=password_hash)
    department = post.house.departments[post.department] if post.department else None
    identity.add_post(
        session,
        person,
        post.house.id,
        post.role,
        department=department,
        scope=post.scope,
        valid_from=SINCE,
    )
    return Account(
        username=username,
        password=PASSWORD,
        name=name,
        role=post.role,
        person=str(person),
        institution=str(post.house.id),
        department=str(department or ""),
        tier=post.house.invented.tier,
    )
