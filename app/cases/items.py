"""Tasks before they are done: claim, give back, delegate, draft, comment, take over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.cases.holders import Holder, colleague, give
from app.cases.locks import item_etag, lock_item, remember
from app.cases.models import CaseFile, Comment, Draft, WorkItem
from app.cases.projection import TAKEOVER
from app.cases.rights import judge, judge_access
from app.clock import now
from app.db import new_id
from app.errors import Conflict, FieldProblem, Invalid, PreconditionRequired, Stale
from app.etags import etag_of, require_match
from app.foundation.identity.actor import ROLES, Actor
from app.foundation.ledger.service import Entry
from app.foundation.network import queries as network
from app.foundation.timekeeping.service import schedule

LARGEST_DRAFT = 1024 * 1024
LONGEST_COMMENT = 4000
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Receiver:
    """To whom a task is delegated: a person, or a role at the actor's institution (perhaps of a department)."""

    person: UUID | None = None
    role: str | None = None
    department: UUID | None = None


def claim(session: Session, actor: Actor, item_id: UUID, etag: str | None) -> WorkItem:
    """Take an open task; claiming what one holds changes nothing."""
    case, item = lock_item(session, item_id)
    judge(session, actor, case, item)
    if item.holder == actor.person:
        return item
    require_match(etag, item_etag(item))
    give(item, Holder.acting(actor), now(session))
    _noted(session, case, item, "task_claimed", actor)
    return item


def unclaim(session: Session, actor: Actor, item_id: UUID, etag: str | None) -> WorkItem:
    """Give a task back to its queue; takeovers that came due meanwhile count at once."""
    case, item = lock_item(session, item_id)
    judge(session, actor, case, item)
    if item.holder != actor.person:
        raise Conflict("task_not_held", "您没有领取这一项。", "You do not hold this task.", by=None, at=None)
    if not item.groups:
        raise Conflict(
            "task_personal",
            "这一项只交给了您本人，没有可退回的队列。请改为转交。",
            "This task was given to you alone, there is no queue to return it to. Delegate it instead.",
            by=item.holder_name,
            at=item.claimed_at.isoformat() if item.claimed_at else None,
        )
    require_match(etag, item_etag(item))
    give_back(session, item)
    _noted(session, case, item, "task_unclaimed", actor)
    return item


def delegate(session: Session, actor: Actor, item_id: UUID, to: Receiver, etag: str | None) -> WorkItem:
    """Hand a task to a colleague or to a post of the actor's own institution."""
    case, item = lock_item(session, item_id)
    judge(session, actor, case, item)
    require_match(etag, item_etag(item))
    before = {"holder": item.holder, "groups": list(item.groups)}
    if to.person is not None:
        give(item, _colleague(session, actor, to.person), now(session))
    else:
        item.groups = [_post_group(session, actor, to)]
        item.front, item.takeover = item.groups[0], []
        give(item, None)
    after = {"holder": item.holder, "groups": list(item.groups)}
    _noted(session, case, item, "task_delegated", actor, before=before, after=after)
    return item


def save_draft(session: Session, actor: Actor, item_id: UUID, answers: object, etag: str | None) -> str:
    """Keep what was typed so far; returns the draft's own tag. The task's tag opens a draft as its own does."""
    case, item = lock_item(session, item_id)
    judge(session, actor, case, item)
    draft = session.get(Draft, (item.id, actor.person))
    _match_draft(etag, item, draft)
    content = _checked_draft(answers)
    revision = (draft.revision if draft else 0) + 1
    row = insert(Draft).values(
        item=item.id, person=actor.person, answers=content, revision=revision, saved_at=now(session)
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["item", "person"],
            set_={name: row.excluded[name] for name in ("answers", "revision", "saved_at")},
        )
    )
    return draft_etag(item.id, actor.person, revision)


