"""The application of a small installation: what the supervisor starts, without the product's weight."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path

import psycopg
from flask import Flask
from flask.cli import AppGroup

HOME = Path(os.environ["LIANDONG_HOME"])
app = Flask("small")
demo = AppGroup("demo")
app.cli.add_command(demo)


@app.get("/readyz")
def readyz() -> tuple[str, int]:
    """Ready when the database answers and the worker has come up."""
    try:
        psycopg.connect(os.environ["DATABASE_URL"].replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.OperationalError:
        return "database", 503
    return ("ok", 200) if (HOME / "worker").exists() else ("worker", 503)


@app.cli.command("worker")
def worker() -> None:
    """Say who we are and wait for the end."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    (HOME / "worker").write_text(str(os.getpid()))
    ended.wait()
    (HOME / "worker").unlink()


@app.cli.command("prepare")
def prepare() -> None:
    """Leave a trace."""
    _trace("prepare")


@demo.command("seed")
def seed() -> None:
    """Leave a trace and the accounts."""
    account = {"username": "li.wei", "password": "try-me", "name": "李伟", "role": "primary_doctor"}
    (HOME / "demo-accounts.json").write_text(json.dumps([account], ensure_ascii=False))
    _trace("seed")


def _trace(word: str) -> None:
    with (HOME / "trace").open("a") as file:
        file.write(f"{word}\n")
