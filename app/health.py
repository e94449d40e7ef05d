"""Whether we live (`/healthz`) and whether we can serve (`/readyz`): for supervisors and load balancers."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session

import migrations
from app.foundation.timekeeping.worker import anybody_alive
from app.web import database

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """200 when database, schema and a worker are there, else 503; each part says `ok` or what is missing."""
    parts = {"database": "unreachable", "migrations": "unknown", "worker": "unknown"}
    try:
        with database().reading() as session:
            parts["database"] = "ok"
            parts["migrations"] = "ok" if _version(session) == migrations.newest() else "behind"
            parts["worker"] = "ok" if anybody_alive(session) else "silent"
    except ProgrammingError:  # the tables that every transaction reads first are not there
        parts |= {"database": "ok", "migrations": "behind"}
    except SQLAlchemyError:
        parts["database"] = "unreachable"
    ready = set(parts.values()) == {"ok"}
    return jsonify(status="ok" if ready else "unavailable", **parts), 200 if ready else 503


def _version(session: Session) -> str | None:
    version: str | None = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version
