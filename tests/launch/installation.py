"""A small installation of its own: the real launcher, database and migrations over a light application."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.launch import account

CHECKOUT = Path(__file__).parents[2]
READY_SECONDS = 40


def ordinary() -> account.Account:
    """An ordinary user: `nobody` when we are root, else we."""
    return account.for_database(Path("/nonexistent"))


def python_for(user: account.Account) -> str | None:
    """A Python with our libraries that this user may run; none where the checkout is closed to others."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (Path(sys.executable).resolve(), Path("/usr/bin", version), Path("/usr/local/bin", version))
    libraries = Path(sysconfig.get_path("purelib"))
    if not user.enters(libraries):
        return None
    return next((str(place) for place in places if place.exists() and user.reads(place)), None)


class Installation:
    """One folder with a copy of the launcher, one home, one port, and the processes started from them."""

    def __init__(self, folder: Path, user: account.Account) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.user = user
        self.port = _free_port()
        self.output = folder / "output"
        self.started: subprocess.Popen[bytes] | None = None
        self._copy()

    def start(self, **more: str) -> subprocess.Popen[bytes]:
        """`make run` here, in a process group of its own."""
        python = python_for(self.user) or sys.executable
        command = ["make", "-s", "-C", str(self.folder), "supervisor", f"PYTHON={python}"]
        with self.output.open("w") as output:
            self.started = subprocess.Popen(
                command,
                env={**self.environment(), **more},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.user.run_as(),
            )
        return self.started

    def run(self, **more: str) -> tuple[int, str]:
        """The exit status and words of a start that is expected to end by itself."""
        process = self.start(**more)
        return process.wait(READY_SECONDS), self.output.read_text()

    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "LIANDONG_HOME": str(self.home),
            "LIANDONG_DEMO": "1",
            "LIANDONG_WEB_PROCESSES": "1",
            "PORT": str(self.port),
        }

    def wait_ready(self) -> float:
        """Seconds until `/readyz` answered 200."""
        begun = time.monotonic()
        while time.monotonic() - begun < READY_SECONDS:
            if self.status() == 200:
                return time.monotonic() - begun
            assert self.started is None or self.started.poll() is None, self.output.read_text()
            time.sleep(0.05)
        raise AssertionError(f"not ready: {self.output.read_text()}")

    def status(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait_said(self, words: str) -> None:
        """Until the supervisor has printed these words."""
        begun = time.monotonic()
        while words not in self.output.read_text():
            assert time.monotonic() - begun < READY_SECONDS, self.output.read_text()
            time.sleep(0.05)

    def processes(self) -> dict[int, str]:
        """Everything alive that belongs to this installation, by process id."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                ours = f"LIANDONG_HOME={self.home}".encode() in (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                inside = str((entry / "cwd").readlink()).startswith(str(self.home))
                if ours or inside or f"{self.home}/" in command:
                    found[int(entry.name)] = command
            except OSError:
                continue
        return found

    def kill_all(self) -> None:
        """What a power cut leaves: nothing runs."""
        while alive := self.processes():
            for process in alive:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.02)

    def wait_nothing_left(self) -> None:
        begun = time.monotonic()
        while self.processes():
            assert time.monotonic() - begun < 15, self.processes()
            time.sleep(0.05)

    def trace(self) -> list[str]:
        return (self.home / "trace").read_text().split()

    def _copy(self) -> None:
        shutil.copytree(
            CHECKOUT / "app", self.folder / "app", ignore=shutil.ignore_patterns("__pycache__", "static")
        )
        shutil.copytree(CHECKOUT / "migrations", self.folder / "migrations")
        shutil.copy(Path(__file__).with_name("small_wsgi.py"), self.folder / "wsgi.py")
        (self.folder / "workflows").mkdir()
        (self.folder / "Makefile").write_text("supervisor:\n\t@$(PYTHON) -m app.launch.run\n")
        for path in (self.folder, *self.folder.rglob("*")):
            self.user.owns(path)


@contextmanager
def installed(user: account.Account) -> Iterator[Installation]:
    """A small installation, killed and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="liandong-launch-"))
    folder.chmod(0o711)
    installation = Installation(folder, user)
    try:
        yield installation
    finally:
        installation.kill_all()
        shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
