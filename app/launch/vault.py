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

from app.config import SECRETS, generated

GENERATED = ("SECRET_KEY", "LIANDONG_DATA_KEY", "LIANDONG_INDEX_KEY")


def add(home: Path, values: Mapping[str, str]) -> dict[str, str]:
    """Store `values` beside what is there, whole or not at all, and return everything."""
    known = generated(home)
    merged = {**known, **values}
    if merged != known:
        _replace(home / SECRETS, json.dumps(merged, indent=2, ensure_ascii=False) + "\n")
    return merged


def fill(home: Path) -> dict[str, str]:
    """Generate each secret of the application that this home does not have yet."""
    known = generated(home)
    return add(home, {name: secrets.token_urlsafe(32) for name in GENERATED if name not in known})


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=".secrets-", dir=path.parent)  # mkstemp makes it 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
