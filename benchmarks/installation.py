"""A durable database of its own for one benchmark run, with the cast and the shipped processes in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import migrations
from app.care.patients import service as patients
from app.cases import wiring
from app.cases.definitions.packages import import_shipped
from app.db import Database, load_models
from app.factory import wired
from app.foundation.terminology import service as terminology
from app.launch import postgres
from app.launch.postgres import Urls
from tests import cast, database
from tests.conftest import settings_over

SHIPPED = Path(__file__).parents[1] / "workflows"


@contextmanager
def installed() -> Iterator[Urls]:
    """Addresses of a migrated, empty database on a server with its durable settings."""
    with tempfile.TemporaryDirectory(prefix="liandong-bench-") as folder:
        home = Path(folder, "pg")
        home.mkdir(mode=0o711)
        Path(folder).chmod(0o711)
        urls = postgres.ensure(home)
        try:
            migrations.upgrade(urls.owner, urls.app, urls.auditor)
            load_models()
            yield urls
        finally:
            database.remove(home)


def furnish(urls: Urls, home: Path) -> tuple[Database, cast.Cast, str]:
    """The cast, a patient and the shipped processes; returns the database, the people and the patient's id."""
    settings = settings_over(urls, home)
    from app.care.patients import vault

    vault.install(settings.data_key, settings.index_key)
    wiring.install(wired())
    made = Database(settings.database_url)
    people = cast.assemble(made)
    with made.transaction() as session:
        terminology.load_sample(session)
        import_shipped(session, SHIPPED)
        known = patients.register(session, people.doctor.actor, patients.Given(name="叶文彬", sex="1"))
    return made, people, str(known.id)
