"""Every error leaves the house through here: RFC 9457 for programs, a page for people, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import orjson
import psycopg.errors
import structlog
from flask import Flask, Response, current_app, request
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException

from app.errors import BadRequest, Conflict, FieldProblem, Invalid, NotFound, Problem, Unavailable
from app.web import language, request_id

log = structlog.get_logger()
PAGE = "problem_page"
WORDS = {
    400: ("bad_request", "请求读不懂，请检查格式。", "The request cannot be read. Check its format."),
    405: ("method_not_allowed", "这里不支持这种操作。", "This address does not support that method."),
    413: ("too_large", "内容太大，请缩小后再送。", "The content is too large. Make it smaller."),
    415: ("unsupported_media_type", "请用 JSON 发送。", "Send the content as JSON."),
    429: ("too_many", "尝试太频繁，请稍后再试。", "Too many attempts. Try again later."),
}


class ServerFault(Problem):
    """Our own failure: nothing was done, and the number finds it in the logs."""

    status = 500


def install(app: Flask) -> None:
    """Render problems, HTTP errors, database trouble and unforeseen failures in one format."""
    app.register_error_handler(Problem, render)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unforeseen)


def render(problem: Problem) -> Response:
    """A problem as `application/problem+json`, or as a page where a person is looking."""
    page: Callable[[Problem], Response] | None = current_app.extensions.get(PAGE)
    if page is not None and _person_is_looking():
        response = page(problem)
    else:
        response = Response(
            orjson.dumps(as_json(problem), default=str), problem.status, mimetype="application/problem+json"
        )
    if "retry_after" in problem.extra:
        response.headers["Retry-After"] = str(problem.extra["retry_after"])
    return response


def as_json(problem: Problem) -> dict[str, Any]:
    """The body of RFC 9457 with our code, field paths and extras such as `by` and `at`."""
    zh = language() == "zh"
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.zh if zh else problem.en,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.zh if zh else problem.en,
        "instance": request.path,
        "request_id": request_id(),
        **problem.extra,
    }
    if problem.fields:
        body["fields"] = [
            {"path": one.path, "code": one.code, "message": one.zh if zh else one.en} for one in problem.fields
        ]
    return body


def _person_is_looking() -> bool:
    accepted = request.accept_mimetypes
    return not request.path.startswith(("/api/", "/fhir")) and accepted["text/html"] >= accepted["application/json"]


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 404:
        return render(NotFound())
    if status == 422:
        return render(_invalid(cast(Mapping[str, Any], getattr(error, "data", {})).get("messages", {})))
    if status >= 500:
        return _unforeseen(error)
    if status < 400:
        return cast(Response, error.get_response())
    problem = BadRequest(*WORDS.get(status, WORDS[400]))
    problem.status = status  # type: ignore[misc]  # one class stands for all plain HTTP refusals
    return render(problem)


def _invalid(messages: Any) -> Problem:
    """marshmallow's messages, by place (`json`, `query`), as field problems."""
    fields = [
        FieldProblem(path, "invalid", text, text)
        for place in (messages.values() if isinstance(messages, dict) else [])
        for path, text in _flat(place, "")
    ]
    return Invalid(
        "invalid",
        "有内容需要修改，请看每一处的说明。",
        "Some content needs changing; see each field.",
        fields=fields,
    )


def _flat(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(messages, list):
        for one in messages:
            yield path, str(one)
    else:
        yield path, str(messages)


def _database(error: DBAPIError) -> Response:
    if isinstance(error.orig, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected):
        return render(
            Conflict(
                "busy",
                "别人正在处理这一项。请稍等几秒再试，您写的内容还在。",
                "Somebody is working on this right now. Try again in a few seconds; what you wrote is kept.",
                retry_after=2,
            )
        )
    if isinstance(error.orig, psycopg.DataError):  # such as a NUL in a text, or a number beyond every column
        return render(
            Invalid(
                "value_unstorable",
                "有内容含有无法保存的字符或过大的数，请改正后再试。",
                "Some content holds characters or numbers that cannot be kept. Correct it and try again.",
            )
        )
    if isinstance(error, OperationalError):
        log.error("database_unavailable", request_id=request_id(), error=type(error.orig).__name__)
        return render(
            Unavailable(
                "database_unavailable",
                "暂时连不上数据库，什么都没有改动。请稍后再试。",
                "The database cannot be reached right now; nothing was changed. Try again shortly.",
                retry_after=5,
            )
        )
    return _unforeseen(error)


def _unforeseen(error: Exception) -> Response:
    log.error("unforeseen", request_id=request_id(), path=request.path, error=type(error).__name__, exc_info=error)
    return render(
        ServerFault(
            "server_fault",
            f"没有完成，什么都没有改动。再试一次，或告诉管理员编号 {request_id()}。",
            f"This did not work and nothing was changed. Try again, or give the administrator {request_id()}.",
        )
    )
