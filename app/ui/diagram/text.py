"""Text in SVG does not wrap by itself: widths are estimated and lines broken here."""

from __future__ import annotations

import re
import unicodedata

LINE = 16
PIECES = re.compile(r"[⺀-鿿＀-￯　-〿]|[^\s⺀-鿿＀-￯　-〿]+|\s+")
NO_LINE_START = "，。、；：？！）》」』】”’…·,.;:?!)"


def width_of(text: str, size: float = 13) -> float:
    """The estimated width in pixels: full-width characters one em, others a little more than half."""
    return sum(size if unicodedata.east_asian_width(one) in "WF" else size * 0.56 for one in text)


def wrap(text: str, width: float, most: int, size: float = 13) -> list[str]:
    """At most that many lines of about that width; Chinese breaks anywhere but before punctuation, other text at
    spaces. What does not fit ends in an ellipsis."""
    lines = [line for part in text.splitlines() for line in _broken(part, width, size)]
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(last + "…", size) > width:
        last = last[:-1]
    return [*lines[: most - 1], last + "…"]


def _broken(text: str, width: float, size: float) -> list[str]:
    lines = [""]
    for piece in PIECES.findall(text):
        fits = width_of(lines[-1] + piece.rstrip(), size) <= width
        if fits or not lines[-1].strip() or piece in NO_LINE_START:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip() for line in lines if line.strip()]
