"""Publishing: a package becomes an immutable version, or a list of what is wrong with it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.cases.definitions import queries
from app.cases.definitions.judging import Judgement, judged
from app.cases.definitions.models import DefinitionVersion, ProcessDefinition
from app.clock import now
from app.db import new_id
from app.engine.lint import Problem
from app.errors import FieldProblem, Invalid
from app.foundation.identity.actor import Actor
from app.foundation.ledger.service import Entry, record

KEY = re.compile(r"[a-z][a-z0-9_]{0,79}")
FILE_NAME = re.compile(r"(?:[A-Za-z0-9_-]{1,60}/)?[A-Za-z0-9_.-]{1,100}\.(?:bpmn|form|dmn|json|md)")
MOST_FILES = 200
LARGEST_PACKAGE = 8 * 1024 * 1024
LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Published:
    """What publishing led to; `created` is False when this package was there already."""

    key: str
    number: int
    id: UUID
    created: bool
    problems: tuple[Problem, ...] = ()


def publish(
    session: Session,
    actor: Actor | None,
    key: str,
    files: Mapping[str, str],
    note: str = "",
    *,
    shipped: bool = False,
) -> Published:
    """Make a package the live version of `key`. Raises `Invalid` with `problems` when it has errors."""
    check_package(files)
    if not KEY.fullmatch(key):
        raise _bad(
            "key", "流程标识用小写字母、数字和下划线。", "A key takes small letters, digits and underscores."
        )
    judgement = judged(session, key, files)
    head = _head(session, key)
    version, created = _found_or_new(session, head, actor, files, judgement, note[:LONGEST_NOTE])
    before = head.live_number or None
    head.live, head.live_number = version.id, version.number
    if shipped:
        head.shipped, head.shipped_hash, head.offered_hash = True, version.hash, None
    session.flush()
    if before != version.number:
        _remember(session, actor, before, version)
    return Published(key, version.number, version.id, created, judgement.problems)


def offer(session: Session, key: str, digest: str) -> None:
    """Note that the installation ships another package than the live one, for the designer to compare."""
    head = _head(session, key)
    head.offered_hash = digest
    session.flush()


def package_hash(session: Session, key: str, files: Mapping[str, str]) -> str:
    """The hash of a package's meaning, layout apart. Raises `Invalid` when it has errors."""
    return _hash(judged(session, key, files))


def check_package(files: object) -> None:
    """Refuse what is no package at all: names, sizes, kinds of files."""
    if not isinstance(files, Mapping) or not files or len(files) > MOST_FILES:
        raise _bad("files", f"要 1 到 {MOST_FILES} 个文件。", f"Send 1 to {MOST_FILES} files.")
    for name, content in files.items():
        if not isinstance(name, str) or not FILE_NAME.fullmatch(name) or ".." in name:
            raise _bad("files", f"文件名 {name!r} 不可用。", f"The file name {name!r} cannot be used.")
        if not isinstance(content, str) or "\x00" in content:
            raise _bad(f"files.{name}", "文件内容要是文本。", "The content of a file must be text.")
    if sum(len(content) for content in files.values()) > LARGEST_PACKAGE:
        raise _bad("files", "文件太大。", "The files are too large.")


def _head(session: Session, key: str) -> ProcessDefinition:
    """The key's row, locked; made when it is new."""
    session.execute(
        insert(ProcessDefinition)
        .values(key=key, live_number=0, shipped=False)
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return session.execute(
        select(ProcessDefinition).where(ProcessDefinition.key == key).with_for_update()
    ).scalar_one()


def _found_or_new(
    session: Session,
    head: ProcessDefinition,
    actor: Actor | None,
    files: Mapping[str, str],
    judgement: Judgement,
    note: str,
) -> tuple[DefinitionVersion, bool]:
    digest = _hash(judgement)
    existing = session.execute(
        select(DefinitionVersion).where(DefinitionVersion.key == head.key, DefinitionVersion.hash == digest)
    ).scalar_one_or_none()
    if existing is not None:
        return existing, False
    version = DefinitionVersion(
        id=new_id(),
        key=head.key,
        number=queries.newest_number(session, head.key) + 1,
        hash=digest,
        name=judgement.manifest.name or judgement.definition.name,
        name_en=judgement.manifest.name_en or judgement.definition.name_en,
        files=dict(files),
        manifest=dict(judgement.manifest.content),
        pins={name: str(pin) for name, pin in judgement.pins.items()},
        note=note,
        published_at=now(session),
        published_by=actor.person if actor else None,
        published_name=actor.name if actor else "",
    )
    session.add(version)
    return version, True


def _remember(session: Session, actor: Actor | None, before: int | None, version: DefinitionVersion) -> None:
    entry = Entry(
        "definition_published",
        actor,
        version=f"{version.key}:{version.number}",
        before={"live": before} if before else None,
        after={"live": version.number, "hash": version.hash},
        reason=version.note or None,
    )
    record(session, uuid5(NAMESPACE_URL, f"definition:{version.key}"), entry)


def _hash(judgement: Judgement) -> str:
    content = orjson.dumps(judgement.manifest.content, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(judgement.definition.key.encode() + content).hexdigest()


def _bad(path: str, zh: str, en: str) -> Invalid:
    return Invalid("package_unreadable", zh, en, fields=[FieldProblem(path, "package_unreadable", zh, en)])
