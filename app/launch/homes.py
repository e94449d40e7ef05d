"""`LIANDONG_HOME`: the one folder that holds an installation's data and generated secrets."""

from __future__ import annotations

import os
from pathlib import Path

from app.launch.problem import LaunchProblem


def prepare(home: Path) -> Path:
    """Make the folder if it is missing and see that we can write to it; the absolute path.

    A folder that we make as root can be passed through by the database's user but not listed; one that was there
    keeps its permissions.
    """
    home = home.absolute()
    try:
        if not home.exists():
            home.mkdir(parents=True)
            home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        probe = home / f".write-{os.getpid()}"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise LaunchProblem(
            f"无法写入 {home}（{error.strerror}）：请把 LIANDONG_HOME 设为可写且有空间的目录。",
            f"{home} cannot be written ({error.strerror}): set LIANDONG_HOME to a writable folder with room.",
        ) from error
    return home
