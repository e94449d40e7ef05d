"""The embedded PostgreSQL of one home: `ensure(home)` makes, starts or finds it, `stop(home)` stops it.

It asks a password of everybody and listens on a socket in a private folder, on no network. Beside the superuser
it has three roles: owner (migrations), app (no ownership) and auditor (reads only).
"""

from __future__ import annotations

import fcntl
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote

import psycopg
from psycopg import sql

from app.config import SECRETS, generated
from app.launch import account, vault
from app.launch.cluster import PORT, Cluster
from app.launch.homes import prepare
from app.launch.problem import LaunchProblem

DATABASE = "liandong"
ADMIN = "postgres"
OWNER = "liandong_owner"
APP = "liandong_app"
AUDITOR = "liandong_auditor"
PASSWORDS = {role: f"PASSWORD_{role.upper()}" for role in (ADMIN, OWNER, APP, AUDITOR)}


@dataclass(frozen=True)
class Urls:
    """SQLAlchemy addresses of the database `liandong`, one for each role."""

    owner: str
    app: str
    auditor: str
    admin: str

    def settings(self) -> dict[str, str]:
        """The same as the settings that `app.config` reads."""
        return {
            "DATABASE_URL": self.app,
            "DATABASE_OWNER_URL": self.owner,
            "DATABASE_AUDITOR_URL": self.auditor,
        }


def ensure(home: Path, tuning: Mapping[str, str] | None = None) -> Urls:
    """Make the database of this home ready: it runs, and roles and database exist. Safe to repeat at any time.

    `tuning` are server settings for this start. Raises `LaunchProblem` with what to do.
    """
    home = prepare(home)
    with _locked(home):
        cluster = _cluster(home)
        passwords = _passwords(home, fresh=not cluster.data.exists())
        settings = tuning or {}
        cluster.create(ADMIN, passwords[ADMIN], durable=settings.get("fsync") != "off")
        if not cluster.running():
            cluster.start(settings)
        try:
            _provide_roles(cluster, passwords)
        except psycopg.Error as error:
            raise _explained(cluster, error) from error
        urls = Urls(*(_url(cluster, role, passwords[role]) for role in (OWNER, APP, AUDITOR, ADMIN)))
        vault.add(home, urls.settings())
    return urls


def stop(home: Path) -> None:
    """Stop the database of this home if it runs."""
    if (home / "postgres").exists() or (home / "postgres.place").exists():
        with _locked(home):
            _cluster(home).stop()


def running(home: Path) -> bool:
    """Whether the database of this home is alive."""
    return _cluster(home).running()


def plain(url: str) -> str:
    """A SQLAlchemy address as psycopg and the programs of PostgreSQL take it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _explained(cluster: Cluster, error: psycopg.Error) -> LaunchProblem:
    reason = str(error).strip().split("\n", 1)[0]
    return LaunchProblem(
        f"内置数据库无法准备好：{reason}。请检查磁盘空间；日志见 {cluster.log}。",
        f"The embedded database cannot be made ready: {reason}. Check the disk's space; its log is {cluster.log}.",
    )


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    with (home / "postgres.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _cluster(home: Path) -> Cluster:
    folder = _folder(home.absolute())
    return Cluster(folder, account.for_database(folder / "data"))


def _folder(home: Path) -> Path:
    """`home/postgres`; where its user cannot enter home, a folder elsewhere that `postgres.place` names."""
    pointer, inside = home / "postgres.place", home / "postgres"
    if pointer.exists():
        return Path(pointer.read_text("utf-8").strip())
    user = account.for_database(inside / "data")
    if user.enters(home):
        if not inside.exists():
            inside.mkdir(mode=0o700)
            user.owns(inside)
        return inside
    return _elsewhere(pointer, user)


def _elsewhere(pointer: Path, user: account.Account) -> Path:
    for candidate in (Path("/var/lib"), Path("/var/tmp"), Path("/tmp")):  # noqa: S108 - mkdtemp is private
        if user.enters(candidate):
            try:
                made = Path(tempfile.mkdtemp(prefix="liandong-postgres-", dir=candidate))
            except OSError:
                continue
            user.owns(made)
            pointer.write_text(f"{made}\n", "utf-8")
            return made
    raise LaunchProblem(
        f"数据库用户 {user.name} 无法进入 {pointer.parent}：请用普通用户运行，或把 LIANDONG_HOME 设为其他目录。",
        f"The database's user {user.name} cannot enter {pointer.parent}: run as an ordinary user, "
        "or set LIANDONG_HOME to another folder.",
    )


def _passwords(home: Path, *, fresh: bool) -> dict[str, str]:
    known = generated(home)
    if not fresh and PASSWORDS[ADMIN] not in known:
        raise LaunchProblem(
            f"{home / SECRETS} 中缺少数据库密码，而数据库已经存在：请从备份恢复该文件，或删除 {home} 重新开始。",
            f"{home / SECRETS} does not hold the database's password though a database exists: restore the file "
            f"from a backup, or delete {home} to begin anew.",
        )
    missing = {name: secrets.token_urlsafe(24) for name in PASSWORDS.values() if name not in known}
    values = vault.add(home, missing)
    return {role: values[name] for role, name in PASSWORDS.items()}


def _url(cluster: Cluster, role: str, password: str) -> str:
    place = quote(str(cluster.sockets.absolute()), safe="")
    return f"postgresql+psycopg://{role}:{quote(password, safe='')}@/{DATABASE}?host={place}&port={PORT}"


def _provide_roles(cluster: Cluster, passwords: Mapping[str, str]) -> None:
    """Roles, their passwords and the database; each step is safe to repeat after a kill."""
    with psycopg.connect(
        host=str(cluster.sockets),
        port=PORT,
        user=ADMIN,
        password=passwords[ADMIN],
        dbname=ADMIN,
        autocommit=True,
        connect_timeout=30,
    ) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APP, AUDITOR):
            verb: LiteralString = "ALTER" if role in known else "CREATE"
            statement = sql.SQL(verb + " ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(passwords[role])))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if not found:
            statement = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
        for grant in (
            sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC"),
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}"),
        ):
            names = (sql.Identifier(name) for name in (DATABASE, APP, AUDITOR))
            connection.execute(grant.format(*names))


if __name__ == "__main__":  # `python -m app.launch.postgres HOME`: the addresses, for psql and backups
    sys.stdout.write(
        "\n".join(f"{name}={url}" for name, url in ensure(Path(sys.argv[1])).settings().items()) + "\n"
    )
