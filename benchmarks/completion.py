"""Completing a task through the service, against the same statements by plain psycopg in the same run.

The floor replays, on an identical copy of the database, exactly what the service had sent: same SQL, same rows, one
commit each. What is above it is the engine, the forms, the mapping, the history's digests.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import event

from app.care.referrals import service as referrals
from app.cases import WorkItem, queries, service
from app.cases.locks import item_etag
from app.db import Database
from app.launch.postgres import Urls, plain
from benchmarks.installation import furnish, installed
from tests import database
from tests.cast import Cast

COUNT = 150
WARMING = 20
Script = list[tuple[str, Any, bool]]
ANSWERS = {
    "kind": "ordinary",
    "urgency": 3,
    "mode": "outpatient",
    "impression": ["J18.900"],
    "reason": "发热、咳嗽 5 天，口服抗生素 3 天无好转，请进一步检查治疗。",
    "history": "慢性支气管炎 5 年。",
    "allergies": "无",
    "treatment": "头孢呋辛 3 天。",
    "medication": "头孢呋辛、氨溴索。",
    "results": "体温 38.7 ℃；胸片右下肺片状影。",
    "consent_signed": True,
}


def measure(count: int = COUNT) -> list[dict[str, Any]]:
    """Milliseconds of one triage decision, its floor and ratio, and the statements it sends."""
    with installed() as urls, tempfile.TemporaryDirectory() as home:
        made, people, patient = furnish(urls, Path(home))
        tasks = [_awaiting_triage(made, people, patient) for _ in range(count + WARMING)]
        made.close()
        with database.clone(urls) as copy:
            scripts, times = _by_service(urls, people, tasks)
            floors = _by_psycopg(copy, scripts)
    value, floor = (statistics.median(some[WARMING:]) * 1000 for some in (times, floors))
    sent = statistics.median(len(script) + 2 for script in scripts)
    return [
        _figure("completion", value, "ms", floor, floor / value, count),
        _figure("completion_statements", sent, "statements", 16, sent / 16, count),
    ]


def _figure(name: str, value: float, unit: str, floor: float, ratio: float, n: int) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "floor": round(floor, 3),
        "ratio": round(ratio, 3),
        "n": n,
    }


def _awaiting_triage(made: Database, people: Cast, patient: str) -> UUID:
    """A referral at the receiver; the id of its triage task."""
    answers = {
        **ANSWERS,
        "receiver": str(people.tertiary.id),
        "department": str(people.tertiary.departments["cardiology"]),
    }
    with made.transaction() as session:
        case = referrals.send(
            session, people.doctor.actor, referrals.Wanted("upward_referral", UUID(patient), answers)
        )
        review = queries.open_items(session, [case.id])[case.id][0]
        service.complete(session, people.reviewer.actor, review.id, {"decision": "approve"}, item_etag(review))
        return next(one.id for one in queries.open_items(session, [case.id])[case.id] if one.element == "triage")


def _by_service(urls: Urls, people: Cast, tasks: list[UUID]) -> tuple[list[Script], list[float]]:
    made, scripts, times = Database(urls.app), [], []
    for task in tasks:
        with made.reading() as session:
            tag = item_etag(session.get_one(WorkItem, task))
        with _recorded(made) as script:
            began = time.perf_counter()
            with made.transaction() as session:
                service.complete(session, people.specialist.actor, task, {"decision": "accept"}, tag)
            times.append(time.perf_counter() - began)
        scripts.append(list(script))
    made.close()
    return scripts, times


def _by_psycopg(urls: Urls, scripts: list[Script]) -> list[float]:
    times = []
    with psycopg.connect(plain(urls.app)) as connection, connection.cursor() as cursor:
        for script in scripts:
            began = time.perf_counter()
            for statement, parameters, many in script:
                if many:
                    cursor.executemany(statement, parameters)
                else:
                    cursor.execute(statement, parameters)
            connection.commit()
            times.append(time.perf_counter() - began)
    return times


@contextmanager
def _recorded(made: Database) -> Iterator[Script]:
    script: Script = []

    def record(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        script.append((statement, parameters, many))

    event.listen(made.engine, "before_cursor_execute", record)
    yield script
    event.remove(made.engine, "before_cursor_execute", record)
