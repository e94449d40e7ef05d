"""Structured logs: one JSON object a line in production, readable lines else; every request's id; no personal data.

Requests are logged by their route (`/api/v1/tasks/<id>`), never by address, query or body. Of a failed statement
only the kind is logged, for the database's words may quote a row.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from types import TracebackType
from typing import Any, cast

import structlog
from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError
from structlog.types import EventDict, Processor, WrappedLogger

from app.config import Settings
from app.web import request_id

QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
log = structlog.get_logger()


def configure(settings: Settings) -> None:
    """Send what we and the libraries log to the standard error, in one format."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(settings)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)


def follow_requests(app: Flask) -> None:
    """Log each request of this application when it was answered; its id is on every line written meanwhile."""

    @app.before_request
    def begin() -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())
        g.begun = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unknown"
        if route not in QUIET:
            took = round((time.perf_counter() - g.get("begun", time.perf_counter())) * 1000, 1)
            log.info("request", method=request.method, route=route, status=response.status_code, ms=took)
        return response


def _renderer(settings: Settings) -> Processor:
    if settings.mode == "production":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _without_personal_data(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:  # noqa: ARG001
    """An exception as its kind and the places it passed, with its words only when they are not the database's."""
    info = event.pop("exc_info", None)
    error = _exception(info)
    if error is not None:
        event["error"] = type(error).__name__
        event["trace"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        database = isinstance(error, DBAPIError)
        event["reason"] = type(cast(DBAPIError, error).orig).__name__ if database else str(error)
    return event


def _exception(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        found = cast(tuple[type, BaseException | None, TracebackType | None], info)
        return found[1]
    return sys.exc_info()[1] if info else None
