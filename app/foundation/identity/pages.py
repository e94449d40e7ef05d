"""Signing in and out on pages, the post one acts in, one's sessions and password; and what strangers get."""

from __future__ import annotations

import json
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.clock import host_now
from app.config import ACCOUNTS
from app.errors import FieldProblem, Forbidden, Invalid, Problem
from app.foundation.identity import keeping, passwords, queries, sessions, web
from app.foundation.identity.frame import places_of, post_words
from app.foundation.identity.keeping import Kept
from app.ui.view import local_path, t
from app.ui.view import problem_page as plain_problem_page
from app.web import database, language, path_id, settings

blueprint = Blueprint("session_pages", __name__, template_folder="templates")
SIGN_IN = "/sign-in"
SHOWN_ROLES = ("primary_doctor", "referral_office", "specialist")
# Problems after which the same form, sent again, may well succeed.
PASSING = frozenset({"busy", "csrf"})


@blueprint.get("/")
def home() -> AnyResponse:
    """The inbox; the sign-in for strangers."""
    return redirect("/inbox" if web.signed_in() else SIGN_IN, 303)


@blueprint.get(SIGN_IN)
def sign_in_page() -> AnyResponse:
    """The form; whoever is signed in already goes on."""
    following = local_path(request.args.get("next", "/"))
    if web.signed_in():
        return redirect(following, 303)
    notice = t("signin.expired") if web.cookie_name() in request.cookies else ""
    return _sign_in(following, notice=notice)


@blueprint.post(SIGN_IN)
def sign_in() -> AnyResponse:
    """Open a session, and go on to `next` or to the form that was on its way."""
    if request.headers.get("Origin") and not keeping.from_this_site():
        raise Forbidden("origin", "请在本站的登录页登录。", "Sign in on this site's own page.")
    following = local_path(request.form.get("next", "/"))
    username, password = _given()
    try:
        opened = sessions.sign_in(
            database(), username, password, origin=web.origin(), cost=passwords.strength(settings())
        )
    except Problem as problem:
        return _sign_in(following, problem=problem, username=username, kept=keeping.brought())
    kept = keeping.brought()
    if kept is None:
        return web.remember(redirect(following, 303), opened.token)  # type: ignore[arg-type]
    page = render_template("session/resume.html.j2", kept=kept, csrf=web.csrf_token(opened.token))
    return web.remember(make_response(page), opened.token)


@blueprint.post("/session/end")
def sign_out() -> AnyResponse:
    """End this session."""
    presence = web.current_presence()
    with database().transaction() as session:
        sessions.revoke(session, presence.actor.person, presence.session)
    return web.forget(redirect(SIGN_IN, 303))  # type: ignore[arg-type]


@blueprint.post("/session/post")
def switch_post() -> AnyResponse:
    """Act in another of one's posts."""
    presence = web.current_presence()
    with database().transaction() as session:
        sessions.switch_post(session, presence, path_id(request.form.get("post", "")))
    return redirect(local_path(request.form.get("next", "/")), 303)


@blueprint.get("/session")
@blueprint.get("/session/password")
def own_page() -> AnyResponse:
    """One's password and living sessions."""
    web.current_presence()
    return _own()


@blueprint.post("/session/password")
def change_password() -> AnyResponse:
    """Replace one's own password; every other session of one's own ends."""
    presence = web.current_presence()
    new = request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            raise _differing()
        with database().transaction() as session:
            sessions.change_password(
                session, presence, request.form.get("current", ""), new, passwords.strength(settings())
            )
    except Invalid as problem:
        return _own(problem)
    return redirect("/session?done=password", 303)


@blueprint.post("/session/<which>/revoke")
def revoke(which: str) -> AnyResponse:
    """End one of one's own sessions."""
    presence = web.current_presence()
    with database().transaction() as session:
        sessions.revoke(session, presence.actor.person, path_id(which))
    return redirect("/session?done=revoked", 303)


def problem_page(problem: Problem) -> Response:
    """What people get instead of an error: the sign-in when nobody is signed in, with what was typed kept; a button
    to send again where that may help; else the sentence."""
    kept = keeping.posted()
    if problem.status == 401:
        if request.method == "GET":
            return _to_sign_in()
        return _sign_in("/", notice=t("signin.expired"), kept=kept, status=401)
    if kept is not None and (problem.status >= 500 or problem.code in PASSING):
        page = render_template("session/again.html.j2", problem=problem, kept=kept, csrf=web.csrf_token())
        return make_response(page, problem.status)
    return plain_problem_page(problem)


def _to_sign_in() -> Response:
    following = quote(request.full_path.rstrip("?"), safe="/")
    return make_response(redirect(f"{SIGN_IN}?next={following}", 303))


def _given() -> tuple[str, str]:
    """Name and password as typed; in a demonstration also by the button of an account."""
    tried = request.form.get("try")
    account = next((one for one in _to_try() if tried and one["username"] == tried), None)
    if account:
        return account["username"], account["password"]
    return request.form.get("username", "")[:100], request.form.get("password", "")[:200]


def _to_try() -> list[dict[str, str]]:
    """In a demonstration one account for each of three roles that a referral passes through."""
    path = settings().home / ACCOUNTS
    if not settings().demo or not path.exists():
        return []
    known: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    first = {one["role"]: one for one in reversed(known)}
    return [first[role] for role in SHOWN_ROLES if role in first]


def _sign_in(
    following: str,
    *,
    notice: str = "",
    problem: Problem | None = None,
    username: str = "",
    kept: Kept | None = None,
    status: int = 200,
) -> Response:
    page = render_template(
        "session/sign_in.html.j2",
        following=following,
        notice=notice,
        sentence=_said(problem) if problem else "",
        username=username,
        kept=kept,
        accounts=_to_try(),
    )
    response = make_response(page, problem.status if problem else status)
    if problem and "retry_after" in problem.extra:
        response.headers["Retry-After"] = str(problem.extra["retry_after"])
    return response


def _own(problem: Invalid | None = None) -> Response:
    presence = web.current_presence()
    with database().reading() as session:
        found = queries.sessions_of(session, presence.actor.person, host_now())
        posts = {one.id: one for one in queries.posts_of(session, presence.actor.person)}
        places = places_of(session, list(posts.values()))
        rows = [
            (one, post_words(posts[one.post], places) if one.post in posts else "", one.id == presence.session)
            for one in found
        ]
        page = render_template(
            "session/own.html.j2",
            rows=rows,
            host_now=host_now(),
            done=_done(),
            errors={one.path: one.zh if language() == "zh" else one.en for one in problem.fields}
            if problem
            else {},
        )
    return make_response(page, problem.status if problem else 200)


def _done() -> str:
    """What was just done, as the address says."""
    done = request.args.get("done")
    if done == "password":
        return t("session.done_password")
    return t("session.done_revoked") if done == "revoked" else ""


def _said(problem: Problem) -> str:
    return problem.zh if language() == "zh" else problem.en


def _differing() -> Invalid:
    zh, en = "两次输入的新密码不一样，请重新输入。", "The two new passwords differ. Type them again."
    return Invalid("password_differs", zh, en, fields=[FieldProblem("again", "password_differs", zh, en)])
