"""What the application's and the auditor's role may do; called by migrations, which run as the owner.

The roles are named by the addresses in the settings, so that any server may name them as it likes.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

# What nobody rewrites: the application adds rows and reads them, no more.
APPEND_ONLY = ("ledger_row", "ledger_payload")


def grant_everything(connection: Connection) -> None:
    """Grant on all tables that exist, and by default on those that later migrations make."""
    app, auditor = (_quoted(connection, role) for role in roles())
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {app}, {auditor}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {auditor}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {auditor}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ):
        connection.execute(text(statement))
    for table in APPEND_ONLY:
        append_only(connection, table)
    connection.execute(text(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {app}"))


def append_only(connection: Connection, table: str) -> None:
    """Take from the application what would let it rewrite this table."""
    app, _ = (_quoted(connection, role) for role in roles())
    connection.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON {_quoted(connection, table)} FROM {app}"))


def roles() -> tuple[str, str]:
    """The names of the application's and the auditor's role in the database that is being migrated."""
    app, auditor = context.config.attributes["roles"]
    return app, auditor


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
