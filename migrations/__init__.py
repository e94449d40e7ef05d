"""The database's history: `upgrade(…)` brings it to the newest schema."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

from app.config import Settings

FOLDER = Path(__file__).parent


def configuration(owner: str, app: str, auditor: str) -> Config:
    """Alembic's configuration for one database, by the addresses of its three roles: the owner's is used to
    connect, the others name whom the migrations grant to."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = owner
    config.attributes["roles"] = tuple(make_url(url).username for url in (app, auditor))
    return config


def for_settings(settings: Settings) -> Config:
    """The same for the database of these settings."""
    return configuration(settings.database_owner_url, settings.database_url, settings.database_auditor_url)


def upgrade(owner: str, app: str, auditor: str) -> None:
    """Bring the database to the newest schema; nothing happens when it is there already."""
    command.upgrade(configuration(owner, app, auditor), "head")


@cache
def newest() -> str | None:
    """The version that a database must have for this code."""
    return ScriptDirectory(str(FOLDER)).get_current_head()
