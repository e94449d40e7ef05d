"""How a row of history is bound to its payload and to the row before it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

ALGORITHM = "sha256/1"
SALT_BYTES = 16
# What the digest of a row covers, in this order; every column but the digest itself.
COVERED = (
    "id",
    "chain",
    "seq",
    "at",
    "kind",
    "person",
    "post",
    "institution",
    "role",
    "on_behalf",
    "element",
    "version",
    "algorithm",
    "payload_digest",
    "previous",
)


def salt() -> bytes:
    """Fresh salt, so that nobody finds a short payload by trying."""
    return secrets.token_bytes(SALT_BYTES)


def canonical(body: Mapping[str, Any]) -> str:
    """The one text of a payload: JSON with sorted names, times in UTC."""
    return orjson.dumps(body, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z).decode()


def digest_of_payload(salted: bytes, body: str) -> bytes:
    """Digest of a payload behind its salt."""
    return hashlib.sha256(salted + body.encode()).digest()


def digest_of_row(row: Mapping[str, Any]) -> bytes:
    """Digest of every covered column, the previous row's digest among them."""
    return hashlib.sha256(orjson.dumps([_plain(row[name]) for name in COVERED])).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if value is None or isinstance(value, str | int) else str(value)
