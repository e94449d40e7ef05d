"""The list of processes, and one process: diagram, versions, forms, decision tables, scenarios, files."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from app.cases.definitions import judging, queries
from app.cases.definitions.manifest import Manifest, ManifestError, read_manifest
from app.cases.wiring import wired
from app.clock import now
from app.desks.designer.pages import drawn, tables
from app.desks.designer.pages.looking import PUBLISHER, looker, number_of
from app.desks.designer.pages.scenarios import scenarios
from app.engine.forms import FormView, load, view
from app.errors import NotFound
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.ui.view import allow_viewer
from app.web import database, language


def listed() -> str:
    """`GET /designer`: every process with its live version, who published it when and why."""
    actor = looker()
    with database().reading() as session:
        return render_template(
            "designer_pages/list.html.j2",
            processes=queries.listed(session),
            publisher=actor.role == PUBLISHER,
            now=now(session),
        )


def show(key: str) -> Response:
    """`GET /designer/<key>?version=n`: the live version, or the one asked for."""
    actor = looker()
    with database().reading() as session:
        head = queries.one(session, key)
        version = _version(session, key, head)
        texts = version["files"]
        problems = judging.linted(session, texts)
        page = render_template(
            "designer_pages/process.html.j2",
            head=head,
            version=version,
            versions=queries.history(session, key),
            problems=[judging.shown(one) for one in problems],
            diagrams=drawn.diagrams(texts, [judging.shown(one) for one in problems], language()),
            names=drawn.names(texts, language()),
            manifest=_manifest(texts, key),
            forms=_forms(texts),
            tables=tables.of(texts),
            scenarios=scenarios(texts),
            files=sorted((name, len(text)) for name, text in texts.items()),
            publisher=actor.role == PUBLISHER,
            now=now(session),
        )
    return allow_viewer(make_response(page))


def show_form(key: str, form: str) -> str:
    """`GET /designer/<key>/forms/<form>?version=n`: a form as people will see it, empty."""
    looker()
    with database().reading() as session:
        head = queries.one(session, key)
        version = _version(session, key, head)
        text = version["files"].get(f"{form}.form")
        if text is None:
            raise NotFound
        return render_template(
            "designer_pages/form.html.j2",
            head=head,
            version=version,
            name=form,
            view=_drawn(session, current_actor(), text),
        )


def _version(session: Session, key: str, head: dict[str, Any]) -> dict[str, Any]:
    asked = request.args.get("version")
    return queries.with_files(session, key, number_of(asked) if asked else head["version"])


def _manifest(texts: dict[str, str], key: str) -> Manifest:
    try:
        return read_manifest(texts, key)
    except ManifestError:  # published before a rule that it breaks; the linter says so beside it
        return Manifest()


def _forms(texts: dict[str, str]) -> list[str]:
    return sorted(name.removesuffix(".form") for name in texts if name.endswith(".form"))


def _drawn(session: Session, actor: Actor, text: str) -> FormView:
    loaded = load(text)
    return view(loaded, language(), values={}, context={}, pickers=wired().pickers(session, actor))
