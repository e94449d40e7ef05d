"""Add to the history. A chain's writer holds the lock of what the chain is about, so rows never compete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import now
from app.db import new_id
from app.foundation.identity.actor import Actor
from app.foundation.ledger import sealing
from app.foundation.ledger.models import LedgerChain


@dataclass(frozen=True)
class Chain:
    """The head of a chain: how many rows it has and the digest of the last. The caller keeps it."""

    id: UUID
    count: int = 0
    digest: bytes = b""


@dataclass(frozen=True)
class Entry:
    """What somebody (`actor`) or something (None) did, what changed by it, and `details`."""

    kind: str
    actor: Actor | None = None
    element: str | None = None
    version: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str | None = None
    on_behalf: UUID | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


# Rows and payloads in one statement; bytes travel as hexadecimal text.
APPEND = text(
    """
    WITH given AS (
        SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS r(
            id uuid, chain uuid, seq int, at timestamptz, kind text, person uuid, post uuid, institution uuid,
            role text, on_behalf uuid, element text, version text, algorithm text, payload_digest text,
            previous text, digest text, salt text, body text)
    ), payload AS (
        INSERT INTO ledger_payload ("row", salt, body) SELECT id, decode(salt, 'hex'), body FROM given
    )
    INSERT INTO ledger_row (id, chain, seq, at, kind, person, post, institution, role, on_behalf, element, version,
                            algorithm, payload_digest, previous, digest)
    SELECT id, chain, seq, at, kind, person, post, institution, role, on_behalf, element, version, algorithm,
           decode(payload_digest, 'hex'), decode(previous, 'hex'), decode(digest, 'hex')
    FROM given
    """
)


def append(session: Session, chain: Chain, entries: Sequence[Entry]) -> Chain:
    """Add entries to a chain whose head the caller keeps and has locked; returns the new head. One statement."""
    if not entries:
        return chain
    rows = []
    for entry in entries:
        row, chain = _sealed(chain, entry, now(session))
        rows.append(row)
    session.execute(APPEND, {"rows": orjson.dumps(rows).decode()})
    return chain


def record(session: Session, about: UUID, *entries: Entry) -> None:
    """Add entries about something that is no case (a definition, a person): its head is kept here."""
    session.execute(
        insert(LedgerChain)
        .values(chain=about, count=0, digest=b"")
        .on_conflict_do_nothing(index_elements=["chain"])
    )
    head = session.execute(select(LedgerChain).where(LedgerChain.chain == about).with_for_update()).scalar_one()
    chain = append(session, Chain(about, head.count, head.digest), entries)
    head.count, head.digest = chain.count, chain.digest
    session.flush()


def _sealed(chain: Chain, entry: Entry, at: datetime) -> tuple[dict[str, Any], Chain]:
    salt, body = sealing.salt(), sealing.canonical(_body(entry))
    actor = entry.actor
    row: dict[str, Any] = {
        "id": new_id(),
        "chain": chain.id,
        "seq": chain.count + 1,
        "at": at,
        "kind": entry.kind,
        "person": actor and actor.person,
        "post": actor and actor.post,
        "institution": actor and actor.institution,
        "role": actor and actor.role,
        "on_behalf": entry.on_behalf,
        "element": entry.element,
        "version": entry.version,
        "algorithm": sealing.ALGORITHM,
        "payload_digest": sealing.digest_of_payload(salt, body),
        "previous": chain.digest,
    }
    digest = sealing.digest_of_row(row)
    texts = {name: row[name].hex() for name in ("payload_digest", "previous")}
    whole = {**row, **texts, "digest": digest.hex(), "salt": salt.hex(), "body": body}
    return whole, Chain(chain.id, chain.count + 1, digest)


def _body(entry: Entry) -> dict[str, Any]:
    body = {
        "name": entry.actor.name if entry.actor else None,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        **entry.details,
    }
    return {name: value for name, value in body.items() if value is not None}
