"""Registering a new patient on a page, with those offered who may be the same person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from app.care.patients import service
from app.care.patients.identifiers import KINDS
from app.care.patients.schemas import PatientBody
from app.care.patients.service import Given
from app.clock import now
from app.engine.forms.shown import FieldView, OptionView
from app.errors import Conflict, Forbidden, Invalid
from app.foundation.access.rights import right_of
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.idempotency import Answer
from app.ui.view import local_path, t
from app.web import database, form_change, language

blueprint = Blueprint("patient_pages", __name__, template_folder="templates")
TEXTS = ("name", "sex", "birth_date", "phone", "address", "allergies")
IDENTIFIER = ("identifier_kind", "identifier")
# A newborn's identifier names the mother, whom this page does not ask for.
OFFERED = tuple(kind for kind in KINDS if kind != "newborn")
ONWARDS = "/referrals/new"
WRONG: dict[str, Callable[[], str]] = {
    "name": lambda: t("patient.wrong.name"),
    "sex": lambda: t("patient.wrong.sex"),
    "birth_date": lambda: t("patient.wrong.birth_date"),
    "phone": lambda: t("patient.wrong.phone"),
    "address": lambda: t("patient.wrong.long"),
    "allergies": lambda: t("patient.wrong.long"),
    "identifiers": lambda: t("patient.wrong.identifier"),
}


@blueprint.get("/patients/new")
def ask() -> Response:
    """The empty form; `next` is where the chosen patient is taken to."""
    _may(current_actor())
    return _page({}, {})


@blueprint.post("/patients/new")
def register() -> AnyResponse:
    """Register, or come back with what is wrong or who it may be."""
    actor = current_actor()
    _may(actor)
    given = {name: request.form.get(name, "").strip() for name in (*TEXTS, *IDENTIFIER)}
    body = _body(given)
    wrong = {path: WRONG[path]() for path in PatientBody().validate(body)}
    with database().reading() as session:
        today = now(session).date()
    if body["birth_date"] and "birth_date" not in wrong and date.fromisoformat(body["birth_date"]) > today:
        wrong["birth_date"] = WRONG["birth_date"]()
    if wrong:
        return _page(given, wrong, status=422)
    loaded = PatientBody().load(body)
    confirmed = loaded.pop("confirm_new")

    def work(session: Session) -> Answer:
        made = service.register(session, actor, Given(**loaded), confirmed=confirmed)
        return Answer({"id": str(made.id)}, 201)

    try:
        made = form_change(actor.person, work).body["id"]
    except Invalid as problem:
        said = {one.path.partition(".")[0]: one.zh if language() == "zh" else one.en for one in problem.fields}
        return _page(given, said, status=422)
    except Conflict as problem:
        return _page(given, {}, problem=problem, status=409)
    return redirect(onwards(made), 303)


def onwards(patient: str) -> str:
    """Where the writer came from, with the patient chosen."""
    following = _following()
    return f"{following}{'&' if '?' in following else '?'}{urlencode({'patient': patient})}"


def _following() -> str:
    return local_path(request.values.get("next") or ONWARDS)


def _may(actor: Actor) -> None:
    if not right_of(actor.role).patients:
        raise Forbidden("role_required", "您的岗位不能登记患者。", "Your post may not register patients.")


def _body(given: Mapping[str, str]) -> dict[str, Any]:
    """The form as the API's body: what is empty is not there."""
    known = {name: given[name] or None for name in TEXTS if name not in ("name", "sex")}
    kind, value = (given[name] for name in IDENTIFIER)
    return {
        "name": given["name"],
        "sex": given["sex"],
        **known,
        "identifiers": [{"kind": kind, "value": value}] if kind or value else [],
        "confirm_new": bool(request.form.get("confirm_new")),
    }


def _page(
    given: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    problem: Conflict | None = None,
    status: int = 200,
) -> Response:
    fields = _fields(given, wrong)
    candidates: Sequence[Mapping[str, Any]] = problem.extra.get("candidates", ()) if problem else ()
    body = render_template(
        "patient_pages/new.html.j2",
        fields=fields,
        errors=[(one.id, one.error) for one in fields if one.error],
        problem=problem,
        candidates=[(one, onwards(str(one["id"]))) for one in candidates],
        following=_following(),
    )
    return make_response(body, status)


def _fields(given: Mapping[str, str], wrong: Mapping[str, str]) -> list[FieldView]:
    zh = language() == "zh"
    kinds = [(kind, KINDS[kind][0 if zh else 1]) for kind in OFFERED]
    sexes = [
        ("1", t("patient.male")),
        ("2", t("patient.female")),
        ("9", t("patient.not_stated")),
        ("0", t("patient.unknown")),
    ]

    def asked(key: str, kind: str, label: str, **more: Any) -> FieldView:
        error = wrong.get("identifiers" if key == "identifier" else key, "")
        return FieldView(kind, f"f-{key}", key, key, label, value=given.get(key, ""), error=error, **more)

    return [
        asked("name", "textfield", t("patient.name"), required=True),
        asked("sex", "radio", t("patient.sex"), required=True, options=_options(sexes, given.get("sex", ""))),
        asked(
            "identifier_kind",
            "select",
            t("patient.kind"),
            options=_options(kinds, given.get("identifier_kind", "")),
        ),
        asked("identifier", "textfield", t("patient.number"), hint=t("patient.number_hint")),
        asked("birth_date", "datetime", t("patient.birth_date"), subtype="date", hint=t("patient.birth_hint")),
        asked("phone", "textfield", t("patient.phone")),
        asked("address", "textfield", t("patient.address")),
        asked("allergies", "textarea", t("patient.allergies"), hint=t("patient.allergies_hint")),
    ]


def _options(choices: Sequence[tuple[str, str]], chosen: str) -> tuple[OptionView, ...]:
    return tuple(OptionView(value, label, value == chosen) for value, label in choices)
