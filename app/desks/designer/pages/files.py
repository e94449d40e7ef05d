"""The files of a published version: one at a time, or all as a package."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

from flask import Response, request

from app.cases.definitions import queries
from app.desks.designer.pages.looking import looker, number_of
from app.errors import NotFound
from app.web import database

TYPES = {
    ".bpmn": "application/xml",
    ".dmn": "application/xml",
    ".form": "application/json",
    ".json": "application/json",
}
# The same package is the same file, whenever it is fetched.
STAMP = (2026, 1, 1, 0, 0, 0)


def one(key: str, number: str, name: str) -> Response:
    """One file; the viewer reads diagrams in place, everybody else saves them."""
    looker()
    with database().reading() as session:
        text = queries.with_files(session, key, number_of(number))["files"].get(name)
    if text is None:
        raise NotFound
    ending = name[name.rfind(".") :]
    response = Response(text.encode(), mimetype=TYPES.get(ending, "text/plain"))
    if "view" not in request.args:
        response.headers["Content-Disposition"] = (
            f"attachment; filename*=UTF-8''{quote(name.split('/')[-1], safe='')}"
        )
    return response


def package(key: str, number: str) -> Response:
    """All files of a version as a zip that `publish` takes again."""
    looker()
    with database().reading() as session:
        texts = queries.with_files(session, key, number_of(number))["files"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(texts):
            archive.writestr(zipfile.ZipInfo(name, STAMP), texts[name], zipfile.ZIP_DEFLATED)
    response = Response(packed.getvalue(), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{quote(key)}-{number}.zip"'
    return response
