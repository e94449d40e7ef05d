"""Regular expressions of XPath and XML Schema rewritten for Python's engine.

What Python has not: categories (`\\p{Lu}`), the subtraction of classes (`[a-z-[aeiou]]`), `.` that stops at
carriage returns, `$` that means the very end. What XPath has not, such as look-around, is refused.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

_NAMED = re.compile(r"[pP]\{([A-Za-z0-9-]{1,40})\}")
_BLANKS = "\t\n\r "
_BLOCKS = {
    "IsBasicLatin": (0x00, 0x7F),
    "IsLatin-1Supplement": (0x80, 0xFF),
    "IsGreek": (0x370, 0x3FF),
    "IsCyrillic": (0x400, 0x4FF),
    "IsCJKSymbolsandPunctuation": (0x3000, 0x303F),
    "IsCJKUnifiedIdeographs": (0x4E00, 0x9FFF),
}
_SHORTHANDS = {
    "i": r":A-Z_a-z\u00c0-\u02ff\u0370-\u1fff\u2070-\u218f\u2c00-\ud7ff\uf900-\ufdcf",
    "c": r"\-.0-9:A-Z_a-z\u00b7-\u02ff\u0300-\u1fff\u203f\u2040\u2070-\u218f\u2c00-\ud7ff\uf900-\ufdcf",
}


class _Refused(ValueError):
    """The pattern is not of XPath."""


def to_python(pattern: str, *, ignore_blanks: bool, dot_all: bool, multi_line: bool) -> str:
    """The pattern for Python's `re`; ValueError when it is not of XPath."""
    return _Translator(pattern, ignore_blanks, dot_all, multi_line).translate()


class _Translator:
    def __init__(self, pattern: str, ignore_blanks: bool, dot_all: bool, multi_line: bool) -> None:
        self._text = pattern
        self._at = 0
        self._ignore_blanks = ignore_blanks
        self._outside = {".": "." if dot_all else r"[^\n\r]", "$": "$" if multi_line else r"\Z"}

    def translate(self) -> str:
        pieces: list[str] = []
        while self._at < len(self._text):
            sign = self._next()
            if sign == "\\":
                pieces.append(self._escape(inside=False))
            elif sign == "[":
                pieces.append(self._class())
            elif sign == "(" and self._text.startswith("?", self._at) and self._text[self._at + 1 :][:1] != ":":
                raise _Refused("look-around")
            elif not (self._ignore_blanks and sign in _BLANKS):
                pieces.append(self._outside.get(sign, sign))
        return "".join(pieces)

    def _next(self) -> str:
        if self._at >= len(self._text):
            raise _Refused("the pattern ends too soon")
        self._at += 1
        return self._text[self._at - 1]

    def _escape(self, inside: bool) -> str:
        sign = self._next()
        while self._ignore_blanks and not inside and sign in _BLANKS:
            sign = self._next()
        if sign in "pP":
            return self._category(inside)
        if sign in "iIcC":
            return _wrapped(_SHORTHANDS[sign.lower()], sign.isupper(), inside)
        if inside and sign.isdigit():
            raise _Refused("a back reference inside a class")
        if sign.isalpha() and sign not in "nrtsSdDwW":
            raise _Refused(f"unknown escape {sign}")
        return "\\" + sign

    def _category(self, inside: bool) -> str:
        found = _NAMED.match(self._text, self._at - 1)
        if found is None:
            raise _Refused("a category without name")
        self._at = found.end()
        ranges = _category(found[1], found[0][0] == "P")
        return ranges if inside else f"[{ranges}]"

    def _class(self) -> str:
        """A class from behind its bracket to its end; a subtracted class becomes a look-ahead."""
        pieces = ["["]
        if self._text.startswith("^", self._at):
            pieces.append(self._next())
        while True:
            sign = self._next()
            if sign == "]" and len(pieces) > 1:
                return "".join(pieces) + "]"
            if sign == "-" and self._text.startswith("[", self._at):
                self._next()
                taken = self._class()
                if self._next() != "]":
                    raise _Refused("something behind a subtracted class")
                return f"(?:(?!{taken}){''.join(pieces)}])"
            if sign == "[":
                raise _Refused("an unescaped bracket")
            pieces.append(self._escape(inside=True) if sign == "\\" else sign)


def _wrapped(ranges: str, negated: bool, inside: bool) -> str:
    if inside and negated:
        raise _Refused("a negated name class inside a class")
    if inside:
        return ranges
    return f"[{'^' if negated else ''}{ranges}]"


@lru_cache(maxsize=64)
def _category(name: str, negated: bool) -> str:
    """The characters of a Unicode category or block as ranges of a class."""
    if name in _BLOCKS:
        first, last = _BLOCKS[name]
        members = [first <= code <= last for code in range(sys.maxunicode + 1)]
    else:
        members = [unicodedata.category(chr(code)).startswith(name) for code in range(sys.maxunicode + 1)]
    if not any(members):
        raise _Refused(f"unknown category {name}")
    return "".join(_ranges([member is not negated for member in members]))


def _ranges(members: list[bool]) -> list[str]:
    found: list[str] = []
    start: int | None = None
    for code, member in enumerate([*members, False]):
        if member and start is None:
            start = code
        elif not member and start is not None:
            found.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = None
    return found
