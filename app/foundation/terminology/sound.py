"""Chinese text by its sound: full pinyin and initials, for search and for a stable order."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def spelled(text: str) -> tuple[str, str]:
    """Pinyin without tones and the initials: `肺炎` → (`feiyan`, `fy`); other letters stay, lower case."""
    from pypinyin import Style, lazy_pinyin  # slow to import, and most processes never search

    whole = lazy_pinyin(text)
    letters = lazy_pinyin(text, style=Style.FIRST_LETTER)
    return _joined(whole), _joined(letters)


def _joined(parts: list[str]) -> str:
    return "".join("".join(parts).lower().split())


def pattern(text: str) -> str:
    """A LIKE pattern for "contains", with the wildcards in `text` made harmless."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
