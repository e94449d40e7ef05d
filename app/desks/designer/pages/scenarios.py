"""The scenarios of a package by name, for reading."""

from __future__ import annotations

import json
from collections.abc import Mapping

FOLDER = "scenarios/"
# Files whose name begins so are shared beginnings, not scenarios.
SHARED = "_"


def scenarios(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """File name and title of each scenario; the file's name where it has no title."""
    found = []
    for name in sorted(texts):
        short = name.removeprefix(FOLDER)
        if name.startswith(FOLDER) and name.endswith(".json") and not short.startswith(SHARED):
            found.append((name, _title(texts[name]) or short))
    return found


def _title(text: str) -> str:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(content.get("name", "")) if isinstance(content, dict) else ""
