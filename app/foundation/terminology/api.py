"""Diagnoses for pickers."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app.foundation.identity.web import current_actor
from app.foundation.terminology import queries
from app.idempotency import Answer
from app.web import answered, database, listed

blueprint = Blueprint("terminology", __name__, url_prefix="/api/v1", description="Code tables")


class SearchQuery(Schema):
    """Text to look for: Chinese, pinyin, initials or code."""

    q = fields.String(load_default="")


@blueprint.get("/icd10")
@blueprint.arguments(SearchQuery, location="query")
def find_diagnoses(query: Mapping[str, str]) -> Response:
    """Diagnoses of ICD-10, as options of a picker."""
    current_actor()
    with database().reading() as session:
        found = queries.find(session, query["q"].strip())
    options = [{"value": one.code, "label": f"{one.code} {one.name}", "name": one.name} for one in found]
    return answered(Answer(listed(options, len(options))))
