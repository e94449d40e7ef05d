"""A failure of starting that a person can mend; kept free of anything but the standard library."""

from __future__ import annotations


class LaunchProblem(Exception):
    """Why the start cannot go on and what to do about it, in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en
