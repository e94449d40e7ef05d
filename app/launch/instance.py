"""One running instance per home: a lock that the kernel releases, and a note of who holds it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from app.launch.problem import LaunchProblem

WAIT_SECONDS = 3.0  # for one that was killed and is just going
WAIT_WHILE_STOPPING_SECONDS = 30.0


class Instance:
    """We hold the home; others can read our process id and whether we are stopping."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.note("running")

    def note(self, state: str) -> None:
        """Tell those who wait what we are doing: `running` or `stopping`."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(f"{os.getpid()} {state}\n")
        self._file.flush()


@contextmanager
def only_one(home: Path) -> Iterator[Instance]:
    """Hold the home until the end of the block; one that is stopping is waited for, a running one is a problem."""
    with (home / "run.lock").open("a+") as file:
        begun = time.monotonic()
        while not _taken(file):
            holder = _holder(file)
            limit = WAIT_WHILE_STOPPING_SECONDS if holder.endswith("stopping") else WAIT_SECONDS
            number = holder.split(" ")[0]
            if time.monotonic() - begun > limit:
                raise LaunchProblem(
                    f"另一个实例（进程 {number}）正在使用 {home}：请先停止它，或设置另一个 LIANDONG_HOME 和 PORT。",
                    f"Another instance (process {number}) is using {home}: stop it first, or set another "
                    "LIANDONG_HOME and PORT.",
                )
            time.sleep(0.2)
        yield Instance(file)


def _taken(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: TextIO) -> str:
    file.seek(0)
    return file.read().strip()
