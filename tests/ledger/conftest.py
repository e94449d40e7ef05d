"""Fixtures of `tests.hands`."""

from tests.hands import database, designer, hands, people

__all__ = ["database", "designer", "hands", "people"]
