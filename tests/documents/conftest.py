from tests.cast import cast, database

__all__ = ["cast", "database"]
