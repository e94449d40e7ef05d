"""Read the history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import RowMapping, select, true
from sqlalchemy.orm import Session

from app.foundation.ledger.models import LedgerChain, LedgerPayload, LedgerRow
from app.foundation.ledger.service import Chain


def history(session: Session, case_id: UUID) -> list[dict[str, Any]]:
    """What was done in a case (or in another chain), oldest first, each as a dict of JSON values.

    Always: `seq at kind person post institution role on_behalf element version`; where they apply also `name`
    (of the person), `before`, `after`, `reason`, `steps`.
    """
    rows = session.execute(
        select(LedgerRow, LedgerPayload.body)
        .outerjoin(LedgerPayload, LedgerPayload.row == LedgerRow.id)
        .where(LedgerRow.chain == case_id)
        .order_by(LedgerRow.seq)
    )
    return [_shown(row, body) for row, body in rows]


def apart(session: Session) -> Iterator[Chain]:
    """The heads of the chains that belong to no case."""
    for row in session.execute(select(LedgerChain)).scalars():
        yield Chain(row.chain, row.count, row.digest)


def rows_with_payloads(session: Session, chain: UUID | None = None) -> Iterator[RowMapping]:
    """Every row (or those of one chain) with its salt and payload, chain by chain in order, read in portions."""
    columns = [getattr(LedgerRow, column.name) for column in LedgerRow.__table__.columns]
    found = session.execute(
        select(*columns, LedgerPayload.salt, LedgerPayload.body)
        .outerjoin(LedgerPayload, LedgerPayload.row == LedgerRow.id)
        .where(true() if chain is None else LedgerRow.chain == chain)
        .order_by(LedgerRow.chain, LedgerRow.seq)
        .execution_options(yield_per=1000)
    )
    yield from found.mappings()


def _shown(row: LedgerRow, body: str | None) -> dict[str, Any]:
    shown = {
        name: getattr(row, name)
        for name in (
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
        )
    }
    return {**shown, **(orjson.loads(body) if body is not None else {"erased": True})}
