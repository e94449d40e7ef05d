"""The thin HTTP edge that every feature shares: settings and database of the running app, language, request id,
changes with their idempotency key, lists with cursors, security headers."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

import orjson
from flask import Flask, Response, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.db import Database, new_id
from app.errors import BadRequest, NotFound
from app.idempotency import Answer, once

if TYPE_CHECKING:
    from app.config import Settings

Language = Literal["zh", "en"]
KEY_HEADER = "Idempotency-Key"
CSRF_FIELD = "csrf_token"
LONGEST_FORM_KEY = 64
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
MOST_PER_PAGE = 200
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; object-src 'none'"
)


def database() -> Database:
    """The running app's database, as its own restricted role."""
    return cast(Database, current_app.extensions["database"])


def settings() -> Settings:
    """The running app's settings."""
    return cast("Settings", current_app.extensions["settings"])


def language() -> Language:
    """Chinese unless the reader prefers English: the page's cookie first, then Accept-Language."""
    chosen = request.cookies.get("lang")
    if chosen in ("zh", "en"):
        return cast(Language, chosen)
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh")
    return "en" if best == "en" else "zh"


def request_id() -> str:
    """The id that logs and error answers of this request share."""
    if "request_id" not in g:
        offered = request.headers.get("X-Request-Id", "")
        g.request_id = offered if REQUEST_ID.fullmatch(offered) else new_id().hex
    return cast(str, g.request_id)


def if_match() -> str | None:
    """The ETag that the caller says to have seen; judged by the service, after access and state."""
    return request.headers.get("If-Match")


def path_id(text: str) -> UUID:
    """An id from an address; what is no id at all is answered like an unknown one."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None


def change(person: UUID, work: Callable[[Session], Answer], *, key_required: bool = False) -> Response:
    """Carry out one action in one transaction, once per idempotency key, and answer with what it says."""
    key = request.headers.get(KEY_HEADER)
    if key is None and key_required:
        raise BadRequest(
            "idempotency_key_required",
            "缺少 Idempotency-Key。请为每次操作带上一个新的编号，重试时用同一个。",
            "Idempotency-Key is missing. Send a new one with each action, and the same one when you retry.",
        )
    with database().transaction() as session:
        answer = once(session, person, key, _fingerprint(), work)
    return answered(answer)


def form_change(person: UUID, work: Callable[[Session], Answer]) -> Answer:
    """`change` for a page: the key is the form's hidden `key` with a digest of what was posted, so that a second
    click is answered like the first, and a form that was changed and sent again counts as new."""
    posted = _posted()
    key = f"{request.form.get('key', '')[:LONGEST_FORM_KEY]}.{hashlib.sha256(posted).hexdigest()}"
    with database().transaction() as session:
        return once(session, person, key, posted, work)


def answered(answer: Answer) -> Response:
    """An `Answer` as a JSON response."""
    body = b"" if answer.status == 204 else orjson.dumps(answer.body, default=str)
    response = Response(body, answer.status, mimetype="application/json")
    response.headers.extend(answer.headers)
    if answer.etag:
        response.set_etag(answer.etag)
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def page_size() -> int:
    """How many rows the caller wants, 50 unless said."""
    try:
        wanted = int(request.args.get("limit", "50"))
    except ValueError:
        wanted = 50
    return max(1, min(wanted, MOST_PER_PAGE))


def write_cursor(values: Sequence[Any]) -> str:
    """Where a list goes on: the sort values of the last row shown, opaque to the caller."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values), default=str)).decode().rstrip("=")


def read_cursor(length: int) -> list[Any] | None:
    """The caller's cursor with that many values; None at the beginning of the list."""
    text = request.args.get("cursor")
    if not text:
        return None
    try:
        values = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        values = None
    if not isinstance(values, list) or len(values) != length:
        raise _cursor_malformed()
    return values


def place_in_time() -> tuple[datetime, UUID] | None:
    """The caller's cursor in a list ordered by time and id; None at the beginning."""
    values = read_cursor(2)
    if values is None:
        return None
    try:
        return datetime.fromisoformat(values[0]), UUID(values[1])
    except (AttributeError, TypeError, ValueError):
        raise _cursor_malformed() from None


def listed(items: Sequence[Any], total: int, following: str | None = None) -> dict[str, Any]:
    """The envelope of every list."""
    return {"items": list(items), "next": following, "total": total}


def harden(app: Flask) -> None:
    """Give every answer its request id and the security headers."""

    @app.before_request
    def addresses() -> None:
        if "\x00" in request.path:  # no database can hold it, so nothing has such a name
            raise NotFound

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _cursor_malformed() -> BadRequest:
    return BadRequest("cursor_malformed", "翻页标记无效，请从第一页开始。", "The cursor is not valid. Start again.")


def _posted() -> bytes:
    """Everything that makes a posted form this one; the boundary of its parts and the session's token do not."""
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name != CSRF_FIELD)
    files = [(name, one.filename, _digest(one)) for name, one in request.files.items(multi=True)]
    return orjson.dumps([request.method, request.path, fields, files])


def _digest(upload: FileStorage) -> str:
    digest = hashlib.file_digest(upload.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    upload.stream.seek(0)
    return digest


def _fingerprint() -> bytes:
    return b"\n".join((request.method.encode(), request.full_path.encode(), request.get_data(cache=True)))
