"""Keeping uploads and attaching them to cases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.clock import now
from app.db import new_id
from app.errors import FieldProblem, Invalid, NotFound
from app.foundation.access import policy
from app.foundation.documents import content
from app.foundation.documents.models import FileCase, StoredFile
from app.foundation.documents.store import Store
from app.foundation.identity.actor import Actor

LARGEST = 20 * 1024 * 1024


def keep(session: Session, store: Store, actor: Actor, name: str, data: bytes) -> StoredFile:
    """Check and store one upload; raises `Invalid` when it is empty, too large or of a kind that is not taken."""
    kind = _checked(data)
    made = StoredFile(
        id=new_id(),
        sha256=store.keep(data),
        name=_clean(name),
        media_type=kind,
        size=len(data),
        uploaded_by=actor.person,
        uploaded_post=actor.post,
        uploaded_at=now(session),
    )
    session.add(made)
    session.flush()
    return made


def attach(session: Session, case_id: UUID, files: Iterable[UUID]) -> None:
    """Make files part of a case; whoever sees the case can read them from now on. Call when a form is sent."""
    rows = [{"file": one, "case_id": case_id, "attached_at": now(session)} for one in set(files)]
    if rows:
        session.execute(insert(FileCase).values(rows).on_conflict_do_nothing())


def readable(session: Session, actor: Actor, which: UUID) -> StoredFile:
    """A file that the actor uploaded, or that was attached to a case within their sight; else `NotFound`."""
    found = session.get(StoredFile, which)
    if found is None:
        raise NotFound
    if found.uploaded_by != actor.person and not _within_sight(session, actor, which):
        raise NotFound
    return found


def named(session: Session, which: Iterable[UUID]) -> dict[UUID, StoredFile]:
    """These files, for labels."""
    rows = session.execute(select(StoredFile).where(StoredFile.id.in_(set(which)))).scalars()
    return {one.id: one for one in rows}


def _within_sight(session: Session, actor: Actor, which: UUID) -> bool:
    links = session.execute(select(FileCase).where(FileCase.file == which)).scalars().all()
    seen = policy.sights(session, actor, (link.case_id for link in links))
    return any(link.case_id in seen and seen[link.case_id].covers(link.attached_at) for link in links)


def _checked(data: bytes) -> str:
    if len(data) > LARGEST:
        raise _refused(
            "file_too_large", "文件超过 20 MB，请缩小后再传。", "The file is over 20 MB. Make it smaller."
        )
    if not data:
        raise _refused("file_empty", "文件是空的，请重新选择。", "The file is empty. Choose another.")
    kind = content.media_type(data)
    if kind is None:
        kinds = "、".join(content.ALLOWED.values())
        raise _refused(
            "file_kind",
            f"只接收完好的 {kinds} 文件，请转换后再传。",
            f"Only sound files of these kinds are taken: {', '.join(content.ALLOWED.values())}. Convert it first.",
        )
    return kind


def _clean(name: str) -> str:
    """The last part of the name, without control characters, not longer than 200."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    clean = "".join(letter for letter in last if letter.isprintable()).strip(". ")
    return clean[-200:] or "file"


def _refused(code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, zh, en, fields=[FieldProblem("file", code, zh, en)])
