"""The one clock. Business time is the transaction's: database clock plus the installation's offset.

Every host then agrees, the host's own zone never matters, and a demonstration can move time for all at once.
Sessions, throttles and key expiry alone use the host's clock (`host_now`), so that moving time signs nobody out.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

ZONE = ZoneInfo("Asia/Shanghai")
NOW = "liandong.now"


def now(session: Session) -> datetime:
    """The present moment of this transaction, aware, in UTC; the same for everything done in it."""
    moment: datetime = session.info[NOW]
    return moment


def host_now() -> datetime:
    """The host's clock, for what must not move with the demonstration: sessions, throttles, key expiry."""
    return datetime.now(UTC)
