"""Both languages are complete, nothing is unused, nothing is missing."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from app.ui.frame import ENTRIES
from app.ui.states import ROLE_KEYS, STATES, UNKNOWN, URGENCY_KEYS
from app.ui.translate import catalogue, translate

APP = Path(__file__).parents[2] / "app"
CALL = re.compile(r"""\bt\(\s*["']([a-z0-9_.]+)["']""")
# Keys that tables of the code name, not a template.
FROM_TABLES = {
    *(look.key for look in STATES.values()),
    UNKNOWN.key,
    *URGENCY_KEYS.values(),
    *ROLE_KEYS.values(),
    *(entry.label for entry in ENTRIES),
}


def used() -> set[str]:
    sources = [path.read_text("utf-8") for suffix in ("*.j2", "*.py") for path in APP.rglob(suffix)]
    return {key for text in sources for key in CALL.findall(text)} | FROM_TABLES


def placeholders(text: object) -> set[str]:
    texts = text.values() if isinstance(text, dict) else [str(text)]
    return {name for one in texts for _, name, _, _ in Formatter().parse(one) if name}


def test_reader_of_either_language_finds_the_same_keys() -> None:
    assert catalogue("zh").keys() == catalogue("en").keys()


def test_pages_use_no_key_that_is_missing() -> None:
    assert used() - catalogue("zh").keys() == set()


def test_catalogue_holds_no_key_that_nothing_uses() -> None:
    assert catalogue("zh").keys() - used() == set()


def test_both_languages_fill_in_the_same_values() -> None:
    differing = [
        key
        for key, text in catalogue("zh").items()
        if placeholders(text) - {"n"} != placeholders(catalogue("en")[key]) - {"n"}
    ]
    assert differing == []


def test_no_text_is_empty_or_left_in_the_other_language() -> None:
    chinese = re.compile(r"[一-鿿]")
    for key, text in catalogue("en").items():
        assert text
        assert not chinese.search(str(text)), key
    for key, text in catalogue("zh").items():
        assert chinese.search(str(text)) or not re.search(r"[A-Za-z]{3}", str(text)), key


def test_counted_texts_choose_singular_and_plural() -> None:
    assert translate("en", "frame.open_tasks", n=1) == "open task"
    assert translate("en", "frame.open_tasks", n=2) == "open tasks"


def test_an_unknown_key_is_an_error_and_not_a_silent_gap() -> None:
    with pytest.raises(KeyError):
        translate("zh", "no.such.key")
