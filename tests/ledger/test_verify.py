"""The history proves itself: green as written, red and naming the row after any rewriting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from app.cases import queries
from app.db import Database
from app.foundation.ledger.queries import history
from app.foundation.ledger.verifying import Verified, verify
from app.launch.postgres import Urls
from tests import diagrams
from tests.database import plain
from tests.hands import Hand


def look(database: Database) -> Verified:
    with database.reading() as session:
        return verify(session, [queries.ledger_heads])


@pytest.fixture
def case(designer: Hand) -> str:
    """A case with a history of several rows."""
    designer.publish("fork", diagrams.fork())
    case = designer.begin("fork", word="old", other="old")
    for element in ("a", "b", "after"):
        assert designer.do(designer.open(case)[element], word=element).status_code == 200
    return case


@pytest.fixture
def owner(database_urls: Urls) -> Any:
    """A connection that may do what the application may not."""
    with psycopg.connect(plain(database_urls.owner), autocommit=True) as connection:
        yield connection


def test_untouched_history_is_green(database: Database, case: str) -> None:
    done = look(database)
    assert done.findings == ()
    assert done.chains >= 2
    assert done.rows > 8


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        ("UPDATE ledger_row SET kind = 'task_claimed' WHERE chain = %(case)s AND seq = 3", "row_changed"),
        ("UPDATE ledger_row SET at = at + interval '1 s' WHERE chain = %(case)s AND seq = 3", "row_changed"),
        ("DELETE FROM ledger_row WHERE chain = %(case)s AND seq = 3", "row_gone"),
        (
            "UPDATE ledger_payload SET body = replace(body, '{', '{ ') FROM ledger_row r"
            ' WHERE "row" = r.id AND r.chain = %(case)s AND r.seq = 3',
            "payload_changed",
        ),
        (
            'DELETE FROM ledger_payload USING ledger_row r WHERE "row" = r.id AND r.chain = %(case)s AND r.seq = 3',
            "payload_gone",
        ),
        ("DELETE FROM ledger_row WHERE chain = %(case)s AND seq >= 5", "row_gone"),
        ("DELETE FROM ledger_row WHERE chain = %(case)s", "row_gone"),
    ],
)
def test_rewritten_history_is_red_and_names_the_row(
    database: Database, case: str, owner: Any, tamper: str, code: str
) -> None:
    assert owner.execute(tamper, {"case": case}).rowcount
    first = look(database).findings[0]
    assert (str(first.chain), first.code) == (case, code)
    assert first.seq in (1, 3, 5)


def test_row_written_again_with_a_right_digest_breaks_the_chain(database: Database, case: str, owner: Any) -> None:
    from app.foundation.ledger import sealing

    columns = ", ".join(sealing.COVERED)
    with owner.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        row = cursor.execute(f"SELECT {columns} FROM ledger_row WHERE chain = %s AND seq = 3", (case,)).fetchone()
        row["kind"] = "forged"
        digest = sealing.digest_of_row(row)
        cursor.execute("UPDATE ledger_row SET kind = 'forged', digest = %s WHERE id = %s", (digest, row["id"]))
    codes = [(one.seq, one.code) for one in look(database).findings]
    assert codes == [(4, "chain_broken")]


def test_history_says_who_did_what_when_at_which_element_and_version(
    designer: Hand, database: Database, case: str
) -> None:
    from uuid import UUID

    with database.reading() as session:
        rows = history(session, UUID(case))
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    first = next(row for row in rows if row["kind"] == "task_completed")
    actor = designer.member.actor
    assert (first["person"], first["post"], first["name"]) == (actor.person, actor.post, actor.name)
    assert (first["element"], first["version"]) == ("a", "fork:1")
    assert (first["before"]["variables"], first["after"]["variables"]) == ({"word": "old"}, {"word": "a"})
    assert ["a", "left", None] in first["steps"]
    assert rows[-1]["kind"] == "case_ended"


@pytest.mark.parametrize("statement", ["UPDATE ledger_row SET kind = 'x'", "DELETE FROM ledger_payload"])
def test_application_itself_cannot_rewrite_history(
    database: Database, case: str, statement: str, refuses: Callable[[str], bool]
) -> None:
    assert refuses(statement)


@pytest.fixture
def refuses(database: Database) -> Callable[[str], bool]:
    """Whether the database refuses a statement to the application's role."""
    from sqlalchemy.exc import ProgrammingError

    def try_it(statement: str) -> bool:
        try:
            with database.reading() as session:
                session.execute(text(statement))
        except ProgrammingError as error:
            return isinstance(error.orig, psycopg.errors.InsufficientPrivilege)
        return False

    return try_it
