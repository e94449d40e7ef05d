"""The command line: every feature's own commands, and those that need several."""

from __future__ import annotations

import signal
import sys
import threading

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app import idempotency
from app.cases.definitions.packages import import_shipped
from app.cases.queries import ledger_heads
from app.db import Database
from app.demo.cli import demo
from app.desks.designer.cli import SHIPPED, workflows
from app.foundation.identity import sessions, throttle
from app.foundation.identity.cli import group as people
from app.foundation.ledger.verifying import verify
from app.foundation.network.cli import group as network
from app.foundation.terminology import queries as terminology_queries
from app.foundation.terminology import service as terminology_service
from app.foundation.terminology.cli import group as terminology
from app.foundation.timekeeping import calendars
from app.foundation.timekeeping.worker import run_worker
from app.journey.cli import journey
from app.web import database, settings

audit = AppGroup("audit", help="历史的证明 Proof of the history.")


def install(app: Flask) -> None:
    """Add all commands to `flask --app wsgi`."""
    for command in (people, network, terminology, workflows, audit, demo, journey, prepare, worker):
        app.cli.add_command(command)


@audit.command("verify")
def verify_history() -> None:
    """核对全部历史；有改动就指出那一行并以 1 退出 Prove the whole history; exit 1 naming what was changed."""
    auditor = Database(settings().database_auditor_url, pool_size=1)
    try:
        with auditor.reading() as session:
            done = verify(session, [ledger_heads])
    finally:
        auditor.close()
    for one in done.findings:
        click.echo(f"✗ {one.chain} #{one.seq} {one.row or ''} {one.zh} {one.en}")
    click.echo(f"{done.chains} 条链，{done.rows} 行 / {done.chains} chains, {done.rows} rows")
    if done.findings:
        sys.exit(1)
    click.echo("✓ 没有改动 / nothing was changed")


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """补上编码表样例、工作日历、随软件提供的流程 Add the sample of codes, the calendar, the shipped processes.

    What the installation has entered or published itself stays as it is.
    """
    with database().transaction() as session:
        if not terminology_queries.any_code(session):
            terminology_service.load_sample(session)
        calendars.seed(session)
        published = import_shipped(session, SHIPPED)
    for one in published:
        click.echo(f"{one.key}: 第 {one.number} 版 / version {one.number}")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """到点的事情由它来做 Carries out what is due, until it is told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    run_worker(database(), stop, tidy=[idempotency.forget_old, throttle.forget_old, sessions.forget_old])
