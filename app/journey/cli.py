"""`flask --app wsgi journey`: exit 1 at the first step that is not as expected."""

from __future__ import annotations

import sys

import click

from app.config import Settings
from app.journey.client import Client, Unexpected, over_http, read_accounts
from app.journey.steps import travel


@click.command("journey")
@click.option("--base-url", help="Where the product is served; http://127.0.0.1:$PORT unless given.")
def journey(base_url: str | None) -> None:
    """One referral up and down to its close over HTTP, a line per step."""
    settings = Settings.read()
    try:
        accounts = read_accounts(settings.home / "demo-accounts.json")
        count = travel(Client(over_http(base_url or f"http://127.0.0.1:{settings.port}"), accounts), click.echo)
    except Unexpected as error:
        click.echo(f"✗  {error}", err=True)
        sys.exit(1)
    click.echo(f"✓  {count} 步都如预期 / {count} steps as expected")
