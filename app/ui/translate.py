"""Texts of the product in Chinese and English, one JSON file a language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from app.ui.words import Language

LANGUAGES: tuple[Language, ...] = ("zh", "en")
HERE = Path(__file__).parent / "translations"


@cache
def catalogue(language: Language) -> dict[str, str | dict[str, str]]:
    """Key → text, or for counted things `{"one": …, "other": …}`."""
    loaded: dict[str, str | dict[str, str]] = json.loads((HERE / f"{language}.json").read_text("utf-8"))
    return loaded


def translate(language: Language, key: str, **values: object) -> str:
    """The text of a key with `{name}` filled in; a counted text chooses by `n`. Raises KeyError when unknown."""
    text = catalogue(language)[key]
    if isinstance(text, dict):
        text = text["one" if values.get("n") == 1 else "other"]
    return text.format(**values) if values else text
