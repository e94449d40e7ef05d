"""`make run` as its user meets it: starts, ends, and gets up again after anything."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.launch import account
from tests.launch.installation import Installation, installed, ordinary, python_for

NOBODY = ordinary()
USERS = [account.current()]
if NOBODY.other and python_for(NOBODY):
    USERS.append(NOBODY)


@pytest.fixture
def installation() -> Iterator[Installation]:
    with installed(account.current()) as made:
        yield made


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.name)
def test_user_starts_twice_and_everything_ends_each_time(user: account.Account) -> None:
    with installed(user) as installation:
        first = installation.start()
        installation.wait_ready()
        installation.wait_said("li.wei  try-me  李伟 · primary_doctor")
        assert installation.home.stat().st_mode & 0o077 in (0, 0o011)
        assert (installation.home / "secrets.json").stat().st_mode & 0o777 == 0o600
        first.send_signal(signal.SIGHUP)  # make does not hand it on; the supervisor notices
        first.wait(20)
        installation.wait_nothing_left()

        second = installation.start()
        installation.wait_ready()
        assert installation.trace() == ["prepare", "seed"]
        second.send_signal(signal.SIGINT)
        second.wait(20)
        installation.wait_nothing_left()


def test_killed_supervisor_takes_its_children_along_and_the_next_start_recovers(installation: Installation) -> None:
    first = installation.start()
    installation.wait_ready()
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    second = installation.start()
    installation.wait_ready()
    names = list(installation.processes().values())
    assert sum("app.launch.run" in name and "make" not in name for name in names) == 1
    assert sum("flask --app wsgi worker" in name for name in names) == 1

    installation.kill_all()  # the database too
    second.wait()
    third = installation.start()
    installation.wait_ready()
    third.terminate()
    third.wait(20)
    installation.wait_nothing_left()


def test_first_start_killed_half_way_is_done_again(installation: Installation) -> None:
    first = installation.start()
    while not half_made(installation):
        assert first.poll() is None, installation.output.read_text()
    installation.kill_all()
    first.wait()
    assert half_made(installation)
    second = installation.start()
    installation.wait_ready()
    second.terminate()
    second.wait(20)
    installation.wait_nothing_left()


def test_crashed_web_and_database_are_started_again_and_a_second_instance_refused(
    installation: Installation,
) -> None:
    first = installation.start()
    installation.wait_ready()
    kill(installation, "gunicorn")
    installation.wait_said("web ended unexpectedly")
    installation.wait_ready()
    kill(installation, "postgres -D")
    installation.wait_said("the database ended unexpectedly")
    installation.wait_ready()

    other = Path(installation.folder, "other")
    installation.output = other
    status, said = installation.run(PORT="1")
    assert status == 2
    assert "另一个实例" in said
    assert "Another instance" in said
    first.terminate()
    first.wait(20)
    installation.wait_nothing_left()


def test_taken_port_is_named(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()
        status, said = installation.run()
    assert status == 2
    assert f"端口 {installation.port} 已被占用" in said
    assert f"Port {installation.port} is taken" in said


@pytest.mark.parametrize(
    ("environment", "zh", "en"),
    [
        (
            {"LIANDONG_HOME": "/proc/liandong"},
            "请把 LIANDONG_HOME 设为可写",
            "set LIANDONG_HOME to a writable folder",
        ),
        ({"DATABASE_URL": "postgresql://a@127.0.0.1:1/x"}, "无法连接数据库", "The database cannot be reached"),
        ({"PORT": "many"}, "PORT：必须是 1 到 65535", "PORT: must be a whole number from 1 to 65535"),
    ],
)
def test_start_that_cannot_go_on_says_what_to_do(
    installation: Installation, environment: dict[str, str], zh: str, en: str
) -> None:
    status, said = installation.run(**environment)
    assert status == 2
    assert zh in said
    assert en in said
    assert "Traceback" not in said


def half_made(installation: Installation) -> list[Path]:
    """Database folders that are not whole yet."""
    return list((installation.home / "postgres").glob("data.new-*/PG_VERSION"))


def kill(installation: Installation, words: str) -> None:
    process = min(number for number, name in installation.processes().items() if words in name)
    os.kill(process, signal.SIGKILL)
