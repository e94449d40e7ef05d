"""`flask --app wsgi demo seed`: the demonstration city, with a progress bar."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.db import Database
from app.demo.seed import seed as make
from app.web import settings

SEED = 20261124


@click.group("demo")
def demo() -> None:
    """The demonstration city."""


@demo.command("seed")
@click.option("--seed", "number", default=SEED, show_default=True, help="The same number gives the same city.")
@with_appcontext
def seed_command(number: int) -> None:
    """Make the city of 155 institutions with its people, patients and referrals, unless it is there."""
    if not settings().demo:
        raise click.ClickException(
            "只有示范模式才生成示范城市：请设 LIANDONG_DEMO=1。"
            " / Only demonstration mode makes the city: set LIANDONG_DEMO=1."
        )
    owner = Database(settings().database_owner_url, pool_size=1)
    try:
        with click.progressbar(length=1000, label="示范城市 / demonstration city", show_pos=False) as bar:
            shown = 0

            def progress(done: int, total: int) -> None:
                nonlocal shown
                bar.update(1000 * done // total - shown)
                shown = 1000 * done // total

            make(current_app, owner, number, progress)
    finally:
        owner.close()
