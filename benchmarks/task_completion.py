"""What completing a task costs above the database: the service against its very own rows by plain psycopg.

`python -m benchmarks.task_completion` prints one JSON line: median milliseconds of a completion with timers,
takeover and history. `floor` is the same statements with the same values sent by plain psycopg, in the same run, in
turns; `ratio` is floor / value.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import factory
from app.cases import queries, service, wiring
from app.cases.definitions.service import publish
from app.cases.locks import item_etag
from app.db import Database, load_models
from app.foundation.identity.actor import Actor
from tests import cast, database
from tests.cases.test_cost import steps

Sent = list[tuple[str, Any]]
WARM_UP = 20


class RolledBack(Exception):
    """Takes back what was only to be recorded."""


def measure(rounds: int, place: Database, plain: str) -> dict[str, object]:
    """Medians over `rounds` completions each way, with their ratio."""
    with place.transaction() as session:
        people = cast.insert(session)
        publish(session, people.designer.actor, "steps", steps("steps"))
    served, floors = [], []
    with psycopg.connect(plain) as connection:
        for turn in range(rounds + WARM_UP):
            item, etag = _task(place, people)
            began = time.perf_counter()
            with place.transaction() as session:
                service.complete(session, people.office.actor, item, {"word": "new"}, etag)
            served.append(time.perf_counter() - began)
            sent = _recorded(place, people.office.actor, *_task(place, people))
            began = time.perf_counter()
            with connection.transaction(), connection.cursor() as cursor:
                for statement, values in sent:
                    cursor.execute(statement, values)
            floors.append(time.perf_counter() - began)
            if turn + 1 == WARM_UP:
                served, floors = [], []
    value, floor = (statistics.median(times) * 1000 for times in (served, floors))
    return {
        "name": "task_completion",
        "value": round(value, 2),
        "unit": "ms",
        "floor": round(floor, 2),
        "ratio": round(floor / value, 2),
        "n": len(served),
    }


def _task(place: Database, people: cast.Cast) -> tuple[UUID, str]:
    with place.transaction() as session:
        beginning = service.Beginning("steps", {"receiver": str(people.tertiary.id), "word": None})
        case = service.start(session, people.doctor.actor, beginning).id
    with place.reading() as session:
        (item,) = queries.open_items(session, [case])[case]
        return item.id, item_etag(item)


def _recorded(place: Database, actor: Actor, item: UUID, etag: str) -> Sent:
    """What a completion sends, without its happening."""
    with _listening(place) as sent:
        try:
            with place.transaction() as session:
                service.complete(session, actor, item, {"word": "new"}, etag)
                raise RolledBack
        except RolledBack:
            return sent


@contextmanager
def _listening(place: Database) -> Iterator[Sent]:
    sent: Sent = []

    def executed(_connection: Session, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        sent.append((statement, values))

    event.listen(place.engine, "before_cursor_execute", executed)
    yield sent
    event.remove(place.engine, "before_cursor_execute", executed)


def main(rounds: int) -> None:
    """Measure on a database server of this run's own."""
    home = Path(tempfile.gettempdir(), f"{database.PREFIX}{os.getpid()}")
    try:
        with database.clone(database.template(home)) as urls:
            load_models()
            wiring.install(factory.wired())
            place = Database(urls.app)
            print(json.dumps(measure(rounds, place, database.plain(urls.app))))
            place.close()
    finally:
        database.remove(home)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
