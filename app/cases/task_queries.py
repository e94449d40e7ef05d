"""The lists of tasks: what waits for a person, what waits for their posts, what they have done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.cases.models import CaseFile, WorkItem
from app.clock import now
from app.errors import NotFound
from app.foundation.access import policy
from app.foundation.access.policy import visible_case_ids
from app.foundation.identity.actor import Actor

Status = Literal["open", "done"]
View = Literal["mine", "groups"]
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
# What a whole post has done is shown for this long; one's own work for ever.
POST_DONE_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Wanted:
    """Which tasks: `view` None is one's own and those of one's posts together; `due_from` and `due_before` bound
    the deadline, and what has none counts as due last of all."""

    status: Status = "open"
    view: View | None = None
    process: str | None = None
    element: str | None = None
    case: UUID | None = None
    overdue: bool = False
    due_from: datetime | None = None
    due_before: datetime | None = None


@dataclass(frozen=True)
class Page:
    """Tasks with their cases, the true number of all, and where the next page begins."""

    rows: list[tuple[WorkItem, CaseFile]]
    total: int
    following: Sequence[Any] | None


def listed(session: Session, actor: Actor, wanted: Wanted, most: int, after: Sequence[Any] | None = None) -> Page:
    """One page, the most urgent first (done ones: the latest first), in two statements."""
    condition = and_(_theirs(session, actor, wanted), *_filters(session, wanted))
    joined = select(WorkItem, CaseFile).join(CaseFile, CaseFile.id == WorkItem.case_id).where(condition)
    total = count(session, actor, wanted)
    query = _after(joined, wanted, after).limit(most + 1)
    rows = [(item, case) for item, case in session.execute(query)]
    following = _place(rows[most - 1][0], wanted) if len(rows) > most else None
    return Page(rows[:most], total, following)


def count(session: Session, actor: Actor, wanted: Wanted) -> int:
    """How many tasks there are of that sort."""
    condition = and_(_theirs(session, actor, wanted), *_filters(session, wanted))
    tasks = select(func.count()).select_from(WorkItem).join(CaseFile, CaseFile.id == WorkItem.case_id)
    return session.execute(tasks.where(condition)).scalar_one()


def steps(session: Session, actor: Actor, wanted: Wanted) -> list[tuple[str, str, str, str]]:
    """What there is to narrow by: process, element, name and English name of the steps among those tasks."""
    columns = (CaseFile.process, WorkItem.element, func.max(WorkItem.name), func.max(WorkItem.name_en))
    query = select(*columns).select_from(WorkItem).join(CaseFile, CaseFile.id == WorkItem.case_id)
    condition = and_(_theirs(session, actor, wanted), *_filters(session, wanted))
    rows = session.execute(query.where(condition).group_by(*columns[:2]).order_by(*columns[:2]))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def find(session: Session, actor: Actor, item_id: UUID) -> tuple[WorkItem, CaseFile]:
    """A task that the actor has to do with or may see with its case; everything else is `NotFound`."""
    found = session.execute(
        select(WorkItem, CaseFile).join(CaseFile, CaseFile.id == WorkItem.case_id).where(WorkItem.id == item_id)
    ).first()
    if found is None:
        raise NotFound
    item, case = found
    if actor.person in (item.holder, item.closed_by) or not actor.groups.isdisjoint(item.groups):
        return item, case
    until = policy.sight(session, actor, case.id).until
    if until is not None and item.opened_at >= until:  # what opened as their part ended is the next one's
        raise NotFound
    return item, case


def _theirs(session: Session, actor: Actor, wanted: Wanted) -> ColumnElement[bool]:
    groups = WorkItem.groups.op("&&")(cast(sorted(actor.groups), ARRAY(Text)))
    if wanted.status == "done":
        mine = and_(WorkItem.closed_by == actor.person, WorkItem.closed_at.is_not(None))
        lately = WorkItem.closed_at > now(session) - POST_DONE_FOR
        posts = and_(groups, lately, WorkItem.case_id.in_(visible_case_ids(actor)))
        return and_(WorkItem.closed_how == "completed", _viewed(wanted.view, mine, posts))
    free = and_(groups, WorkItem.holder.is_(None))
    return and_(WorkItem.closed_at.is_(None), _viewed(wanted.view, WorkItem.holder == actor.person, free))


def _viewed(view: View | None, mine: ColumnElement[bool], posts: ColumnElement[bool]) -> ColumnElement[bool]:
    if view == "mine":
        return mine
    return posts if view == "groups" else or_(mine, posts)


def _filters(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.process:
        found.append(CaseFile.process == wanted.process)
    if wanted.element:
        found.append(WorkItem.element == wanted.element)
    if wanted.case:
        found.append(WorkItem.case_id == wanted.case)
    if wanted.overdue:
        found.append(WorkItem.due_at < now(session))
    if wanted.due_from:
        found.append(func.coalesce(WorkItem.due_at, NEVER) >= wanted.due_from)
    if wanted.due_before:
        found.append(WorkItem.due_at < wanted.due_before)
    return found


def _after(query: Any, wanted: Wanted, after: Sequence[Any] | None) -> Any:
    if wanted.status == "done":
        if after is not None:
            query = query.where(tuple_(WorkItem.closed_at, WorkItem.id) < (_moment(after[1]), UUID(after[2])))
        return query.order_by(WorkItem.closed_at.desc(), WorkItem.id.desc())
    keys = (-WorkItem.priority, func.coalesce(WorkItem.due_at, NEVER), WorkItem.id)
    if after is not None:
        query = query.where(tuple_(*keys) > (int(after[0]), _moment(after[1]), UUID(after[2])))
    return query.order_by(*keys)


def _place(item: WorkItem, wanted: Wanted) -> Sequence[Any]:
    moment = item.closed_at if wanted.status == "done" else item.due_at
    return [-item.priority, (moment or NEVER).isoformat(), str(item.id)]


def _moment(text: Any) -> datetime:
    return datetime.fromisoformat(str(text))
