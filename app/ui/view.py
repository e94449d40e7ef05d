"""Registers the look with a Flask application: templates, static files, texts, words, frame, error page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, cast
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from flask import Blueprint, Flask, Response, abort, g, make_response, redirect, render_template, request
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from app.errors import Problem
from app.ui import words
from app.ui.assets import Assets
from app.ui.frame import Frame
from app.ui.icons import icon, sprite
from app.ui.states import DUE_ICONS, NUMERALS, ROLE_KEYS, URGENCY_KEYS, state_look
from app.ui.translate import LANGUAGES, translate
from app.web import CONTENT_SECURITY_POLICY, language, request_id

YEAR = 365 * 24 * 3600
THEMES = ("light", "dark")
KEPT = "public, max-age=31536000, immutable"
VIEWER_POLICY = "style-src-attr 'unsafe-inline'"
FrameSource = Callable[[], Frame | None]


def init_ui(app: Flask, *, frame: FrameSource, now: Callable[[], datetime]) -> None:
    """Make the look known to the application.

    `frame` says who looks at the page in this request (None before the sign-in), `now` the installation's time for
    words such as 明天 (pages that have a session should pass their own now to the filters).
    """
    app.jinja_env.autoescape = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    assets = Assets()
    app.extensions["assets"] = assets
    app.extensions["problem_page"] = problem_page
    app.register_blueprint(_blueprint(assets))
    _globals(app, assets)
    _filters(app, now)
    app.context_processor(partial(_context, frame))


def t(key: str, **values: object) -> str:
    """A text of the product in the reader's language; `{name}` filled in, counted by `n`."""
    return translate(language(), key, **values)


def problem_page(problem: Problem) -> Response:
    """A problem as a page for people: what happened, what to do, the number for the administrator."""
    sentence = problem.zh if language() == "zh" else problem.en
    fields = [("", one.zh if language() == "zh" else one.en) for one in problem.fields]
    page = render_template(
        "layout/problem.html.j2", status=problem.status, sentence=sentence, fields=fields, number=request_id()
    )
    return make_response(page, problem.status)


def allow_viewer(response: Response) -> Response:
    """Let the diagram viewer of this one page set styles on its own elements (scripts stay strict)."""
    policy = response.headers.get("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers["Content-Security-Policy"] = f"{policy}; {VIEWER_POLICY}"
    return response


def local_path(text: str) -> str:
    """A path of this site to go back to; anything else, such as another host, becomes the first page."""
    parts = urlsplit(text)
    good = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc and text.isprintable()
    return text if good else "/"


def next_page(cursor: str | None) -> str:
    """This page's address with the same filters and the place where the list goes on; empty at its end."""
    if cursor is None:
        return ""
    kept = {**request.args.to_dict(flat=True), "cursor": cursor}
    return f"{request.path}?{urlencode(kept)}"


def _context(source: FrameSource) -> dict[str, object]:
    if "frame" not in g:
        g.frame = source()
    return {"lang": language(), "theme": _theme(), "frame": g.frame, "here_path": _here()}


def _csrf_token() -> str:
    seen: Frame | None = g.get("frame")
    return seen.csrf if seen else ""


def _theme() -> Literal["light", "dark", ""]:
    chosen = request.cookies.get("theme")
    return cast(Literal["light", "dark"], chosen) if chosen in THEMES else ""


def _here() -> str:
    """Where a change of language comes back to: this page, unless it was posted to."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _globals(app: Flask, assets: Assets) -> None:
    app.jinja_env.globals.update(
        t=t,
        icon=icon,
        sprite=sprite,
        asset=lambda name: f"/static/{assets.hashed(name)}",
        state_look=state_look,
        numerals=NUMERALS,
        urgency_keys=URGENCY_KEYS,
        role_keys=ROLE_KEYS,
        due_icons=DUE_ICONS,
        csrf_token=_csrf_token,
        request_key=lambda: uuid4().hex,
        next_page=next_page,
    )


def _filters(app: Flask, now: Callable[[], datetime]) -> None:
    def due(when: datetime | None, at: datetime | None = None, paused: bool = False) -> words.Due | None:
        return None if when is None else words.due_words(when, at or now(), language(), paused=paused)

    def told(say: Callable[[datetime, datetime, words.Language], str]) -> Callable[..., str]:
        def filtered(when: datetime | None, at: datetime | None = None) -> str:
            return "" if when is None else say(when, at or now(), language())

        return filtered

    def span(length: timedelta | None) -> str:
        return "" if length is None else words.span_words(length, language())

    app.jinja_env.filters.update(
        due=due,
        day=told(words.day_words),
        moment=told(words.moment_words),
        recent=told(words.recent_words),
        exact=lambda when: "" if when is None else words.exact_words(when),
        span=span,
        masked=words.masked,
        initial=words.initial,
    )


def _blueprint(assets: Assets) -> Blueprint:
    blueprint = Blueprint("ui", __name__, template_folder="templates")

    @blueprint.get("/static/<path:name>")
    def static(name: str) -> Response:
        return _static(assets, name)

    @blueprint.post("/preferences")
    def preferences() -> AnyResponse:
        return _preferences()

    return blueprint


def _static(assets: Assets, name: str) -> Response:
    found = assets.find(name)
    if found is None:
        abort(404)
    asset, by_hash = found
    packed = asset.gzipped if request.accept_encodings["gzip"] else None
    response = Response(packed or asset.body, mimetype=asset.mimetype)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = KEPT if by_hash else "no-cache"
    response.set_etag(asset.digest)
    response.make_conditional(request)
    return response


def _preferences() -> AnyResponse:
    """Language and theme are cookies of the browser: the server draws the page right at once, without a flash."""
    response = redirect(local_path(request.form.get("next", "/")), 303)
    chosen = request.form.get("lang")
    if chosen in LANGUAGES:
        response.set_cookie("lang", chosen, max_age=YEAR, samesite="Lax")
    theme = request.form.get("theme")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax")
    elif theme is not None:
        response.delete_cookie("theme", samesite="Lax")
    return response
