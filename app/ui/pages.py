"""The page that shows every component in every state, with invented data; registered in demonstration mode only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from app.ui import samples
from app.ui.diagram import draw, read
from app.ui.frame import Frame, PostChoice
from app.ui.states import STATES
from app.ui.track import track
from app.ui.view import t
from app.ui.words import Language, due_words, moment_words
from app.web import language

SAMPLE = Path(__file__).with_name("samples.bpmn")
NOW = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)
CODES = (
    ("I20.0", "I20.0 不稳定型心绞痛", "I20.0 Unstable angina"),
    ("I20.9", "I20.9 心绞痛，未特指", "I20.9 Angina, unspecified"),
    ("I21.9", "I21.9 急性心肌梗死", "I21.9 Acute myocardial infarction"),
    ("I10", "I10 高血压病", "I10 Hypertension"),
)

blueprint = Blueprint("ui_kit", __name__)


@blueprint.get("/ui-kit")
def kit() -> Response:
    """Every component."""
    lang = language()
    drawing = read(SAMPLE.read_text("utf-8"))
    name = t("kit.diagram")
    page = render_template(
        "ui_pages/kit.html.j2",
        frame=_frame(lang),
        states=tuple(STATES),
        dues=_dues(lang),
        rows=samples.list_rows(lang, NOW),
        form=samples.form(lang),
        entries=samples.timeline(lang),
        case_diagram=draw(drawing, samples.marks(lang), lang, name),
        load_diagram=draw(drawing, samples.counts(), lang, name),
        wide_track=track(samples.steps(lang), *_sides(lang), t("kit.track")),
        narrow_track=track(samples.steps(lang, 3), *_sides(lang), t("kit.track"), narrow=True),
        patient=_patient(lang),
        latest=moment_words(NOW.replace(hour=7, minute=23), NOW, lang),
        latest_due=due_words(NOW.replace(hour=7, minute=23), NOW, lang),
    )
    return make_response(page)


@blueprint.get("/ui-kit/options")
def options() -> Response:
    """What the sample pickers search in."""
    text = request.args.get("q", "").lower()
    place = 1 if language() == "zh" else 2
    return jsonify([{"value": one[0], "label": one[place]} for one in CODES if text in " ".join(one).lower()])


def _frame(lang: Language) -> Frame:
    if lang == "en":
        posts = (PostChoice("1", "First Hospital, Cardiology", True), PostChoice("2", "First Hospital, referral office"))
        return Frame("Chen Liheng", "First Hospital, Cardiology", "specialist", "sample", posts, 22)
    chinese = (PostChoice("1", "市第一人民医院 心血管内科", True), PostChoice("2", "市第一人民医院 转诊办"))
    return Frame("陈立衡", "市第一人民医院 心血管内科", "specialist", "sample", chinese, 22)


def _sides(lang: Language) -> tuple[str, str]:
    return ("市一院", "石塘镇") if lang == "zh" else ("Hospital", "Township")


def _dues(lang: Language) -> list[object]:
    moments = ((5, 46), (4, 20), (7, 48), (8, 20), (26, 0))
    found = [due_words(NOW.replace(hour=hour % 24, minute=minute, day=24 + hour // 24), NOW, lang) for hour, minute in moments]
    return [*found, due_words(NOW, NOW, lang, paused=True)]


def _patient(lang: Language) -> dict[str, str]:
    zh = {"name": "叶文彬", "sex": "男", "age": "63 岁", "allergy": "青霉素（皮疹）"}
    en = {"name": "Ye Wenbin", "sex": "M", "age": "63", "allergy": "penicillin (rash)"}
    return (zh if lang == "zh" else en) | {"id_masked": "3599**********1216", "phone_masked": "138****6621"}
