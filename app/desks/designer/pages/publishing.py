"""Uploading a package, seeing what the linter and the comparison say, publishing it with a note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.cases.definitions import judging, queries, service
from app.desks.designer.pages import drawn, uploads
from app.desks.designer.pages.comparing import Changes, changes
from app.desks.designer.pages.looking import PUBLISHER
from app.engine.lint.problem import ERROR
from app.errors import FieldProblem, Invalid, NotFound, Problem
from app.etags import etag_of, require_match
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import require_role
from app.idempotency import Answer
from app.web import database, form_change, language

# A package travels in a hidden field from the check to publishing, packed.
LARGEST_FORM = 16 * 1024 * 1024
PUBLISH = "publish"


@dataclass(frozen=True)
class Checked:
    """A package that was looked at: findings as the API shows them, and what it changes against the live one."""

    key: str
    files: dict[str, str]
    problems: list[dict[str, Any]]
    changes: Changes
    live: int
    following: int

    @property
    def errors(self) -> int:
        """How many findings block publishing."""
        return sum(one["severity"] == ERROR for one in self.problems)

    @property
    def etag(self) -> str:
        """What the designer has compared with."""
        return etag_of("definition", self.key, self.live)


def ask(key: str | None = None) -> Response:
    """`GET /designer/new`, `GET /designer/<key>/publish`: choose the files."""
    require_role(PUBLISHER)
    with database().reading() as session:
        if key and not _live(session, key):
            raise NotFound
        return _asking(session, key)


def take(key: str | None = None) -> AnyResponse:
    """`POST …`: look at the package (`do=check`) or publish what was looked at (`do=publish`)."""
    request.max_form_memory_size = LARGEST_FORM
    actor = require_role(PUBLISHER)
    publishing = request.form.get("do") == PUBLISH
    try:
        files = uploads.unpack(request.form.get("packed", "")) if publishing else _uploaded(key)
        wanted = key or _key(files)
    except Invalid as problem:
        with database().reading() as session:
            return _asking(session, key, problem)
    if publishing:
        return _publish(actor, wanted, files)
    with database().reading() as session:
        return _result(_checked(session, wanted, files))


def _publish(actor: Actor, key: str, files: dict[str, str]) -> AnyResponse:
    note, etag = request.form.get("note", "").strip(), request.form.get("etag")

    def work(session: Session) -> Answer:
        require_match(etag, etag_of("definition", key, _live(session, key)))
        if not note:
            raise _no_note()
        return Answer({"version": service.publish(session, actor, key, files, note).number})

    try:
        number = form_change(actor.person, work).body["version"]
    except Problem as problem:
        with database().reading() as session:
            return _result(_checked(session, key, files), problem, note)
    return redirect(f"/designer/{key}?done={number}", 303)


def _uploaded(key: str | None) -> dict[str, str]:
    """What was uploaded, over the live version's files where the designer wants to keep the others."""
    given = uploads.read(request.files.getlist("package"))
    if key is None or not request.form.get("keep"):
        return given
    with database().reading() as session:
        live = queries.one(session, key)["version"]
        return {**queries.with_files(session, key, live)["files"], **given}


def _key(files: Mapping[str, str]) -> str:
    """The key of a new process: as it was typed, else as its manifest says."""
    try:
        manifest = json.loads(files.get("manifest.json", "{}"))
    except (ValueError, RecursionError):
        manifest = {}
    told = manifest.get("key", "") if isinstance(manifest, dict) else ""
    key = request.form.get("key_name", "").strip() or str(told)
    if service.KEY.fullmatch(key):
        return key
    zh, en = "流程标识用小写字母、数字和下划线", "A key takes small letters, digits and underscores"
    raise Invalid("key_invalid", zh, en, fields=[FieldProblem("key_name", "key_invalid", zh, en)])


def _checked(session: Session, key: str, files: dict[str, str]) -> Checked:
    live = _live(session, key)
    before = queries.with_files(session, key, live)["files"] if live else {}
    try:
        problems = [judging.shown(one) for one in judging.judged(session, key, files).problems]
    except Invalid as refused:
        problems = refused.extra["problems"]
    return Checked(
        key, files, problems, changes(before, files, language()), live, queries.newest_number(session, key) + 1
    )


def _live(session: Session, key: str) -> int:
    """The number of the live version, 0 for a process that is not there yet."""
    head = queries.head(session, key)
    return head.live_number if head else 0


def _asking(session: Session, key: str | None, problem: Invalid | None = None) -> Response:
    head = queries.one(session, key) if key and _live(session, key) else None
    said = {one.path: one.zh if language() == "zh" else one.en for one in problem.fields} if problem else {}
    body = render_template(
        "designer_pages/upload.html.j2",
        head=head,
        wrong_key=said.get("key_name", ""),
        wrong=next((text for path, text in said.items() if path != "key_name"), ""),
        key_name=request.form.get("key_name", ""),
        keep="keep" in request.form or request.method == "GET",
        most=service.MOST_FILES,
    )
    return make_response(body, problem.status if problem else 200)


def _result(checked: Checked, problem: Problem | None = None, note: str = "") -> Response:
    body = render_template(
        "designer_pages/result.html.j2",
        checked=checked,
        packed=uploads.pack(checked.files),
        diagrams=drawn.diagrams(checked.files, checked.problems, language()),
        names=drawn.names(checked.files, language()),
        problem=problem,
        note=note,
        no_note=bool(problem and problem.code == "note_required"),
    )
    return make_response(body, problem.status if problem else 422 if checked.errors else 200)


def _no_note() -> Invalid:
    zh, en = "写明这一版改了什么、为什么", "Say what this version changes, and why"
    return Invalid("note_required", zh, en, fields=[FieldProblem("note", "note_required", zh, en)])
