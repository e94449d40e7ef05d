"""Which user the embedded PostgreSQL runs as, and what that user can reach.

PostgreSQL refuses to run as root, so root hands it to `nobody` or to whoever owns the data already. Permissions of
folders that we did not make are never changed; where that user cannot get in, the files go elsewhere.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from app.launch.problem import LaunchProblem


class As(TypedDict, total=False):
    """The arguments by which `subprocess` changes the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user of the machine; `other` when it is not the one we run as."""

    uid: int
    gid: int
    name: str
    other: bool

    def run_as(self) -> As:
        """Arguments for `subprocess.run`; empty when no change of user is needed."""
        return As(user=self.uid, group=self.gid, extra_groups=[]) if self.other else As()

    def owns(self, path: Path) -> None:
        """Give a folder that we made to this user."""
        if self.other:
            os.chown(path, self.uid, self.gid)

    def reads(self, path: Path) -> bool:
        """Whether this user can open `path`, judged by the permissions of it and of every folder above."""
        if not self.other:
            return os.access(path, os.R_OK)
        return self._may(path, stat.S_IROTH) and self.enters(path.parent)

    def enters(self, folder: Path) -> bool:
        """Whether this user can pass through `folder` and every folder above it."""
        if not self.other:
            return os.access(folder, os.X_OK)
        real = folder.resolve()
        return all(self._may(part, stat.S_IXOTH) for part in (real, *real.parents))

    def _may(self, path: Path, bit: int) -> bool:
        found = path.stat()
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return bool(found.st_mode & (bit << shift))


def current() -> Account:
    """The user we run as."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError as error:
        raise LaunchProblem(
            f"当前用户编号 {uid} 没有用户名，PostgreSQL 不能启动：请换一个正常的用户运行。",
            f"User id {uid} has no name on this machine, so PostgreSQL cannot start: run as an ordinary user.",
        ) from error
    return Account(uid, os.getegid(), name, other=False)


def for_database(data: Path) -> Account:
    """The user who runs the database whose files are (or will be) in `data`."""
    if os.geteuid() != 0:
        return current()
    owner = data.stat().st_uid if data.exists() else 0
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError as error:
        raise LaunchProblem(
            "找不到可以运行数据库的用户（nobody）：请用普通用户运行，或设置 DATABASE_URL。",
            "There is no user (nobody) who could run the database: run as an ordinary user, or set DATABASE_URL.",
        ) from error
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, other=True)
