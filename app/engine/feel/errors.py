"""What can go wrong in an expression, said in Chinese and English."""

from __future__ import annotations


class FeelError(Exception):
    """An expression failed; `position` is the offset in its text (None when no place is known)."""

    def __init__(self, message_zh: str, message_en: str, position: int | None = None) -> None:
        super().__init__(message_zh, message_en, position)
        self.message_zh = message_zh
        self.message_en = message_en
        self.position = position

    def __str__(self) -> str:
        if self.position is None:
            return f"{self.message_zh} {self.message_en}"
        place = self.position + 1
        return f"第 {place} 个字符：{self.message_zh} Character {place}: {self.message_en}"


class FeelSyntaxError(FeelError):
    """The text is not an expression."""


class FeelStop(FeelError):
    """Stops the whole evaluation, in lenient use too."""


class FeelLimitError(FeelStop):
    """The expression is longer, deeper or costlier than the limits in `limits` allow."""


class NullArgument(Exception):
    """A built-in function met null where it needs a value: its answer is null, also in strict use."""
