"""`$LIANDONG_HOME/secrets.json`: what was generated for this installation, once, readable by its owner only.

Keys are the names of settings (`SECRET_KEY`, `DATABASE_URL`, …); `app.config` takes from here what the environment
leaves open, so that every command finds the embedded database of its home.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from app.launch.problem import LaunchProblem

NAME = "secrets.json"
GENERATED = ("SECRET_KEY", "LIANDONG_DATA_KEY", "LIANDONG_INDEX_KEY")


def read(home: Path) -> dict[str, str]:
    """The generated values of this home; empty before the first start."""
    path = home / NAME
    try:
        values = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except PermissionError as error:
        raise LaunchProblem(
            f"没有权限读取 {path}：请用启动本系统的同一用户运行。",
            f"{path} cannot be read: run this as the user who started the installation.",
        ) from error
    except ValueError as error:
        raise LaunchProblem(
            f"{path} 不是有效的 JSON：请从备份恢复，或删除整个 {home} 重新开始。",
            f"{path} is not valid JSON: restore it from a backup, or delete {home} to begin anew.",
        ) from error
    return {str(name): str(value) for name, value in values.items()}


def add(home: Path, values: Mapping[str, str]) -> dict[str, str]:
    """Store `values` beside what is there, whole or not at all, and return everything."""
    known = read(home)
    merged = {**known, **values}
    if merged != known:
        _replace(home / NAME, json.dumps(merged, indent=2, ensure_ascii=False) + "\n")
    return merged


def fill(home: Path) -> dict[str, str]:
    """Generate each secret of the application that this home does not have yet."""
    known = read(home)
    return add(home, {name: secrets.token_urlsafe(32) for name in GENERATED if name not in known})


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=".secrets-", dir=path.parent)  # mkstemp makes it 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
