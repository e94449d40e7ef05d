"""The page that shows every component in every state, with invented data; registered in demonstration mode only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from app.ui import samples
from app.ui.diagram import draw, read
from app.ui.states import STATES
from app.ui.track import track
from app.ui.view import allow_viewer, t
from app.ui.words import Due, Language, due_words, moment_words
from app.web import language

NOW = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)
blueprint = Blueprint("ui_kit", __name__)


@blueprint.get("/ui-kit")
def kit() -> Response:
    """Every component."""
    lang = language()
    (drawing,) = read(samples.diagram())
    name = t("kit.diagram")
    receiver, sender = samples.sample("lanes", lang)
    latest = NOW + timedelta(minutes=51)
    page = render_template(
        "ui_pages/kit.html.j2",
        frame=samples.frame(lang),
        states=tuple(STATES),
        dues=_dues(lang),
        rows=samples.rows(lang, NOW),
        form=samples.form(lang),
        entries=samples.sample("timeline", lang),
        case_diagram=draw(drawing, samples.marks("marks", lang), lang, name),
        load_diagram=draw(drawing, samples.marks("counts", lang), lang, name),
        wide_track=track(samples.steps(lang, 4), receiver, sender, t("kit.track")),
        narrow_track=track(samples.steps(lang, 4), receiver, sender, t("kit.track"), narrow=True),
        patient=samples.sample("patient", lang),
        latest=moment_words(latest, NOW, lang),
        latest_due=due_words(latest, NOW, lang),
    )
    return allow_viewer(make_response(page))


@blueprint.get("/ui-kit/options")
def options() -> Response:
    """What the sample pickers search in."""
    text = request.args.get("q", "").lower()
    codes = samples.sample("codes", language())
    return jsonify([one for one in codes if text in one["label"].lower()])


@blueprint.get("/ui-kit/diagram.bpmn")
def diagram() -> Response:
    """The sample diagram for the viewer."""
    return Response(samples.diagram(), mimetype="application/xml")


def _dues(lang: Language) -> list[Due]:
    minutes = (-46, -132, 76, 108, 150, 1168)
    found = [due_words(NOW + timedelta(minutes=one), NOW, lang) for one in minutes]
    return [*found, due_words(NOW, NOW, lang, paused=True)]
