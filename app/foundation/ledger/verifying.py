"""Prove that nobody rewrote the history: every digest again, every chain without a gap up to its head."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast
from uuid import UUID

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from app.foundation.ledger import queries, sealing
from app.foundation.ledger.service import Chain

HeadSource = Callable[[Session], Iterable[Chain]]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the chain, the row's place in it, its id (None when the row is gone), and what."""

    chain: UUID
    seq: int
    row: UUID | None
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Verified:
    """How much was looked at, and what was found."""

    chains: int
    rows: int
    findings: tuple[Finding, ...]


def verify(session: Session, heads: Iterable[HeadSource] = ()) -> Verified:
    """Look at all rows. `heads` give the heads that others keep (the cases' own), so that a lost tail is seen."""
    expected = {chain.id: chain for source in (queries.apart, *heads) for chain in source(session)}
    findings: list[Finding] = []
    seen, count = set(), 0
    for chain, rows in groupby(queries.rows_with_payloads(session), key=lambda row: cast(UUID, row["chain"])):
        seen.add(chain)
        judge = _Judge(chain)
        for row in rows:
            count += 1
            findings.extend(judge.row(row))
        findings.extend(judge.end(expected.get(chain)))
    for chain, head in expected.items():
        if chain not in seen and head.count:
            findings.extend(_Judge(chain).end(head))
    return Verified(len(seen), count, tuple(findings))


def verify_chain(session: Session, head: Chain) -> Verified:
    """Look at one chain alone, against the head that its case keeps."""
    judge = _Judge(head.id)
    findings: list[Finding] = []
    count = 0
    for row in queries.rows_with_payloads(session, head.id):
        count += 1
        findings.extend(judge.row(row))
    findings.extend(judge.end(head))
    return Verified(1, count, tuple(findings))


class _Judge:
    """Reads one chain from its beginning to its end."""

    def __init__(self, chain: UUID) -> None:
        self.chain = chain
        self.seq = 0
        self.digest = b""

    def row(self, row: RowMapping) -> Iterator[Finding]:
        if row["seq"] != self.seq + 1:
            yield from self._gone(row["seq"])
        elif bytes(row["previous"]) != self.digest:
            yield self._found(
                row["seq"], row["id"], "chain_broken", "与前一行不相连", "does not continue the row before it"
            )
        if row["algorithm"] != sealing.ALGORITHM or sealing.digest_of_row(dict(row)) != bytes(row["digest"]):
            yield self._found(row["seq"], row["id"], "row_changed", "这一行被改动过", "the row was changed")
        if row["body"] is None:
            yield self._found(row["seq"], row["id"], "payload_gone", "内容被删除", "the payload was removed")
        elif sealing.digest_of_payload(bytes(row["salt"]), row["body"]) != bytes(row["payload_digest"]):
            yield self._found(row["seq"], row["id"], "payload_changed", "内容被改动过", "the payload was changed")
        self.seq, self.digest = row["seq"], bytes(row["digest"])

    def end(self, head: Chain | None) -> Iterator[Finding]:
        if head is None:
            return
        if head.count > self.seq:
            yield from self._gone(head.count + 1)
        elif head.count < self.seq or head.digest != self.digest:
            yield self._found(
                self.seq, None, "head_differs", "与案例记录的末尾不符", "is not where its case says it ends"
            )

    def _gone(self, until: int) -> Iterator[Finding]:
        for seq in range(self.seq + 1, until):
            yield self._found(seq, None, "row_gone", "这一行被删除", "the row was removed")

    def _found(self, seq: int, row: UUID | None, code: str, zh: str, en: str) -> Finding:
        return Finding(self.chain, seq, row, code, zh, en)
