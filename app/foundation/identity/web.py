"""Who sends this request: bearer token for programs, cookie with a CSRF token for browsers."""

from __future__ import annotations

import hashlib
import hmac
from typing import cast

from flask import Response, g, request

from app.errors import Forbidden, Unauthorized
from app.foundation.identity import sessions
from app.foundation.identity.actor import Actor
from app.foundation.identity.queries import Presence
from app.web import CSRF_FIELD, database, settings

CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def current_actor() -> Actor:
    """The person and post of this request, read once per request with one statement.

    Raises `Unauthorized` when nobody is signed in, `Forbidden` when a browser's change lacks its CSRF token.
    """
    return current_presence().actor


def current_presence() -> Presence:
    """The session of this request; see `current_actor`."""
    if "presence" not in g:
        g.presence = _presence()
    return cast(Presence, g.presence)


def signed_in() -> Actor | None:
    """The actor of a page that also strangers may see; None for them."""
    try:
        return current_actor()
    except Unauthorized:
        return None


def require_role(*roles: str) -> Actor:
    """The actor, when the post has one of these roles; raises `Forbidden` otherwise."""
    actor = current_actor()
    if actor.role not in roles:
        raise Forbidden(
            "role_required",
            "您当前的岗位不能做这件事。",
            "The post you act in may not do this. Switch posts if you can.",
        )
    return actor


def csrf_token(token: str | None = None) -> str:
    """The token that forms of this browser's session (or of one just opened) carry; empty for strangers."""
    token = token or request.cookies.get(cookie_name())
    return _csrf_of(token) if token else ""


def cookie_name() -> str:
    """`__Host-` ties the cookie to this host and to HTTPS, which only production has."""
    return "__Host-liandong" if settings().mode == "production" else "liandong"


def remember(response: Response, token: str) -> Response:
    """Give a browser its session cookie."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(sessions.LASTS.total_seconds()),
        path="/",
        secure=settings().mode == "production",
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: Response) -> Response:
    """Take the session cookie away."""
    response.delete_cookie(
        cookie_name(), path="/", secure=settings().mode == "production", httponly=True, samesite="Lax"
    )
    return response


def origin() -> sessions.Origin:
    """Where this request comes from, as the sign-in notes it."""
    return sessions.Origin(request.remote_addr or "unknown", request.headers.get("User-Agent", ""))


def _presence() -> Presence:
    header = request.headers.get("Authorization", "")
    scheme, _, bearer = header.partition(" ")
    if scheme.lower() == "bearer":
        return _standing(bearer.strip())
    cookie = request.cookies.get(cookie_name())
    if not cookie:
        raise _nobody()
    found = _standing(cookie)
    if request.method not in SAFE:
        _check_csrf(cookie)
    return found


def _standing(token: str) -> Presence:
    found = sessions.present(database(), token)
    if found is None:
        raise _nobody()
    return found


def _check_csrf(cookie: str) -> None:
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    if not hmac.compare_digest(given.encode(), _csrf_of(cookie).encode()):
        raise Forbidden(
            "csrf",
            "页面已过期，请刷新后再试，您写的内容还在。",
            "This page is out of date. Reload it and try again.",
        )


def _csrf_of(token: str) -> str:
    """Bound to the session, so that another session's token is worth nothing here."""
    return hmac.new(settings().secret_key.encode(), b"csrf:" + token.encode(), hashlib.sha256).hexdigest()


def _nobody() -> Unauthorized:
    return Unauthorized("not_signed_in", "请先登录。", "Sign in first.")
