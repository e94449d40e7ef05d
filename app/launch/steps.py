"""What a start does before anything serves: database, migrations, shipped processes, demonstration."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from sqlalchemy.exc import DBAPIError

import migrations
from app.config import CHECKOUT, Settings
from app.launch import postgres, vault
from app.launch.ending import Ending, Stopped
from app.launch.problem import LaunchProblem
from app.launch.tie import tied

DONE = "prepared.json"
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
PORT_SECONDS = 3.0  # an instance that was killed may hold the port a moment longer


def settled(settings: Settings) -> Settings:
    """Settings after secrets were generated and, unless `DATABASE_URL` names one, the embedded database runs."""
    if settings.mode != "production":
        vault.fill(settings.home)
    if not os.environ.get("DATABASE_URL"):
        postgres.ensure(settings.home)
    return Settings.read()


def free_port(port: int) -> None:
    """See that nobody listens on our port."""
    until = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except PermissionError as error:
                raise LaunchProblem(
                    f"没有权限使用端口 {port}：请设置 1024 以上的 PORT。",
                    f"Port {port} needs privileges: set PORT to one above 1023.",
                ) from error
            except OSError as error:
                if time.monotonic() > until:
                    raise LaunchProblem(
                        f"端口 {port} 已被占用：请停止占用它的程序，或换一个端口，如 PORT={port + 1} make run。",
                        f"Port {port} is taken: stop what uses it, or choose another: PORT={port + 1} make run.",
                    ) from error
            else:
                return
        time.sleep(0.2)


def migrate(settings: Settings) -> None:
    """See that the database answers, and bring it to the newest schema as its owner."""
    try:
        psycopg.connect(postgres.plain(settings.database_owner_url), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        raise LaunchProblem(
            f"无法连接数据库：请检查 DATABASE_OWNER_URL、DATABASE_URL 和数据库服务。（{_without_secrets(error)}）",
            "The database cannot be reached: check DATABASE_OWNER_URL, DATABASE_URL and the server.",
        ) from error
    try:
        migrations.upgrade(settings.database_owner_url, settings.database_url, settings.database_auditor_url)
    except DBAPIError as error:
        reason = str(error.orig).strip().split("\n", 1)[0]
        raise LaunchProblem(
            f"更新数据库结构失败：{reason}。请检查磁盘空间，以及 DATABASE_OWNER_URL 的用户是否拥有该数据库。",
            f"The database's schema could not be brought up to date: {reason}. Check the disk's space, and that "
            "the user of DATABASE_OWNER_URL owns the database.",
        ) from error


def prepare_city(settings: Settings, environment: Mapping[str, str], ending: Ending) -> None:
    """Bring in what is shipped when it changed, and make the demonstration once; each is safe to repeat."""
    done_file = settings.home / DONE
    done, database = _read(done_file), _identity(settings)
    seeded = bool(done.get("demo")) and done.get("database") == database
    wanted = {
        "database": database,
        "shipped": _digest(CHECKOUT / "workflows", CHECKOUT / "app"),
        "demo": seeded or settings.demo,
    }
    if done == wanted:
        return
    flask((*FLASK, "prepare"), environment, ending)
    if settings.demo and not seeded:
        flask((*FLASK, "demo", "seed"), environment, ending)
    aside = done_file.with_suffix(".new")
    aside.write_text(json.dumps(wanted))
    aside.replace(done_file)


def flask(command: tuple[str, ...], environment: Mapping[str, str], ending: Ending) -> None:
    """Run one command of ours to its end; it is ended when we are told to stop."""
    quiet = {"LIANDONG_LOG_LEVEL": "warning", **environment}  # a progress bar is easier to read without the log
    process = subprocess.Popen(  # noqa: S603 - our own commands
        command, cwd=CHECKOUT, env=quiet, stdin=subprocess.DEVNULL, preexec_fn=tied()
    )
    while process.poll() is None:
        if ending.told():
            process.terminate()
            process.wait()
            raise Stopped
        time.sleep(0.1)
    if process.returncode:
        words = " ".join(command[3:])
        raise LaunchProblem(
            f"“flask {words}” 失败（{process.returncode}）：原因见上，修正后重新运行即可继续。",
            f"“flask {words}” failed ({process.returncode}): the reason is above; mend it and run again to go on.",
        )


def _identity(settings: Settings) -> str:
    """Which database this is: its address without password, and its number within the server."""
    with psycopg.connect(postgres.plain(settings.database_owner_url)) as connection:
        number = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
        info = connection.info
        return f"{info.host}:{info.port}/{info.dbname}#{number[0] if number else ''}"


def _digest(*folders: Path) -> str:
    found = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            found.update(f"{path.relative_to(CHECKOUT)}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _read(path: Path) -> dict[str, object]:
    try:
        values = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _without_secrets(error: psycopg.OperationalError) -> str:
    """The first line of the driver's message; it names host, port and user, never the password."""
    return str(error).strip().split("\n", 1)[0]
