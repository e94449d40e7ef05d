"""The network for pickers and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app.foundation.identity.web import current_actor
from app.foundation.network import queries
from app.foundation.network.models import Department, Institution
from app.foundation.network.pickers import narrowed
from app.idempotency import Answer
from app.web import answered, database, language, listed

blueprint = Blueprint("network", __name__, url_prefix="/api/v1", description="Institutions and departments")


class InstitutionQuery(Schema):
    """Text to look for, and tiers (comma-separated) to narrow to."""

    q = fields.String(load_default="")
    tier = fields.String(load_default="")


class DepartmentQuery(Schema):
    """Text to look for, and the institution (`own`: where one acts)."""

    q = fields.String(load_default="")
    institution = fields.String(load_default="")


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
