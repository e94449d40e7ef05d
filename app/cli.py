"""The command line: every feature's own commands, and those that need several."""

from __future__ import annotations

import signal
import sys
import threading

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app import idempotency
from app.cases.queries import ledger_heads
from app.demo.cli import demo
from app.desks.designer.cli import workflows
from app.foundation.identity import sessions, throttle
from app.foundation.identity.cli import group as people
from app.foundation.ledger.verifying import verify
from app.foundation.network.cli import group as network
from app.foundation.terminology.cli import group as terminology
from app.foundation.timekeeping.worker import run_worker
from app.journey.cli import journey
from app.web import database

audit = AppGroup("audit", help="历史的证明 Proof of the history.")


def install(app: Flask) -> None:
    """Add all commands to `flask --app wsgi`."""
    for command in (people, network, terminology, workflows, audit, demo, journey, worker):
        app.cli.add_command(command)


@audit.command("verify")
def verify_history() -> None:
    """核对全部历史；有改动就指出那一行并以 1 退出 Prove the whole history; exit 1 naming what was changed."""
    with database().reading() as session:
        done = verify(session, [ledger_heads])
    for one in done.findings:
        click.echo(f"✗ {one.chain} #{one.seq} {one.row or ''} {one.zh} {one.en}")
    click.echo(f"{done.chains} 条链，{done.rows} 行 / {done.chains} chains, {done.rows} rows")
    if done.findings:
        sys.exit(1)
    click.echo("✓ 没有改动 / nothing was changed")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """到点的事情由它来做 Carries out what is due, until it is told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    run_worker(database(), stop, tidy=[idempotency.forget_old, throttle.forget_old, sessions.forget_old])
