"""Read published processes; compiled ones are kept per process of the system, for versions never change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cases.definitions.manifest import Manifest, read_manifest
from app.cases.definitions.models import DefinitionVersion, ProcessDefinition
from app.engine.dialect import Definition, compile_package
from app.engine.forms import Form, load
from app.errors import NotFound

KEPT = 512
_kept: OrderedDict[UUID, Version] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, eq=False)
class Version:
    """A published version, ready to run."""

    id: UUID
    key: str
    number: int
    definition: Definition
    manifest: Manifest

    @property
    def label(self) -> str:
        """How history names it."""
        return f"{self.key}:{self.number}"

    def form(self, form_id: str | None) -> Form | None:
        """The form of that id, from this package or from one that it calls."""
        text = _form_text(self.definition, form_id) if form_id else None
        return None if text is None else load(text)


def version(session: Session, version_id: UUID) -> Version:
    """A version by its id, compiled; read from the database only once."""
    with _lock:
        found = _kept.get(version_id)
        if found is not None:
            _kept.move_to_end(version_id)
            return found
    row = session.get(DefinitionVersion, version_id)
    if row is None:
        raise NotFound
    return _keep(_compiled(session, row))


def live(session: Session, key: str) -> Version:
    """The version that new cases of `key` start on; `NotFound` when there is none."""
    chosen = session.execute(
        select(ProcessDefinition.live).where(ProcessDefinition.key == key)
    ).scalar_one_or_none()
    if chosen is None:
        raise NotFound
    return version(session, chosen)


def live_versions(session: Session, keys: Iterable[str]) -> dict[str, Version]:
    """The live versions of those keys that exist."""
    wanted = select(ProcessDefinition.key, ProcessDefinition.live).where(
        ProcessDefinition.key.in_(set(keys)), ProcessDefinition.live.is_not(None)
    )
    return {key: version(session, chosen) for key, chosen in session.execute(wanted).all() if chosen}


def listed(session: Session) -> list[dict[str, Any]]:
    """All processes with their live version, by key."""
    rows = session.execute(
        select(ProcessDefinition, DefinitionVersion)
        .join(DefinitionVersion, DefinitionVersion.id == ProcessDefinition.live)
        .order_by(ProcessDefinition.key)
    )
    return [_shown(head, row) for head, row in rows]


def one(session: Session, key: str) -> dict[str, Any]:
    """One process with its live version; `NotFound` for an unknown key."""
    found = session.execute(
        select(ProcessDefinition, DefinitionVersion)
        .join(DefinitionVersion, DefinitionVersion.id == ProcessDefinition.live)
        .where(ProcessDefinition.key == key)
    ).first()
    if found is None:
        raise NotFound
    return _shown(*found)


def history(session: Session, key: str) -> list[dict[str, Any]]:
    """All versions of a key, newest first, without their files."""
    rows = session.execute(
        select(DefinitionVersion).where(DefinitionVersion.key == key).order_by(DefinitionVersion.number.desc())
    ).scalars()
    return [_version_shown(row) for row in rows]


def with_files(session: Session, key: str, number: int) -> dict[str, Any]:
    """One version as published, files and pins too."""
    row = session.execute(
        select(DefinitionVersion).where(DefinitionVersion.key == key, DefinitionVersion.number == number)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound
    return {**_version_shown(row), "files": row.files, "pins": row.pins}


def newest_number(session: Session, key: str) -> int:
    """The highest version number of a key, 0 when there is none."""
    return (
        session.execute(select(func.max(DefinitionVersion.number)).where(DefinitionVersion.key == key)).scalar_one()
        or 0
    )


def head(session: Session, key: str) -> ProcessDefinition | None:
    """The row of a key: what is live, what was shipped."""
    return session.get(ProcessDefinition, key)


def live_hash(session: Session, key: str) -> str | None:
    """The hash of the live version."""
    return session.execute(
        select(DefinitionVersion.hash)
        .join(ProcessDefinition, ProcessDefinition.live == DefinitionVersion.id)
        .where(ProcessDefinition.key == key)
    ).scalar_one_or_none()


def _keep(compiled: Version) -> Version:
    with _lock:
        _kept[compiled.id] = compiled
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return compiled


def _compiled(session: Session, row: DefinitionVersion) -> Version:
    files: Mapping[str, str] = row.files
    called = {name: version(session, UUID(pin)).definition for name, pin in row.pins.items()}
    definition = compile_package(files, process=row.key, called=called)
    return Version(row.id, row.key, row.number, definition, read_manifest(files, row.key))


def _form_text(definition: Definition, form_id: str) -> str | None:
    name = f"{form_id}.form"
    if name in definition.files:
        return definition.files[name]
    found = (_form_text(called, form_id) for called in definition.called.values())
    return next((text for text in found if text is not None), None)


def _shown(head: ProcessDefinition, row: DefinitionVersion) -> dict[str, Any]:
    return {
        **_version_shown(row),
        "shipped": head.shipped,
        "update_available": head.offered_hash is not None and head.offered_hash != row.hash,
    }


def _version_shown(row: DefinitionVersion) -> dict[str, Any]:
    return {
        "key": row.key,
        "version": row.number,
        "id": row.id,
        "name": row.name,
        "name_en": row.name_en,
        "note": row.note,
        "hash": row.hash,
        "published_at": row.published_at,
        "published_by": row.published_by,
        "published_name": row.published_name,
    }