def comment(session: Session, actor: Actor, item_id: UUID, text: object) -> Comment:
    """Leave a remark at a task, open or done."""
    case, item = lock_item(session, item_id)
    judge_access(session, actor, case, item)
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_COMMENT:
        raise _wrong("text", "comment_invalid", "请写 1 到 4000 字。", "Write 1 to 4000 characters.")
    remark = Comment(
        id=new_id(),
        case_id=case.id,
        item=item.id,
        text=text.strip(),
        made_at=now(session),
        made_by=actor.person,
        made_name=actor.name,
    )
    session.add(remark)
    remember(session, case, Entry("commented", actor, item.element, details={"comment": str(remark.id)}))
    return remark


def take_over(session: Session, case: CaseFile, item_id: UUID) -> None:
    """The next posts may claim what nobody has: widen the candidates, held by the newest post. Once per step."""
    item = session.execute(
        select(WorkItem).where(WorkItem.id == item_id, WorkItem.closed_at.is_(None)).with_for_update()
    ).scalar_one_or_none()
    if item is None:
        return
    before = list(item.groups)
    if item.holder is None and _widen(item, now(session)):
        item.revision += 1
        groups = {"groups": list(item.groups)}
        remember(
            session, case, Entry("task_taken_over", None, item.element, before={"groups": before}, after=groups)
        )
    later = [step["due"] for step in item.takeover if datetime.fromisoformat(step["due"]) > now(session)]
    if later:
        schedule(session, TAKEOVER, case.id, datetime.fromisoformat(later[0]), reference=str(item.id))


def give_back(session: Session, item: WorkItem) -> None:
    """Nobody holds it any more; whoever should have taken over by now may."""
    give(item, None)
    _widen(item, now(session))


def draft_of(session: Session, item_id: UUID, person: UUID) -> Draft | None:
    """What this person has typed into the task."""
    return session.get(Draft, (item_id, person))


def draft_etag(item: UUID, person: UUID, revision: int) -> str:
    """A draft's own tag; revision 0 is the draft that is not there yet."""
    return etag_of("draft", item, person, revision)


def _noted(
    session: Session,
    case: CaseFile,
    item: WorkItem,
    kind: str,
    actor: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    item.revision += 1
    details = {"item": str(item.id)}
    remember(session, case, Entry(kind, actor, item.element, before=before, after=after, details=details))


def _widen(item: WorkItem, moment: datetime) -> bool:
    """Add the groups of every takeover step that is due; says whether that changed anything."""
    groups, front = list(item.groups), item.front
    for step in item.takeover:
        if datetime.fromisoformat(step["due"]) <= moment:
            new = [group for group in step["groups"] if group not in groups]
            groups += new
            front = new[0] if new else front
    changed = groups != item.groups
    item.groups, item.front = groups, front
    return changed


def _colleague(session: Session, actor: Actor, person: UUID) -> Holder:
    found = colleague(session, person, actor.institution)
    if found is None:
        raise _wrong(
            "person",
            "not_a_colleague",
            "请选择本机构在岗的同事。",
            "Choose a colleague who holds a post at your institution.",
        )
    return found


def _post_group(session: Session, actor: Actor, to: Receiver) -> str:
    if to.role not in ROLES:
        raise _wrong("role", "role_unknown", "请选择同事或岗位。", "Choose a colleague or a post.")
    if to.department is not None and not network.belongs(session, to.department, actor.institution):
        raise _wrong(
            "department", "department_unknown", "本机构没有这个科室。", "There is no such department here."
        )
    place = f"{actor.institution}/{to.department}" if to.department else str(actor.institution)
    return f"{place}:{to.role}"


def _match_draft(etag: str | None, item: WorkItem, draft: Draft | None) -> None:
    if etag is None:
        raise PreconditionRequired
    person = draft.person if draft else None
    own = draft_etag(item.id, person, draft.revision) if draft and person else ""
    for tag in (item_etag(item), own):
        try:
            return require_match(etag, tag)
        except Stale:
            continue
    raise Stale


def _checked_draft(answers: object) -> dict[str, Any]:
    if not isinstance(answers, dict) or len(orjson.dumps(answers)) > LARGEST_DRAFT:
        raise _wrong(
            "answers", "draft_invalid", "草稿要是一个对象，不超过 1 MB。", "A draft is an object of at most 1 MB."
        )
    return answers


def _wrong(path: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, zh, en, fields=[FieldProblem(path, code, zh, en)])
