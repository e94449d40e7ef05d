"""The inbox on pages: the list, a task beside it, and everything that may be done with a task, as plain forms.

Every change goes through the services of the API, with the form's hidden key and ETag, and comes back to a page: a
task that was done to the next one, anything refused to the same task with all that was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.cases import WorkItem, items, service, sheets, task_queries
from app.cases.incidents import noting
from app.cases.sheets import Posted
from app.clock import now
from app.desks.inbox.detail import Detail, Typed, detail
from app.desks.inbox.listing import Asked, Listing, following, listing, settled
from app.errors import NotFound, Problem
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.ui.view import t
from app.ui.words import moment_words
from app.web import database, form_change, language, path_id

blueprint = Blueprint("inbox_pages", __name__, template_folder="templates")
Step = Callable[[Session, Actor, UUID, str | None], WorkItem]
# Refusals that are shown at the task itself; everything else is a page of its own.
AT_THE_TASK = frozenset({403, 409, 412, 422, 428})


@dataclass(frozen=True)
class Refused:
    """What was not accepted, in words: `by` and `at` when somebody was faster."""

    code: str
    status: int
    sentence: str
    by: str = ""
    at: str = ""


@blueprint.get("/inbox")
def inbox() -> Response:
    """The list, as its address asks for it."""
    return _page(current_actor())


@blueprint.get("/inbox/<which>")
def task(which: str) -> Response:
    """The list with a task beside it; on a phone the task alone."""
    return _page(current_actor(), path_id(which))


@blueprint.get("/inbox/<which>/<step>")
def back_to_task(which: str, step: str) -> AnyResponse:  # noqa: ARG001 - a change's own address, opened as a page
    """Where a reader comes from a refused change by reloading or by another language."""
    return redirect(_here(path_id(which)), 303)


@blueprint.post("/inbox/<which>/complete")
def complete(which: str) -> AnyResponse:
    """Do the task, then go on to the next one of the list."""
    actor, item_id, etag = current_actor(), path_id(which), request.form.get("etag")

    def work(posted: Posted) -> Callable[[Session], Answer]:
        def done(session: Session) -> Answer:
            service.complete(session, actor, item_id, posted.answers, etag)
            return Answer({"id": str(item_id)})

        return done

    def afterwards() -> str:
        asked = Asked.of(request.args)
        with database().reading() as session:
            asked = settled(session, actor, asked)
            onwards = following(session, actor, asked)
        return _with(asked.url(onwards or ""), done=str(item_id))

    return _answering(actor, item_id, work, afterwards)


@blueprint.post("/inbox/<which>/draft")
def save_draft(which: str) -> AnyResponse:
    """Keep what was typed; a script that saves by itself is told when, a browser without one comes back."""
    actor, item_id, etag = current_actor(), path_id(which), request.form.get("etag")

    def work(posted: Posted) -> Callable[[Session], Answer]:
        def saved(session: Session) -> Answer:
            tag = items.save_draft(session, actor, item_id, dict(posted.answers), etag)
            return Answer({"etag": tag, "saved_at": now(session).isoformat()})

        return saved

    return _answering(actor, item_id, work, lambda: _here(item_id), change=_each_time)


@blueprint.post("/inbox/<which>/claim")
def claim(which: str) -> AnyResponse:
    """Take the task; what was typed meanwhile becomes its draft."""
    return _step_with_draft(path_id(which), items.claim)


@blueprint.post("/inbox/<which>/unclaim")
def unclaim(which: str) -> AnyResponse:
    """Give the task back to its queue."""
    return _step(path_id(which), items.unclaim)


@blueprint.post("/inbox/<which>/delegate")
def delegate(which: str) -> AnyResponse:
    """Hand the task to a colleague or a post."""
    receiver = _receiver(request.form.get("to", ""))
    return _step(
        path_id(which), lambda session, actor, item, etag: items.delegate(session, actor, item, receiver, etag)
    )


@blueprint.post("/inbox/<which>/comments")
def comment(which: str) -> AnyResponse:
    """Leave a remark."""
    actor, item_id = current_actor(), path_id(which)

    def work(session: Session) -> Answer:
        return Answer({"id": str(items.comment(session, actor, item_id, request.form.get("text", "")).id)}, 201)

    try:
        form_change(actor.person, work)
    except Problem as problem:
        return _refused(actor, item_id, problem, remark=request.form.get("text", ""))
    return redirect(f"{_here(item_id)}#remarks", 303)


def _answering(
    actor: Actor,
    item_id: UUID,
    work: Callable[[Posted], Callable[[Session], Answer]],
    afterwards: Callable[[], str],
    change: Callable[[UUID, Callable[[Session], Answer]], Answer] = form_change,
) -> AnyResponse:
    """Read the task's form, carry out `work` on it and go on; whatever is refused comes back as it was typed."""
    posted = _posted(actor, item_id)
    if posted.more:
        return _page(actor, item_id, Typed(posted.answers, more=posted.more))
    if posted.faults:
        return _page(actor, item_id, Typed(posted.answers, posted.faults), status=422)
    try:
        answer = noting(database(), lambda: change(actor.person, work(posted)))
    except Problem as problem:
        if _wants_json():
            raise
        return _refused(actor, item_id, problem, posted)
    return jsonify(answer.body) if _wants_json() else redirect(afterwards(), 303)


