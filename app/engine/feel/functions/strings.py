"""String functions (DMN 10.3.4.3)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.engine.feel.functions.patterns import compiled, guard
from app.engine.feel.functions.registry import builtin, integer, invalid, items, string
from app.engine.feel.limits import MAX_LIST, MAX_STRING, charge, too_long

_REFERENCE = re.compile(r"\\.|\$\d+", re.DOTALL)
_REPLACEMENT = re.compile(r"(?:[^\\$]|\\[\\$]|\$\d)*", re.DOTALL)


@builtin("substring", "string", "start position", "length?")
def substring(text: Any, start: Any, length: Any = None) -> str:
    """Characters from a position (1 is the first, -1 the last)."""
    whole, place = string(text), integer(start)
    first = place - 1 if place > 0 else len(whole) + place
    count = None if length is None else integer(length)
    if place == 0 or first < 0 or (count is not None and count < 1):
        raise invalid("位置或长度无效。", "The position or length is invalid.")
    return whole[first:] if count is None else whole[first : first + count]


@builtin("string length", "string")
def string_length(text: Any) -> Decimal:
    """Number of characters."""
    return Decimal(len(string(text)))


@builtin("upper case", "string")
def upper_case(text: Any) -> str:
    """In capitals."""
    return string(text).upper()


@builtin("lower case", "string")
def lower_case(text: Any) -> str:
    """In small letters."""
    return string(text).lower()


@builtin("substring before", "string", "match")
def substring_before(text: Any, match: Any) -> str:
    """What stands before the first match; nothing when there is none."""
    before, found, _after = _partition(string(text), string(match))
    return before if found else ""


@builtin("substring after", "string", "match")
def substring_after(text: Any, match: Any) -> str:
    """What stands behind the first match; nothing when there is none."""
    return _partition(string(text), string(match))[2]


def _partition(text: str, match: str) -> tuple[str, bool, str]:
    place = text.find(match)
    if place < 0:
        return text, False, ""
    return text[:place], True, text[place + len(match) :]


@builtin("contains", "string", "match")
def contains(text: Any, match: Any) -> bool:
    """Is the match somewhere in the text?"""
    return string(match) in string(text)


@builtin("starts with", "string", "match")
def starts_with(text: Any, match: Any) -> bool:
    """Does the text begin with the match?"""
    return string(text).startswith(string(match))


@builtin("ends with", "string", "match")
def ends_with(text: Any, match: Any) -> bool:
    """Does the text end with the match?"""
    return string(text).endswith(string(match))


@builtin("matches", "input", "pattern", "flags?")
def matches(text: Any, pattern: Any, flags: Any = None) -> bool:
    """Does the regular expression match somewhere?"""
    regex = compiled(string(pattern), _flags(flags))
    guard(regex, string(text))
    return regex.pattern.search(text) is not None


def _flags(flags: Any) -> str:
    return "" if flags is None else string(flags)


@builtin("replace", "input", "pattern", "replacement", "flags?")
def replace(text: Any, pattern: Any, replacement: Any, flags: Any = None) -> str:
    """All matches replaced; `$1` in the replacement is the first group (XPath's `fn:replace`)."""
    plain, given = string(replacement), _flags(flags)
    regex = compiled(string(pattern), given)
    guard(regex, string(text))
    if "q" not in given and _REPLACEMENT.fullmatch(plain) is None:
        raise invalid("替换文本中的 $ 或 \\ 无效。", "A $ or \\ in the replacement is invalid.")
    if regex.pattern.search("") is not None:
        raise invalid("正则表达式不得匹配空文本。", "The regular expression must not match empty text.")
    pieces: list[str] = []
    size = place = 0
    for found in regex.pattern.finditer(text):
        inserted = plain if "q" in given else _expand(plain, found)
        pieces += [text[place : found.start()], inserted]
        size += len(inserted)
        if size > MAX_STRING:
            raise too_long()
        charge(1)
        place = found.end()
    return "".join([*pieces, text[place:]])


def _expand(replacement: str, found: re.Match[str]) -> str:
    def one(reference: re.Match[str]) -> str:
        text = reference[0]
        if text[0] == "\\":
            return text[1]
        digits = text[1:]
        while len(digits) > 1 and int(digits[:4]) > found.re.groups:
            digits = digits[:-1]
        rest = text[1 + len(digits) :]
        group = int(digits[:4])
        return (found[group] or "") + rest if group <= found.re.groups else rest

    return _REFERENCE.sub(one, replacement)


@builtin("split", "string", "delimiter")
def split(text: Any, delimiter: Any) -> list[str]:
    """The pieces between the matches of a regular expression."""
    regex = compiled(string(delimiter), "")
    guard(regex, string(text))
    pieces: list[str] = []
    place = 0
    for found in regex.pattern.finditer(text):
        if found.end() > found.start():
            pieces.append(text[place : found.start()])
            place = found.end()
        if len(pieces) > MAX_LIST:
            raise too_long()
    return [*pieces, text[place:]]


@builtin("string join", "list", "delimiter?")
def string_join(texts: Any, delimiter: Any = None) -> str:
    """The texts of a list in one; null items are left out."""
    parts = [string(text) for text in items(texts) if text is not None]
    between = "" if delimiter is None else string(delimiter)
    if sum(map(len, parts)) + len(between) * len(parts) > MAX_STRING:
        raise too_long()
    return between.join(parts)
