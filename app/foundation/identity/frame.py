"""Who looks at a page, for what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

import structlog
from flask import g
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock
from app.errors import Problem
from app.foundation.identity import queries, web
from app.foundation.identity.actor import Actor
from app.foundation.identity.queries import PostView
from app.foundation.network import queries as network
from app.foundation.network.queries import Name
from app.ui.frame import Frame, PostChoice
from app.ui.view import t
from app.web import database, language

log = structlog.get_logger()
OpenTasks = Callable[[Session, Actor], int]


def frame(open_tasks: OpenTasks) -> Frame | None:
    """The frame of this request; None for strangers, and where it cannot be told because something is wrong:
    the page of an error must not fail for its frame. `open_tasks` counts what waits for a person."""
    try:
        actor = web.current_actor()
        with database().reading() as session:
            return _frame(session, actor, open_tasks)
    except (Problem, SQLAlchemyError) as error:
        log.info("page_without_frame", error=type(error).__name__)
        return None


def page_now() -> datetime:
    """The installation's time, read once per page."""
    if "page_now" not in g:
        with database().reading() as session:
            g.page_now = clock.now(session)
    moment: datetime = g.page_now
    return moment


def post_words(post: PostView, places: Mapping[UUID, Name]) -> str:
    """A post in one line: institution, department, role."""
    zh = language() == "zh"
    named = [places[one] for one in (post.institution, post.department) if one and one in places]
    return " ".join([*(one.name if zh else one.name_en for one in named), t(f"role.{post.role}")])


def places_of(session: Session, posts: list[PostView]) -> dict[UUID, Name]:
    """Names of everything that these posts belong to."""
    return {
        **network.institution_names(session, {one.institution for one in posts}),
        **network.department_names(session, {one.department for one in posts if one.department}),
    }


def _frame(session: Session, actor: Actor, open_tasks: OpenTasks) -> Frame:
    posts = queries.posts_of(session, actor.person)
    places = places_of(session, posts)
    choices = tuple(PostChoice(str(one.id), post_words(one, places), one.id == actor.post) for one in posts)
    return Frame(
        person=actor.name,
        post=next((one.text for one in choices if one.current), ""),
        role=actor.role,
        csrf=web.csrf_token(),
        posts=choices if len(choices) > 1 else (),
        open_tasks=open_tasks(session, actor),
    )
