"""Reading an expression's text: blanks, words, names with spaces, numbers, strings."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NoReturn

from app.engine.feel.errors import FeelLimitError, FeelSyntaxError
from app.engine.feel.limits import MAX_SOURCE
from app.engine.feel.text import whole_text

_START = "[^\\W\\d]|[?_\\u2600-\\u27bf\\U0001F000-\\U0001FFFF]"
_PART = "[\\w?\\u2600-\\u27bf\\U0001F000-\\U0001FFFF]"
IDENTIFIER = re.compile(f"(?:{_START}){_PART}*")
_STARTS_NAME = re.compile(_START)
_BLANKS = re.compile(r"(?:[\s\u00a0\ufeff\u0085\u180e]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_WORD = re.compile(r"\w+|\W")
_MAX_NAME = 200


@lru_cache(maxsize=4096)
def is_simple(name: str) -> bool:
    """Can the name be read without knowing it (one word)?"""
    return IDENTIFIER.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _name_pattern(name: str) -> re.Pattern[str]:
    """Matches a name whatever blanks stand between its words and signs."""
    pieces = re.findall(r"\w+|[^\w\s]", name)
    text = re.escape(pieces[0])
    for before, piece in pairwise(pieces):
        words = piece[0].isalnum() and before[-1].isalnum()
        text += (r"\s*(?<=\s)" if words else r"\s*") + re.escape(piece)
    return re.compile(text + (r"(?!\w)" if re.match(r"\w", pieces[-1][-1]) else ""))


@lru_cache(maxsize=1024)
def _by_first_word(names: frozenset[str]) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    table: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name in names:
        first = _WORD.match(name)
        if first is not None and not is_simple(name) and re.search(r"[^\s]", name):
            table.setdefault(first[0], []).append((name, _name_pattern(name)))
    return table


def _unescape_one(found: re.Match[str]) -> str:
    text = found[0]
    if len(text) > 2:
        code = int(text[2:], 16)
        return chr(code) if code <= 0x10FFFF else text
    return _ESCAPES.get(text[1], text)


def unescape(text: str) -> str:
    """The content of a string literal; surrogate pairs become one character."""
    return whole_text(_ESCAPE.sub(_unescape_one, text))


class Cursor:
    """A position in the text of an expression."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        if len(text) > MAX_SOURCE:
            raise FeelLimitError(
                f"表达式过长（最多 {MAX_SOURCE} 个字符）。",
                f"The expression is too long (at most {MAX_SOURCE} characters).",
            )
        self.text = text
        self.at = 0
        self.known = names
        self.skip_blanks()

    def skip_blanks(self) -> None:
        """Move past blanks and comments."""
        found = _BLANKS.match(self.text, self.at)
        if found is not None:
            self.at = found.end()

    def fail(self, message_zh: str, message_en: str) -> NoReturn:
        """Raise a syntax error at the position."""
        raise FeelSyntaxError(message_zh, message_en, self.at)

    def expected(self, sign: str) -> NoReturn:
        """Raise a syntax error that says which sign or word should stand here."""
        self.expected_thing(f"“{sign}”", f'"{sign}"')

    def expected_thing(self, zh: str, en: str) -> NoReturn:
        """Raise a syntax error that says what should stand here."""
        found = self.text[self.at : self.at + 20]
        if not found:
            self.fail(f"表达式不完整，此处应有{zh}。", f"The expression ends here, but {en} is missing.")
        self.fail(f"此处应有{zh}，却是“{found}”。", f'Expected {en}, found "{found}".')

    def peek(self) -> str:
        """The next character, or nothing at the end."""
        return self.text[self.at : self.at + 1]

    def sees(self, sign: str) -> bool:
        """Does the sign stand here?"""
        return self.text.startswith(sign, self.at)

    def accept(self, sign: str) -> bool:
        """Move past the sign if it stands here."""
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        self.skip_blanks()
        return True

    def require(self, sign: str) -> None:
        """Move past the sign, which must stand here."""
        if not self.accept(sign):
            self.expected(sign)

    def sees_word(self, word: str) -> bool:
        """Does the keyword stand here, as a whole word?"""
        end = self.at + len(word)
        if not self.text.startswith(word, self.at):
            return False
        return end >= len(self.text) or re.match(_PART, self.text[end]) is None

    def accept_word(self, word: str) -> bool:
        """Move past the keyword if it stands here."""
        if not self.sees_word(word):
            return False
        self.at += len(word)
        self.skip_blanks()
        return True

    def require_word(self, word: str) -> None:
        """Move past the keyword, which must stand here."""
        if not self.accept_word(word):
            self.expected(word)

    def require_end(self) -> None:
        """Nothing may follow."""
        if self.at < len(self.text):
            found = self.text[self.at : self.at + 20]
            self.fail(f"此处多出“{found}”。", f'Unexpected "{found}".')

    def follows(self, pattern: re.Pattern[str]) -> bool:
        """Does the pattern match here?"""
        return pattern.match(self.text, self.at) is not None

    def number(self) -> str | None:
        """The text of a number literal, if one stands here."""
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        self.skip_blanks()
        return found[0]

    def string(self) -> str:
        """The content of a string literal, which must stand here."""
        found = _STRING.match(self.text, self.at)
        if found is None:
            self.expected('"')
        self.at = found.end()
        self.skip_blanks()
        return unescape(found[1])

    def known_name(self, tables: list[frozenset[str]]) -> str:
        """A name: the longest known one with spaces or signs, else one word."""
        simple = IDENTIFIER.match(self.text, self.at)
        end, name = (simple.end(), simple[0]) if simple is not None else (self.at, "")
        first = _WORD.match(self.text, self.at)
        for table in tables if first is not None else []:
            for candidate, pattern in _by_first_word(table).get(first[0], ()) if first else ():
                found = pattern.match(self.text, self.at)
                if found is not None and found.end() > end:
                    end, name = found.end(), candidate
        if not name:
            self.expected_thing("名称", "a name")
        self.at = end
        self.skip_blanks()
        return name

    def new_name(self, stop: str) -> str:
        """A name being declared: everything up to what `stop` (a regular expression) matches."""
        if self.peek() == '"':
            return self.string()
        found = re.compile(rf"(.{{1,{_MAX_NAME}}}?)\s*(?={stop})", re.DOTALL).match(self.text, self.at)
        if found is None or not _STARTS_NAME.match(found[1]):
            self.expected_thing("名称", "a name")
        self.at = found.end()
        self.skip_blanks()
        return re.sub(r"\s+", " ", found[1].strip())
