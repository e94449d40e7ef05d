"""The composition root: the only place that knows every feature."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from uuid import UUID

from flask import Flask
from flask_smorest import Api, Blueprint
from sqlalchemy.orm import Session

from app import health, logs, problems, web
from app.care.patients import vault
from app.cases import bindings, wiring
from app.config import Settings
from app.db import Database
from app.engine.forms import Picker
from app.engine.topics import TopicRegistry
from app.foundation.identity.actor import Actor

# Largest body of a plain request; uploads have a limit of their own (documents).
LARGEST_BODY = 32 * 1024 * 1024


class OpenApi(Api):  # type: ignore[misc]  # flask-smorest carries no types
    """flask-smorest without its own error format: `app.problems` is the only one."""

    def _register_error_handlers(self) -> None:
        return


def create_app(settings: Settings) -> Flask:
    """The web application for these settings, with every feature registered."""
    app = Flask("app", static_folder=None)
    app.config.update(_flask_settings(settings))
    app.extensions["settings"] = settings
    app.extensions["database"] = Database(settings.database_url)
    vault.install(settings.data_key, settings.index_key)
    wire()
    logs.follow_requests(app)
    web.harden(app)
    problems.install(app)
    app.register_blueprint(health.blueprint)
    api = OpenApi(app)
    for blueprint in blueprints():
        api.register_blueprint(blueprint)
    return app


def blueprints() -> list[Blueprint]:
    """The API of every feature."""
    from app.care.consents.api import blueprint as consents
    from app.care.patients.api import blueprint as patients
    from app.desks.designer.api import blueprint as designer
    from app.desks.designer.byhand.api import blueprint as by_hand
    from app.desks.history.api import blueprint as history
    from app.desks.inbox.api import blueprint as inbox
    from app.foundation.documents.api import blueprint as documents
    from app.foundation.identity.api import blueprint as identity
    from app.foundation.network.api import blueprint as network
    from app.foundation.terminology.api import blueprint as terminology
    from app.foundation.timekeeping.api import blueprint as clock

    foundation = [identity, network, terminology, documents, clock]
    return [*foundation, patients, consents, inbox, designer, by_hand, history]


def wire() -> None:
    """Give the cases what the features lend them: topics, places for answers, pickers, deadlines, patients."""
    from app.care.patients import queries as patients
    from app.cases import addressees, due, leaving  # noqa: F401 - importing them registers
    from app.foundation.network import queries as network
    from app.foundation.notifications import sending  # noqa: F401 - importing it registers

    wiring.install(
        wiring.Wiring(
            topics=TopicRegistry.collect(_topic_modules()),
            bindings=bindings.collect(_binding_modules()),
            sla=lambda session, variables: network.sla_of(
                session, _id(variables.get("receiver")), _id(variables.get("department"))
            ),
            subjects=patients.strips,
            pickers=_pickers,
        )
    )


def _topic_modules() -> list[ModuleType]:
    from app.care.booking import topics as booking
    from app.care.patients import topics as patients
    from app.cases import topics as cases
    from app.foundation.network import topics as network
    from app.foundation.notifications import topics as notifications

    return [booking, patients, cases, network, notifications]


def _binding_modules() -> list[ModuleType]:
    from app.care.consents import bindings as consents
    from app.care.patients import bindings as patients
    from app.care.referrals import bindings as referrals

    return [patients, consents, referrals]


def _pickers(session: Session, actor: Actor) -> dict[str, Picker]:
    from app.care.patients.pickers import PatientPicker
    from app.foundation.documents.pickers import FilePicker
    from app.foundation.identity.pickers import DoctorPicker
    from app.foundation.network.pickers import DepartmentPicker, InstitutionPicker
    from app.foundation.terminology.pickers import Icd10Picker

    return {
        "patientpicker": PatientPicker(session, actor),
        "institutionpicker": InstitutionPicker(session),
        "departmentpicker": DepartmentPicker(session, actor.institution),
        "doctorpicker": DoctorPicker(session, actor.institution),
        "icd10picker": Icd10Picker(session),
        "filepicker": FilePicker(session, actor),
    }


def _id(value: Any) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


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
