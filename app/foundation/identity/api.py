"""The session API: sign in and out, posts, own sessions, password; and the picker of doctors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.clock import host_now
from app.foundation.identity import passwords, queries, sessions, web
from app.foundation.identity.actor import ROLES
from app.foundation.identity.queries import PostView
from app.foundation.identity.schemas import DoctorQuery, PasswordBody, SignInBody, SwitchBody
from app.foundation.network import queries as network
from app.foundation.network.pickers import narrowed
from app.idempotency import Answer
from app.web import answered, change, database, language, listed, path_id, settings

blueprint = Blueprint("identity", __name__, url_prefix="/api/v1", description="Signing in, posts, sessions")


@blueprint.post("/session")
@blueprint.arguments(SignInBody)
def sign_in(body: dict[str, Any]) -> Response:
    """Open a session: `{token, person, posts, post}`; browsers get the cookie with it."""
    opened = sessions.sign_in(
        database(),
        body["username"],
        body["password"],
        origin=web.origin(),
        post=body["post"],
        cost=passwords.strength(settings()),
    )
    with database().reading() as session:
        described = _described(session, opened.person, opened.name, opened.post, opened.posts)
    return web.remember(answered(Answer({"token": opened.token, **described}, 201)), opened.token)


@blueprint.get("/session")
def read_session() -> Response:
    """Who one is here, in which post, and which posts one holds."""
    presence = web.current_presence()
    with database().reading() as session:
        posts = queries.posts_of(session, presence.actor.person)
        current = next((one for one in posts if one.id == presence.actor.post), None)
        body = _described(session, presence.actor.person, presence.actor.name, current, posts)
    return answered(Answer({**body, "expires_at": presence.expires_at, "csrf_token": web.csrf_token()}))


@blueprint.put("/session")
@blueprint.arguments(SwitchBody)
def switch_post(body: dict[str, Any]) -> Response:
    """Act in another post. The session is one's own and nobody else changes it, so no `If-Match` is asked."""
    presence = web.current_presence()

    def work(session: Session) -> Answer:
        chosen = sessions.switch_post(session, presence, body["post"])
        posts = queries.posts_of(session, presence.actor.person)
        return Answer(_described(session, presence.actor.person, presence.actor.name, chosen, posts))

    return change(presence.actor.person, work)


@blueprint.delete("/session")
def sign_out() -> Response:
    """End this session."""
    presence = web.current_presence()
    with database().transaction() as session:
        sessions.revoke(session, presence.actor.person, presence.session)
    return web.forget(answered(Answer(None, 204)))


@blueprint.get("/sessions")
def list_sessions() -> Response:
    """One's own living sessions."""
    presence = web.current_presence()
    with database().reading() as session:
        found = queries.sessions_of(session, presence.actor.person, host_now())
    rows = [
        {
            "id": one.id,
            "post": one.post,
            "created_at": one.created_at,
            "last_seen_at": one.last_seen_at,
            "address": one.address,
            "program": one.program,
            "current": one.id == presence.session,
        }
        for one in found
    ]
    return answered(Answer(listed(rows, len(rows))))


@blueprint.delete("/sessions/<which>")
def revoke_session(which: str) -> Response:
    """End one of one's own sessions."""
    presence = web.current_presence()
    with database().transaction() as session:
        sessions.revoke(session, presence.actor.person, path_id(which))
    return answered(Answer(None, 204))


@blueprint.post("/session/password")
@blueprint.arguments(PasswordBody)
def change_password(body: dict[str, Any]) -> Response:
    """Replace one's own password; every other session of one's own ends."""
    presence = web.current_presence()
    with database().transaction() as session:
        sessions.change_password(session, presence, body["current"], body["new"], passwords.strength(settings()))
    return answered(Answer(None, 204))


@blueprint.get("/doctors")
@blueprint.arguments(DoctorQuery, location="query")
def find_doctors(query: Mapping[str, str]) -> Response:
    """Doctors in office, as options of a picker."""
    actor = web.current_actor()
    institution, department = narrowed(query["institution"], actor.institution), narrowed(query["department"])
    with database().reading() as session:
        found = queries.find_doctors(session, query["q"].strip(), institution, department, 200)
        places = network.department_names(session, (one.department for one in found if one.department))
    options = [
        {
            "value": one.person,
            "label": one.name,
            "institution": one.institution,
            "department": one.department,
            "hint": places[one.department].name if one.department else ROLES[one.role][0],
        }
        for one in found
    ]
    return answered(Answer(listed(options, len(options))))


def _described(
    session: Session, person: Any, name: str, current: PostView | None, posts: list[PostView]
) -> dict[str, Any]:
    houses = network.institution_names(session, (one.institution for one in posts))
    departments = network.department_names(session, (one.department for one in posts if one.department))
    zh = language() == "zh"

    def place(found: network.Name | None) -> dict[str, Any] | None:
        return None if found is None else {"id": found.id, "name": found.name if zh else found.name_en}

    shown = [
        {
            "id": one.id,
            "role": one.role,
            "label": ROLES[one.role][0 if zh else 1],
            "scope": one.scope,
            "institution": place(houses.get(one.institution)),
            "department": place(departments.get(one.department)) if one.department else None,
        }
        for one in posts
    ]
    post = next((one for one in shown if current and one["id"] == current.id), None)
    return {"person": {"id": person, "name": name}, "posts": shown, "post": post}
