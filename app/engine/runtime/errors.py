"""What can go wrong while a case moves."""

from __future__ import annotations


class Incident(Exception):
    """The case cannot move as the diagram says: the whole hop is void, the case stays where it was.

    `element` is the id of the element on the diagram, `zh` and `en` say what happened.
    """

    def __init__(self, element: str, zh: str, en: str) -> None:
        super().__init__(f"{element}: {en}")
        self.element = element
        self.zh = zh
        self.en = en


class NotOpen(Exception):
    """What should be completed, fired or delivered is not waiting (any more)."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
