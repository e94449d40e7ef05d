"""The designers' desk over HTTP: published processes, publishing, linting, trying decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app import clock
from app.cases.definitions import judging, queries, service
from app.cases.wiring import wired
from app.desks.designer.schemas import LintBody, VersionBody
from app.engine.decisions import DecisionError, evaluate_request
from app.errors import BadRequest, Invalid, NotFound
from app.foundation.identity.web import current_actor, require_role
from app.idempotency import Answer
from app.web import answered, change, database, language, listed

blueprint = Blueprint("designer", __name__, url_prefix="/api/v1", description="Processes and their versions")


@blueprint.get("/definitions")
def list_definitions() -> Response:
    """All published processes with their live version."""
    current_actor()
    with database().reading() as session:
        found = queries.listed(session)
    return answered(Answer(listed(found, len(found))))


@blueprint.get("/definitions/<key>")
def read_definition(key: str) -> Response:
    """One process: its live version, its versions, the start form, who may start it."""
    actor = current_actor()
    with database().reading() as session:
        shown = queries.one(session, key)
        live = queries.live(session, key)
        form = live.form(live.manifest.start_form)
        pickers = wired().pickers(session, actor)
        shown |= {
            "versions": queries.history(session, key),
            "start_form": form.deliver(language(), pickers) if form else None,
            "start_roles": list(live.manifest.start_roles),
            "inputs": dict(live.definition.inputs),
        }
    return answered(Answer(shown))


@blueprint.get("/definitions/<key>/versions")
def list_versions(key: str) -> Response:
    """All versions of a process, the newest first."""
    current_actor()
    with database().reading() as session:
        queries.one(session, key)
        found = queries.history(session, key)
    return answered(Answer(listed(found, len(found))))


@blueprint.get("/definitions/<key>/versions/<number>")
def read_version(key: str, number: str) -> Response:
    """One version as published, with its files."""
    current_actor()
    if not (number.isascii() and number.isdecimal()) or len(number) > 9:
        raise NotFound
    with database().reading() as session:
        return answered(Answer(queries.with_files(session, key, int(number))))


@blueprint.post("/definitions/<key>/versions")
@blueprint.arguments(VersionBody)
def publish(body: Mapping[str, Any], key: str) -> Response:
    """Publish a package: 201 a new version, 200 one that is there already, 422 with `problems`."""
    actor = require_role("process_designer")

    def work(session: Session) -> Answer:
        done = service.publish(session, actor, key, body["files"], body["note"])
        problems = [judging.shown(one) for one in done.problems]
        shown = {"key": done.key, "version": done.number, "id": str(done.id), "problems": problems}
        return Answer(shown, 201 if done.created else 200)

    return change(actor.person, work, key_required=True)


@blueprint.post("/lint")
@blueprint.arguments(LintBody)
def lint(body: Mapping[str, Any]) -> Response:
    """Everything the linter has to say about a package."""
    current_actor()
    with database().reading() as session:
        found = judging.linted(session, body["files"])
    return answered(Answer({"problems": [judging.shown(one) for one in found]}))


@blueprint.post("/decisions/evaluate")
def evaluate() -> Response:
    """Try decisions; nothing is kept."""
    current_actor()
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadRequest("not_json", "请发送 JSON 对象。", "Send a JSON object.")
    with database().reading() as session:
        moment = clock.now(session).astimezone(clock.ZONE)
    try:
        return answered(Answer(evaluate_request(body, now=moment)))
    except DecisionError as error:
        raise Invalid("decisions_invalid", error.message_zh, error.message_en) from None
