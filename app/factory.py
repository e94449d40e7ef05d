"""The composition root: the only place that knows every feature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any
from uuid import UUID

import flask
from flask import Flask
from flask_smorest import Api, Blueprint
from sqlalchemy.orm import Session

import app.care.booking.topics
import app.care.consents.bindings
import app.care.patients.bindings
import app.care.patients.topics
import app.care.referrals.bindings
import app.care.referrals.topics
import app.cases.addressees
import app.cases.due
import app.cases.leaving
import app.cases.topics
import app.foundation.network.topics
import app.foundation.notifications.sending
import app.foundation.notifications.topics
from app import cli, health, logs, metrics, problems, web
from app.care.consents.api import blueprint as consents
from app.care.patients import pages as patient_pages
from app.care.patients import queries as patient_queries
from app.care.patients import vault
from app.care.patients.api import blueprint as patients
from app.care.patients.pickers import PatientPicker
from app.care.referrals import pages as referral_pages
from app.care.referrals.api import blueprint as referrals
from app.cases import bindings, task_queries, wiring
from app.config import Settings
from app.db import Database, load_models
from app.desks.designer import pages as designer_pages
from app.desks.designer.api import blueprint as designer
from app.desks.designer.byhand.api import blueprint as cases_by_hand
from app.desks.history import pages as history_pages
from app.desks.history.api import blueprint as history
from app.desks.inbox import pages as inbox_pages
from app.desks.inbox.api import blueprint as inbox
from app.engine.topics import TopicRegistry
from app.foundation.documents.api import blueprint as documents
from app.foundation.documents.pickers import FilePicker
from app.foundation.identity import pages as session_pages
from app.foundation.identity.actor import Actor
from app.foundation.identity.api import blueprint as identity
from app.foundation.identity.frame import frame, page_now
from app.foundation.identity.pickers import DoctorPicker
from app.foundation.network import queries as network_queries
from app.foundation.network.api import blueprint as network
from app.foundation.network.pickers import DepartmentPicker, InstitutionPicker
from app.foundation.terminology.api import blueprint as terminology
from app.foundation.terminology.pickers import Icd10Picker
from app.foundation.timekeeping.api import blueprint as clock
from app.ui.pages import blueprint as kit
from app.ui.view import init_ui

SLA = "liandong.sla"
# Largest body of a plain request; uploads have a limit of their own (documents).
LARGEST_BODY = 32 * 1024 * 1024
WITH_TOPICS: tuple[ModuleType, ...] = (
    app.cases.topics,
    app.foundation.network.topics,
    app.foundation.notifications.topics,
    app.care.patients.topics,
    app.care.booking.topics,
    app.care.referrals.topics,
)
WITH_BINDINGS: tuple[ModuleType, ...] = (
    app.care.patients.bindings,
    app.care.consents.bindings,
    app.care.referrals.bindings,
)
APIS = (
    *(identity, network, terminology, documents, clock),
    *(patients, consents, referrals),
    *(inbox, designer, cases_by_hand, history),
)


# Pages for people, beside the API.
PAGES: tuple[flask.Blueprint, ...] = (
    session_pages.blueprint,
    inbox_pages.blueprint,
    referral_pages.blueprint,
    patient_pages.blueprint,
    history_pages.blueprint,
    designer_pages.blueprint,
)


class OpenApi(Api):  # type: ignore[misc]  # flask-smorest carries no types
    """flask-smorest without its own error format: `app.problems` is the only one."""

    def _register_error_handlers(self) -> None:
        return


def create_app(settings: Settings) -> Flask:
    """The web application for these settings, with every feature registered."""
    made = Flask("app", static_folder=None)
    made.config.update(_flask_settings(settings))
    made.extensions["settings"] = settings
    made.extensions["database"] = Database(settings.database_url)
    load_models()
    vault.install(settings.data_key, settings.index_key)
    wiring.install(wired())
    logs.follow_requests(made)
    web.harden(made)
    problems.install(made)
    metrics.install(made)
    made.register_blueprint(health.blueprint)
    api = OpenApi(made)
    for blueprint in blueprints():
        api.register_blueprint(blueprint)
    _pages(made)
    cli.install(made)
    return made


def wired() -> wiring.Wiring:
    """What the features lend to the cases."""
    return wiring.Wiring(
        topics=topics(),
        bindings=bindings.collect(WITH_BINDINGS),
        sla=_sla,
        subjects=patient_queries.strips,
        pickers=_pickers,
    )


def topics() -> TopicRegistry:
    """Everything that diagrams may ask of the system."""
    return TopicRegistry.collect(WITH_TOPICS)


def blueprints() -> Iterable[Blueprint]:
    """The API of every feature."""
    return APIS


def _pages(app: Flask) -> None:
    """The look and the pages; the sample of all components in a demonstration only."""
    init_ui(app, frame=lambda: frame(_open_tasks), now=page_now)
    app.extensions["problem_page"] = session_pages.problem_page
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    if app.extensions["settings"].demo:
        app.register_blueprint(kit)


def _open_tasks(session: Session, actor: Actor) -> int:
    """The figure at the inbox: what this person has taken and what waits for their posts."""
    return task_queries.count(session, actor, task_queries.Wanted())


def _sla(session: Session, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings of the receiving service, read once per transaction: a hop asks for them at every deadline."""
    service = (_id(variables.get("receiver")), _id(variables.get("department")))
    known: dict[Any, Mapping[str, Any]] = session.info.setdefault(SLA, {})
    if service not in known:
        known[service] = network_queries.sla_of(session, *service)
    return known[service]


def _pickers(session: Session, actor: Actor) -> Mapping[str, Any]:
    return {
        "patientpicker": PatientPicker(session, actor),
        "institutionpicker": InstitutionPicker(session),
        "departmentpicker": DepartmentPicker(session, actor.institution),
        "doctorpicker": DoctorPicker(session, actor.institution),
        "icd10picker": Icd10Picker(session),
        "filepicker": FilePicker(session, actor),
    }


def _id(value: Any) -> UUID | None:
    return UUID(value) if value else None


def _flask_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_BODY,
        "JSON_SORT_KEYS": False,
        "API_TITLE": "Liandong 联动",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.1.0",
        "OPENAPI_URL_PREFIX": "/api/v1",
        "OPENAPI_JSON_PATH": "openapi.json",
    }
