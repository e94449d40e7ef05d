"""The databases that tests are given."""

from __future__ import annotations

import psycopg
import pytest

from app.launch.postgres import Urls, plain


def test_application_role_reads_and_writes_rows_but_owns_nothing(database_urls: Urls) -> None:
    with psycopg.connect(plain(database_urls.app)) as connection:
        connection.execute("INSERT INTO installation_clock VALUES (true, interval '1 hour')")
        assert connection.execute("SELECT count(*) FROM installation_clock").fetchone() == (1,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE installation_clock")


def test_auditor_role_only_reads(database_urls: Urls) -> None:
    with psycopg.connect(plain(database_urls.auditor)) as connection:
        assert connection.execute("SELECT count(*) FROM installation_clock").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM installation_clock")
