from tests.cast import cast, database, database_urls, settled
from tests.hands import hands
from tests.pages_inbox.conftest import address, context, people, referral, visitor
from tests.referrals.conftest import answers, doctor, patient

__all__ = [
    "address",
    "answers",
    "cast",
    "context",
    "database",
    "database_urls",
    "doctor",
    "hands",
    "patient",
    "people",
    "referral",
    "settled",
    "visitor",
]
