"""One PostgreSQL cluster on disk: made, started, found running, stopped. Knows nothing of our roles."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.launch import binaries
from app.launch.account import Account
from app.launch.problem import LaunchProblem
from app.launch.tie import tied

PORT = 5432  # only the name of the socket: the folder is private, and nothing listens on the network
SOCKET_LIMIT = 107  # bytes of a socket's path on Linux
START_SECONDS = 60
HALF = "data.new-"
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "log_statement": "none",
    "log_min_error_statement": "panic",  # a failing statement may hold personal data
    "log_error_verbosity": "terse",  # so may the detail line of a violated constraint
}


class Cluster:
    """The files under `folder` and the server over them, run by `account`."""

    def __init__(self, folder: Path, account: Account) -> None:
        self.folder = folder
        self.account = account
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.sockets = _socket_folder(folder)

    def create(self, admin: str, password: str, *, durable: bool = True) -> None:
        """Make an empty cluster; a half-made one of an earlier try is done again. Tests need not be `durable`.

        The finished folder gets its name last, so whatever is called `data` is whole.
        """
        if self.data.exists():
            return
        for left in self.folder.glob(f"{HALF}*"):
            shutil.rmtree(left, ignore_errors=True)
        half = self.folder / f"{HALF}{os.getpid()}"  # one that a killed start left may still be at work on its own
        secret = self.folder / "password.new"
        _write_private(secret, password, self.account)
        try:
            self._run(
                *("initdb", "-D", str(half), "-U", admin, "-A", "scram-sha-256", f"--pwfile={secret}"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-E", "UTF8", "-k"),
                *(() if durable else ("--no-sync",)),
            )
        finally:
            secret.unlink(missing_ok=True)
        half.rename(self.data)

    def start(self, tuning: Mapping[str, str]) -> None:
        """Start the server and wait until it takes connections; what a killed one left is cleared."""
        self._clear_leftovers()
        self._make_socket_folder()
        settings = {**SETTINGS, **tuning, "unix_socket_directories": str(self.sockets), "port": str(PORT)}
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        _keep_small(self.log)
        self._run(
            *("pg_ctl", "start", "-w", "-s", "-t", str(START_SECONDS)),
            *("-D", str(self.data), "-l", str(self.log), "-o", options),
        )

    def stop(self) -> None:
        """Stop the server if it runs, within seconds; connections are closed, nothing committed is lost."""
        if not self.running():
            return
        try:
            self._run("pg_ctl", "stop", "-m", "fast", "-w", "-s", "-t", "20", "-D", str(self.data))
        except LaunchProblem:
            self._run("pg_ctl", "stop", "-m", "immediate", "-w", "-s", "-t", "10", "-D", str(self.data))

    def running(self) -> bool:
        """Whether the server of these files is alive (it may still be starting)."""
        return self._is_ours(self._postmaster())

    def _postmaster(self) -> int:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return 0

    def _processes(self) -> Iterator[int]:
        """Every living process of this cluster: they work in the data folder, zombies in none."""
        return (int(entry.name) for entry in Path("/proc").iterdir() if self._is_ours(entry.name))

    def _is_ours(self, process: int | str) -> bool:
        try:
            return Path(f"/proc/{process}/cwd").readlink() == self.data.resolve()
        except OSError:  # no process, gone meanwhile, or of another user
            return False

    def _clear_leftovers(self) -> None:
        """After kill -9: end what is left of the server, and forget process ids that now are a zombie's or others'.

        PostgreSQL itself would take either for a living server and refuse to start.
        """
        until = time.monotonic() + 10
        while left := list(self._processes()):
            for process in left:
                _end(process, signal.SIGKILL if time.monotonic() > until - 8 else signal.SIGQUIT)
            if time.monotonic() > until:
                raise LaunchProblem(
                    f"上次的数据库进程 {left} 无法结束：请结束它们后重试。",
                    f"Processes {left} of the last database do not end: end them and try again.",
                )
            time.sleep(0.1)
        for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def _make_socket_folder(self) -> None:
        if not self.sockets.exists():
            self.sockets.mkdir(mode=0o700)
            self.account.owns(self.sockets)
        found = self.sockets.lstat()
        if found.st_uid != self.account.uid or found.st_mode & 0o170077 != 0o040000:
            raise LaunchProblem(
                f"{self.sockets} 不属于数据库用户 {self.account.name}：请删除它后重试。",
                f"{self.sockets} does not belong to {self.account.name} alone: remove it and try again.",
            )

    def _run(self, program: str, *arguments: str) -> None:
        place = binaries.reachable(self.account, self.folder)
        done = subprocess.run(  # noqa: S603 - our own programs and paths
            [str(place / program), *arguments],
            **self.account.run_as(),
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=tied(),
        )
        if done.returncode:
            raise self._explained(program, done.stdout + done.stderr)

    def _explained(self, program: str, output: str) -> LaunchProblem:
        if program == "pg_ctl" and self.log.exists():
            output += "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])
        if "No space left on device" in output or "Disk quota exceeded" in output:
            return LaunchProblem(
                f"磁盘已满，数据库无法写入 {self.folder}：请清理磁盘后重试。",
                f"The disk is full, the database cannot write to {self.folder}: free some space and try again.",
            )
        return LaunchProblem(
            f"内置数据库的 {program} 失败，日志见 {self.log}：{output.strip()}",
            f"{program} of the embedded database failed, its log is {self.log}: {output.strip()}",
        )


def _socket_folder(folder: Path) -> Path:
    """Inside the cluster, or below /tmp under a name of its own where the path is too long for a socket."""
    inside = folder / "socket"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT:
        return inside
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path("/tmp") / f"liandong-{name}"  # noqa: S108 - owner and mode are checked before every use


def _write_private(path: Path, text: str, account: Account) -> None:
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
    account.owns(path)


def _keep_small(log: Path) -> None:
    if log.exists() and log.stat().st_size > 10_000_000:
        log.rename(log.with_suffix(".log.old"))


def _end(process: int, how: signal.Signals) -> None:
    try:
        os.kill(process, how)
    except ProcessLookupError:
        return
