"""What a completion costs: statements as PostgreSQL sees them, transaction control included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from app.db import Database
from tests import cast, diagrams
from tests.cases.test_actions_and_parties import MANIFEST, TRIAGE
from tests.hands import Hand

MOST_STATEMENTS = 16


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every statement that goes to the server, BEGIN, COMMIT and ROLLBACK too."""
    seen: list[str] = []

    def executed(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(" ".join(statement.split())[:90])

    listeners = [
        ("before_cursor_execute", executed),
        ("begin", lambda _c: seen.append("BEGIN")),
        ("commit", lambda _c: seen.append("COMMIT")),
        ("rollback", lambda _c: seen.append("ROLLBACK")),
    ]
    for name, listener in listeners:
        event.listen(database.engine, name, listener)
    yield seen
    for name, listener in listeners:
        event.remove(database.engine, name, listener)


def steps(key: str) -> dict[str, str]:
    """Two tasks of the receiver's office one after the other, each with a takeover and a timer beside it."""
    late = {"takeover": "PT2H: [receiver + &quot;:institution_lead&quot;]"}
    body = diagrams.line(
        ("begin", diagrams.start()),
        ("a", diagrams.ask("a", groups=TRIAGE, **late)),
        ("b", diagrams.ask("b", groups=TRIAGE, **late)),
        ("finish", diagrams.end()),
    )
    for task in ("a", "b"):
        body += diagrams.boundary(f"late_{task}", task, diagrams.timer("timeDuration", "P1D"))
        body += diagrams.arrow(f"late_{task}", "finish")
        body += diagrams.boundary(
            f"withdraw_{task}", task, diagrams.message_event("withdraw"), roles="sender:primary_doctor"
        )
        body += diagrams.arrow(f"withdraw_{task}", "finish")
    form = diagrams.form(word="textfield", receiver="textfield")
    return diagrams.package(
        key, body, "receiver: string; word: string", manifest={**MANIFEST, "key": key}, form_text=form
    )


@pytest.fixture
def task(designer: Hand, database: Database, people: cast.Cast) -> str:
    from app.cases import queries, service

    designer.publish("steps", steps("steps"))
    with database.transaction() as session:
        beginning = service.Beginning("steps", {"receiver": str(people.tertiary.id), "word": None})
        case = service.start(session, people.doctor.actor, beginning).id
    with database.reading() as session:
        return str(queries.open_items(session, [case])[case][0].id)


def test_office_completes_a_task_with_timers_within_the_budget(hands: Any, database: Database, task: str) -> None:
    office = hands("office")
    etag = office.tag(f"/tasks/{task}")
    with counted(database) as seen:
        answer = office.post(f"/tasks/{task}/complete", {"answers": {"word": "new"}}, etag=etag)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    listing = "\n".join(seen)
    assert len(seen) <= MOST_STATEMENTS, f"{len(seen)} statements:\n{listing}"
    assert seen.count("COMMIT") == 1


def test_counter_misses_nothing_that_goes_over_the_wire(database: Database) -> None:
    with counted(database) as seen, database.transaction() as session:
        session.connection().exec_driver_sql("SELECT 1")
    assert [one.split()[0] for one in seen] == ["BEGIN", "SELECT", "SELECT", "COMMIT"]
    assert isinstance(psycopg.__version__, str)
