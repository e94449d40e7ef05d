"""One PostgreSQL per test run, shared by the run's processes; every test gets databases of its own, cloned.

The process that the developer started owns the server and stops it at the end. What a killed run left is cleared by
the next one.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

import migrations
from app.launch import postgres
from app.launch.postgres import OWNER, Urls, plain

PREFIX = "liandong-tests-"
# Nothing here must survive a power cut.
TUNING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
_numbers = itertools.count()


def reserve_home() -> Path:
    """A folder for the server of this run, named after this process; the server itself starts when first needed."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not Path("/proc", left.name.removeprefix(PREFIX)).exists():
            remove(left)
    return Path(tempfile.gettempdir(), f"{PREFIX}{os.getpid()}")


def remove(home: Path) -> None:
    """Stop the server of a run, if it ever started, and delete its files."""
    if home.exists():
        postgres.stop(home)
        place = home / "postgres.place"
        if place.exists():
            shutil.rmtree(place.read_text("utf-8").strip(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def template(home: Path) -> Urls:
    """Addresses of the migrated database that all others are cloned from; the first caller makes it."""
    home.mkdir(mode=0o711, exist_ok=True)
    with (home / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        urls = postgres.ensure(home, TUNING)
        if not (home / "template.ready").exists():
            migrations.upgrade(urls.owner, urls.app, urls.auditor)
            (home / "template.ready").touch()
    return urls


@contextmanager
def clone(urls: Urls) -> Iterator[Urls]:
    """A fresh copy of that database (nobody may be connected to it), dropped afterwards whoever is connected."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with _admin(urls) as connection:
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy")
        source = urlsplit(urls.owner).path.removeprefix("/")
        connection.execute(statement.format(*map(sql.Identifier, (name, OWNER, source))))
    try:
        yield Urls(*(_named(url, name) for url in (urls.owner, urls.app, urls.auditor, urls.admin)))
    finally:
        with _admin(urls) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _admin(urls: Urls) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(plain(_named(urls.admin, "postgres")), autocommit=True)


def _named(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()
