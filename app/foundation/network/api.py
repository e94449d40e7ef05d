"""The network for pickers and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.foundation.identity.web import current_actor
from app.foundation.network import queries, service
from app.foundation.network.models import Department, Institution, Service
from app.foundation.network.pickers import narrowed
from app.idempotency import Answer
from app.web import answered, change, database, if_match, language, listed, path_id

blueprint = Blueprint("network", __name__, url_prefix="/api/v1", description="Institutions and departments")


class InstitutionQuery(Schema):
    """Text to look for, and tiers (comma-separated) to narrow to."""

    q = fields.String(load_default="")
    tier = fields.String(load_default="")


class DepartmentQuery(Schema):
    """Text to look for, and the institution (`own`: where one acts)."""

    q = fields.String(load_default="")
    institution = fields.String(load_default="")


class SettingsBody(Schema):
    """What to change; absent keys stay, `sla` is replaced as a whole."""

    internal_review = fields.Boolean()
    sla = fields.Dict(keys=fields.String(), values=fields.String())


@blueprint.get("/institutions")
@blueprint.arguments(InstitutionQuery, location="query")
def find_institutions(query: Mapping[str, str]) -> Response:
    """Institutions, as options of a picker."""
    current_actor()
    with database().reading() as session:
        found = queries.find_institutions(session, query["q"].strip(), query["tier"] or None)
    options = [_institution(one) for one in found]
    return answered(Answer(listed(options, len(options))))


@blueprint.get("/departments")
@blueprint.arguments(DepartmentQuery, location="query")
def find_departments(query: Mapping[str, str]) -> Response:
    """Departments that the directory of services offers, as options of a picker."""
    institution = narrowed(query["institution"], current_actor().institution)
    with database().reading() as session:
        found = queries.find_departments(session, query["q"].strip(), institution)
    options = [_department(one) for one in found]
    return answered(Answer(listed(options, len(options))))


@blueprint.get("/services")
@blueprint.arguments(DepartmentQuery, location="query")
def list_services(query: Mapping[str, str]) -> Response:
    """The directory of services: what each department takes, how, and within which times."""
    institution = narrowed(query["institution"], current_actor().institution)
    with database().reading() as session:
        departments = queries.find_departments(session, query["q"].strip(), institution)
        entries = queries.services(session, [one.id for one in departments])
    rows = [{**_department(one), **_entry(entries[one.id])} for one in departments]
    return answered(Answer(listed(rows, len(rows))))


@blueprint.get("/institutions/<which>/settings")
def read_settings(which: str) -> Response:
    """What an institution has decided for itself, and the deadlines that follow."""
    current_actor()
    with database().reading() as session:
        return answered(_settings(session, path_id(which)))


@blueprint.patch("/institutions/<which>/settings")
@blueprint.arguments(SettingsBody)
def change_settings(body: dict[str, Any], which: str) -> Response:
    """Change an institution's settings; needs `If-Match`."""
    actor = current_actor()

    def work(session: Session) -> Answer:
        service.change_settings(session, actor, path_id(which), if_match(), body)
        return _settings(session, path_id(which))

    return change(actor.person, work)


def _settings(session: Session, institution: UUID) -> Answer:
    if queries.institution(session, institution) is None:
        raise NotFound
    own = queries.settings_of(session, institution)
    return Answer({**own.as_json(), "deadlines": queries.sla_of(session, institution)}, etag=own.etag)


def _entry(one: Service) -> dict[str, Any]:
    return {
        "state": one.state,
        "takes": one.takes,
        "modes": one.modes,
        "sla": one.sla,
        "attachments": one.attachments,
        "note": one.note,
    }


def _institution(one: Institution) -> dict[str, Any]:
    return {
        "value": one.id,
        "label": one.name if language() == "zh" else one.name_en,
        "code": one.code,
        "tier": one.tier,
        "district": one.district,
        "alliance": one.alliance,
        "phone": one.phone,
    }


def _department(one: Department) -> dict[str, Any]:
    return {
        "value": one.id,
        "label": one.name if language() == "zh" else one.name_en,
        "code": one.code,
        "institution": one.institution,
    }
