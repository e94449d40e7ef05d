"""The installation's clock over HTTP: read by all, moved by the administrator of a demonstration or a test."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.clock import now
from app.errors import BadRequest, NotFound
from app.foundation.identity.web import current_actor, require_role
from app.foundation.timekeeping import installation
from app.foundation.timekeeping.sweeper import sweep_until_quiet
from app.idempotency import Answer
from app.web import answered, change, database, settings

blueprint = Blueprint("clock", __name__, url_prefix="/api/v1/clock", description="The installation's clock")


@blueprint.get("")
def read() -> Response:
    """The present moment of the installation."""
    current_actor()
    with database().reading() as session:
        return answered(Answer({"now": now(session).isoformat()}))


@blueprint.post("")
def advance() -> Response:
    """Leap forward; what is due by then has fired when this answers, in order of its time."""
    current_actor()
    if not (settings().demo or settings().mode == "test"):
        raise NotFound
    actor = require_role("administrator")
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadRequest("not_json", "请发送 JSON 对象。", "Send a JSON object.")

    def work(session: Session) -> Answer:
        span = installation.span_of(body.get("advance"), now(session))
        return Answer({"now": installation.advance(session, span).isoformat()})

    response = change(actor.person, work)
    sweep_until_quiet(database())
    return response
