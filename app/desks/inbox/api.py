"""The inbox over HTTP: what waits for me, take it, do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.cases import WorkItem, items, queries, service, task_queries, tasks
from app.cases.incidents import noting
from app.cases.locks import item_etag
from app.desks.inbox.schemas import AnswersBody, CommentBody, DelegateBody, TaskQuery
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.web import (
    answered,
    change,
    database,
    if_match,
    language,
    listed,
    page_size,
    path_id,
    read_cursor,
    write_cursor,
)

blueprint = Blueprint("inbox", __name__, url_prefix="/api/v1/tasks", description="Tasks")
CURSOR_LENGTH = 3

Step = Callable[[Session, Actor, UUID, str | None], WorkItem]


@blueprint.get("")
@blueprint.arguments(TaskQuery, location="query")
def list_tasks(query: Mapping[str, Any]) -> Response:
    """Tasks of this person and their post: open ones by urgency, done ones the latest first."""
    actor = current_actor()
    after = read_cursor(CURSOR_LENGTH)
    with database().reading() as session:
        page = task_queries.listed(session, actor, task_queries.Wanted(**query), page_size(), after)
        shown = tasks.rows(session, page.rows)
    following = write_cursor(page.following) if page.following else None
    return answered(Answer(listed(shown, page.total, following)))


@blueprint.get("/<which>")
def read_task(which: str) -> Response:
    """One task with its form, the answers so far, the patient, what may be done, and remarks."""
    actor = current_actor()
    with database().reading() as session:
        item, case = task_queries.find(session, actor, path_id(which))
        shown = tasks.detail(session, actor, item, case, language())
        return answered(Answer(shown, etag=item_etag(item)))


@blueprint.post("/<which>/claim")
def claim(which: str) -> Response:
    """Take a task; needs `If-Match`. Taking what one has is fine."""
    return _stepped(which, items.claim)


@blueprint.post("/<which>/unclaim")
def unclaim(which: str) -> Response:
    """Give a task back to its queue; needs `If-Match`."""
    return _stepped(which, items.unclaim)


@blueprint.post("/<which>/delegate")
@blueprint.arguments(DelegateBody)
def delegate(body: Mapping[str, Any], which: str) -> Response:
    """Hand a task to a colleague or a post of the own institution; needs `If-Match`."""
    receiver = items.Receiver(_id(body["person"]), body["role"], _id(body["department"]))
    return _stepped(which, lambda session, actor, item, etag: items.delegate(session, actor, item, receiver, etag))


@blueprint.post("/<which>/comments")
@blueprint.arguments(CommentBody)
def comment(body: Mapping[str, Any], which: str) -> Response:
    """Leave a remark."""
    actor = current_actor()

    def work(session: Session) -> Answer:
        made = items.comment(session, actor, path_id(which), body["text"])
        return Answer({"id": str(made.id), "text": made.text, "at": made.made_at.isoformat()}, 201)

    return change(actor.person, work)


@blueprint.post("/<which>/complete")
@blueprint.arguments(AnswersBody)
def complete(body: Mapping[str, Any], which: str) -> Response:
    """Do a task; needs `If-Match` and `Idempotency-Key`. Claims it when nobody has it."""
    actor = current_actor()
    etag = if_match()

    def work(session: Session) -> Answer:
        case, item = service.complete(session, actor, path_id(which), body["answers"], etag)
        ended = case.ended_at is not None
        shown = {"id": str(case.id), "number": case.number, "state": case.state, "ended": ended}
        return Answer({"id": str(item.id), "element": item.element, "status": "done", "case": shown})

    return noting(database(), lambda: change(actor.person, work, key_required=True))


@blueprint.put("/<which>/draft")
@blueprint.arguments(AnswersBody)
def save_draft(body: Mapping[str, Any], which: str) -> Response:
    """Keep what was typed so far; needs `If-Match` with the draft's tag, or the task's."""
    actor = current_actor()
    etag = if_match()

    def work(session: Session) -> Answer:
        tag = items.save_draft(session, actor, path_id(which), body["answers"], etag)
        return Answer({"id": which, "answers": body["answers"], "etag": tag}, etag=tag)

    return change(actor.person, work)


def _stepped(which: str, step: Step) -> Response:
    actor = current_actor()
    etag = if_match()

    def work(session: Session) -> Answer:
        item = step(session, actor, path_id(which), etag)
        return Answer(_held(item), etag=item_etag(item))

    return change(actor.person, work)


def _id(given: object) -> UUID | None:
    """An id from a body; what is none is nobody's, so that the service refuses it in its turn."""
    if given is None:
        return None
    try:
        return UUID(given) if isinstance(given, str) else items.NOBODY
    except ValueError:
        return items.NOBODY


def _held(item: WorkItem) -> dict[str, Any]:
    return {
        "id": str(item.id),
        "element": item.element,
        "holder": {"person": str(item.holder), "name": item.holder_name} if item.holder else None,
        "claimed_at": item.claimed_at.isoformat() if item.claimed_at else None,
        "waiting_for": queries.waiting_for(item),
    }
