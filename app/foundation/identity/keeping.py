"""What a browser posted is not lost when the request could not be carried out: it travels in hidden fields through
the sign-in, or waits on the page of the error, and can be sent again as it was."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request

from app.ui.view import local_path
from app.web import CSRF_FIELD

PREFIX = "kept."
PATH = "kept_path"
# Pages under here ask for passwords, which are never written back into a page.
SECRET = ("/session", "/sign-in")
MOST = 2 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """A posted form: where it was going, what was in it, and whether it had files, which cannot be kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False


def posted() -> Kept | None:
    """The form that this request posted; None where there is none, or where another site may have posted it."""
    if request.method != "POST" or not from_this_site() or request.path.startswith(SECRET):
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name != CSRF_FIELD)
    if not fields or sum(len(value) for _name, value in fields) > MOST:
        return None
    return Kept(request.path, fields, any(one.filename for one in request.files.values()))


def brought() -> Kept | None:
    """The form that the sign-in page carried along."""
    path = local_path(request.form.get(PATH, "/"))
    if path == "/" or path.startswith(SECRET) or not from_this_site():
        return None
    fields = tuple(
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    )
    return Kept(path, fields)


def from_this_site() -> bool:
    """Whether the browser says that a page of ours sent this: without a session nothing else can prove it."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host
