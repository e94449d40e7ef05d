"""Run by Alembic: connects as the owner of the tables and works through the versions in one transaction.

By hand: `DATABASE_OWNER_URL=… alembic -c migrations/alembic.ini revision --autogenerate -m "…"`.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text

import migrations
from app.config import Settings
from app.db import Base, load_models

# Any number; two processes that migrate at once wait for each other on it.
LOCK = 7_160_501


def main() -> None:
    """Migrate over one connection, one process at a time."""
    attributes = context.config.attributes
    if "url" not in attributes:  # alembic's own command line, which compares the models with the database
        load_models()
        attributes.update(migrations.for_settings(Settings.read()).attributes)
    engine = create_engine(attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            context.run_migrations()


main()