def _each_time(_person: UUID, work: Callable[[Session], Answer]) -> Answer:
    """A draft is kept however often it is sent: what was typed, undone and typed again is no repetition."""
    with database().transaction() as session:
        return work(session)


def _step(item_id: UUID, step: Step) -> AnyResponse:
    actor, etag = current_actor(), request.form.get("etag")

    def work(session: Session) -> Answer:
        return Answer({"id": str(step(session, actor, item_id, etag).id)})

    try:
        form_change(actor.person, work)
    except Problem as problem:
        return _refused(actor, item_id, problem)
    return redirect(_after_step(actor, item_id), 303)


def _step_with_draft(item_id: UUID, step: Step) -> AnyResponse:
    actor, etag = current_actor(), request.form.get("etag")

    def work(posted: Posted) -> Callable[[Session], Answer]:
        def stepped(session: Session) -> Answer:
            item = step(session, actor, item_id, etag)
            if posted.changed:
                items.save_draft(session, actor, item_id, dict(posted.answers), "*")
            return Answer({"id": str(item.id)})

        return stepped

    return _answering(actor, item_id, work, lambda: _after_step(actor, item_id))


def _posted(actor: Actor, item_id: UUID) -> Posted:
    with database().reading() as session:
        item, case = task_queries.find(session, actor, item_id)
        sheet = sheets.of_task(session, item, case)
    if sheet is None:
        return Posted({})
    return sheets.read(database(), actor, sheet, request.form, request.files)


def _refused(
    actor: Actor, item_id: UUID, problem: Problem, posted: Posted | None = None, remark: str | None = None
) -> Response:
    """The task again with what is wrong; problems that do not belong there go on to the page of errors."""
    if problem.status not in AT_THE_TASK:
        raise problem
    at = problem.extra.get("at")
    with database().reading() as session:
        when = moment_words(datetime.fromisoformat(at), now(session), language()) if at else ""
    sentence = problem.zh if language() == "zh" else problem.en
    refused = Refused(problem.code, problem.status, sentence, str(problem.extra.get("by") or ""), when)
    typed = Typed(posted.answers, problem.fields) if posted else None
    return _page(actor, item_id, typed, refused, remark, status=problem.status)


def _page(
    actor: Actor,
    which: UUID | None = None,
    typed: Typed | None = None,
    refused: Refused | None = None,
    remark: str | None = None,
    *,
    status: int = 200,
) -> Response:
    with database().reading() as session:
        asked = settled(session, actor, Asked.of(request.args))
        shown = detail(session, actor, which, language(), typed) if which else None
        beside = listing(session, actor, asked, language(), which)
        toast = _toast(session, actor)
        page = _rendered(beside, shown, refused, remark, toast, now(session))
    return make_response(page, status)


def _rendered(
    beside: Listing, shown: Detail | None, refused: Refused | None, remark: str | None, toast: str, moment: datetime
) -> str:
    return render_template(
        "inbox_pages/inbox.html.j2",
        list=beside,
        task=shown,
        query=f"?{beside.asked.query}",
        refused=refused,
        remark=remark,
        toast=toast,
        now=moment,
    )


def _toast(session: Session, actor: Actor) -> str:
    """What was just done, as the address says; nothing when it is not a task of theirs."""
    done = "done" in request.args
    try:
        item, _case = task_queries.find(session, actor, path_id(request.args.get("done" if done else "gone", "")))
    except NotFound:
        return ""
    name = (item.name_en if language() == "en" else "") or item.name
    return t("inbox.toast_done", name=name) if done else t("inbox.toast_gone", name=name)


def _after_step(actor: Actor, item_id: UUID) -> str:
    """The task again while it is still theirs to look at, else the list."""
    with database().reading() as session:
        try:
            item, _case = task_queries.find(session, actor, item_id)
        except NotFound:
            return Asked.of(request.args).url()
        theirs = item.holder == actor.person or (item.holder is None and not actor.groups.isdisjoint(item.groups))
    return _here(item_id) if theirs else _with(Asked.of(request.args).url(), gone=str(item_id))


def _here(item_id: UUID) -> str:
    return Asked.of(request.args).url(item_id)


def _with(url: str, **more: str) -> str:
    pairs = "&".join(f"{name}={value}" for name, value in more.items())
    return f"{url}{'&' if '?' in url else '?'}{pairs}"


def _receiver(to: str) -> items.Receiver:
    """`person:<id>` or `role:<role>:<department or nothing>`; anything else is nobody."""
    kind, _colon, rest = to.partition(":")
    if kind == "person":
        return items.Receiver(person=_id(rest))
    role, _colon, department = rest.partition(":")
    return items.Receiver(role=role or None, department=_id(department) if department else None)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return items.NOBODY


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
