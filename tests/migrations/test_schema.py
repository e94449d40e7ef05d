"""The migrations give exactly what the models say, and no role more than it needs."""

from __future__ import annotations

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.db import Base, load_models
from app.launch.postgres import Urls


def test_migrated_database_is_what_the_models_say(database_urls: Urls) -> None:
    load_models()
    engine = sqlalchemy.create_engine(database_urls.owner, poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


REWRITES = [
    "UPDATE ledger_row SET kind = kind",
    "DELETE FROM ledger_row",
    "TRUNCATE ledger_row",
    "UPDATE ledger_payload SET body = body",
    "DELETE FROM ledger_payload",
    "TRUNCATE ledger_payload",
]


@pytest.mark.parametrize("statement", REWRITES)
def test_application_cannot_rewrite_history(database_urls: Urls, statement: str) -> None:
    engine = sqlalchemy.create_engine(database_urls.app, poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection, pytest.raises(sqlalchemy.exc.ProgrammingError, match="permission denied"):
        connection.execute(sqlalchemy.text(statement))


def test_auditor_reads_and_never_writes(database_urls: Urls) -> None:
    engine = sqlalchemy.create_engine(database_urls.auditor, poolclass=sqlalchemy.NullPool)
    with engine.connect() as connection:
        assert connection.execute(sqlalchemy.text("SELECT count(*) FROM ledger_row")).scalar() == 0
        with pytest.raises(sqlalchemy.exc.ProgrammingError, match="permission denied"):
            connection.execute(sqlalchemy.text("DELETE FROM case_file"))
