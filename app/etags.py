"""ETags: what a caller has seen, so that nobody overwrites what they have not."""

from __future__ import annotations

import hashlib

from app.errors import PreconditionRequired, Stale


def etag_of(*parts: object) -> str:
    """A short strong tag (without quotes) of everything that identifies this state of a thing."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def require_match(given: str | None, current: str) -> None:
    """Compare the caller's `If-Match` with the present tag: 428 when absent, 412 when old."""
    if given is None or not given.strip():
        raise PreconditionRequired
    seen = {tag.strip().removeprefix("W/").strip('"') for tag in given.split(",")}
    if "*" not in seen and current not in seen:
        raise Stale
