"""The cast with a case to arrange something for."""

from tests.cast import cast, database, database_urls, settled

__all__ = ["cast", "database", "database_urls", "settled"]
