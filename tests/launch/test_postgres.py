"""The embedded database of a home: made, found again, reachable wherever the home lies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.launch import postgres
from app.launch.account import Account
from app.launch.cluster import SOCKET_LIMIT
from app.launch.problem import LaunchProblem
from tests.database import TUNING

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="liandong-postgres-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def homes() -> Iterator[list[Path]]:
    """Homes named by a test, whose databases are stopped and removed afterwards."""
    named: list[Path] = []
    yield named
    for home in named:
        postgres.stop(home)
        place = home / "postgres.place"
        if place.exists():
            shutil.rmtree(place.read_text().strip())


def answer(url: str, question: str) -> object:
    with psycopg.connect(postgres.plain(url)) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
        return row[0]


def test_home_closed_to_others_gets_its_database_and_keeps_its_permissions(
    tmp_path: Path, homes: list[Path]
) -> None:
    tmp_path.chmod(0o700)
    homes.append(tmp_path / "home")
    urls = postgres.ensure(homes[0], TUNING)
    assert answer(urls.app, "SELECT current_user") == "liandong_app"
    assert tmp_path.stat().st_mode & 0o777 == 0o700
    assert (homes[0] / "postgres.place").exists() == (os.geteuid() == 0)
    assert postgres.ensure(homes[0], TUNING) == urls


def test_home_too_deep_for_a_socket_gets_its_database(open_folder: Path, homes: list[Path]) -> None:
    deep = open_folder
    while len(os.fsencode(deep)) < SOCKET_LIMIT:
        deep /= "a-rather-long-name"
        deep.mkdir(mode=0o711)
    homes.append(deep)
    urls = postgres.ensure(deep, TUNING)
    assert answer(urls.auditor, "SELECT current_user") == "liandong_auditor"
    postgres.stop(deep)
    shutil.rmtree(
        Path("/tmp", next(name for name in urls.app.split("%2F") if name.startswith("liandong-")).split("&")[0])
    )


def test_programs_that_the_database_user_cannot_read_are_copied(
    open_folder: Path, homes: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "reads", lambda self, path: False)
    homes.append(open_folder)
    urls = postgres.ensure(open_folder, TUNING)
    assert answer(urls.owner, "SELECT current_setting('server_version_num')::int / 10000") == 18
    process = (open_folder / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0]
    assert str(open_folder) in str(Path(f"/proc/{process}/exe").readlink())


def test_two_at_once_make_one_database(open_folder: Path, homes: list[Path]) -> None:
    homes.append(open_folder)
    command = [sys.executable, "-m", "app.launch.postgres", str(open_folder)]
    both = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (process.communicate()[0] for process in both)
    assert first == second
    assert answer(postgres.ensure(open_folder, TUNING).app, "SELECT 1") == 1


def test_lost_secrets_are_named_instead_of_a_new_database(open_folder: Path, homes: list[Path]) -> None:
    homes.append(open_folder)
    postgres.ensure(open_folder, TUNING)
    (open_folder / "secrets.json").unlink()
    with pytest.raises(LaunchProblem, match="restore the file from a backup"):
        postgres.ensure(open_folder, TUNING)


def test_process_id_that_is_now_a_strangers_does_not_stop_the_next_start(
    open_folder: Path, homes: list[Path]
) -> None:
    homes.append(open_folder)
    postgres.ensure(open_folder, TUNING)
    note = open_folder / "postgres" / "data" / "postmaster.pid"
    lines = note.read_text().split("\n")
    os.kill(int(lines[0]), signal.SIGKILL)
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    urls = postgres.ensure(open_folder, TUNING)
    assert answer(urls.app, "SELECT 1") == 1
