from tests.access.every_get_world import world
from tests.cast import cast, database, database_urls, settled

__all__ = ["cast", "database", "database_urls", "settled", "world"]
