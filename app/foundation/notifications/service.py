"""Tell somebody something about a case: a notice per recipient, sent by the sweeper after the commit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.clock import now
from app.db import new_id
from app.foundation.notifications.models import Notice
from app.foundation.outbox import service as outbox

OUTBOX = "notice"
PERSON = "person"
POST = "post"
INSTITUTION = "institution"
PATIENT = "patient"


@dataclass(frozen=True)
class Recipient:
    """`kind` person, post, institution or patient; `address` an id, or `institution[/department]:role`."""

    kind: str
    address: str


AddressBook = Callable[[Session, UUID], Iterable[Recipient]]
_books: dict[str, AddressBook] = {}


def address_book(word: str) -> Callable[[AddressBook], AddressBook]:
    """Register who is meant by a word such as `senders` in a case; the factory imports the modules that do so."""

    def register(book: AddressBook) -> AddressBook:
        if word in _books:
            raise ValueError(f"address book {word} is registered twice")
        _books[word] = book
        return book

    return register


def tell(
    session: Session, case_id: UUID, to: Sequence[str | None], template: str, data: Mapping[str, Any] | None = None
) -> int:
    """Write a notice to each addressee, once; returns how many. Nulls are skipped; an unknown word is an error.

    Addresses: `institution[/department]:role`, `person:<id>`, `patient:<id>`, or a word of an address book.
    """
    recipients = list(dict.fromkeys(one for text in to if text for one in _meant(session, case_id, text)))
    if not recipients:
        return 0
    rows = [_row(session, case_id, one, template, data or {}) for one in recipients]
    session.execute(insert(Notice), rows)
    outbox.put(session, OUTBOX, *({"notice": str(row["id"])} for row in rows))
    return len(rows)


def notices_of(session: Session, case_id: UUID) -> list[Notice]:
    """Every notice about a case, oldest first."""
    rows = session.execute(
        select(Notice).where(Notice.case_id == case_id).order_by(Notice.written_at, Notice.id)
    ).scalars()
    return list(rows)


def _meant(session: Session, case_id: UUID, text: str) -> Iterator[Recipient]:
    if text in _books:
        yield from _books[text](session, case_id)
        return
    kind, colon, rest = text.partition(":")
    if not colon:
        raise ValueError(f"{text!r} is no address; known words: {', '.join(sorted(_books))}")
    if kind in (PERSON, PATIENT):
        yield Recipient(kind, rest)
    else:
        yield Recipient(POST, text)


def _row(session: Session, case_id: UUID, to: Recipient, template: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": case_id,
        "template": template,
        "recipient_kind": to.kind,
        "recipient": to.address,
        "facts": dict(data),
        "written_at": now(session),
    }
