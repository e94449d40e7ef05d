from tests.cast import cast, database, database_urls, settled
from tests.hands import hands
from tests.pages_inbox.conftest import address, context, people, visitor

__all__ = ["address", "cast", "context", "database", "database_urls", "hands", "people", "settled", "visitor"]
