"""Uploading and reading files."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from flask import Response, request
from flask_smorest import Blueprint
from sqlalchemy.orm import Session

from app.errors import BadRequest
from app.foundation.documents import content, service
from app.foundation.documents.models import StoredFile
from app.foundation.documents.store import Store
from app.foundation.identity.web import current_actor
from app.idempotency import Answer, once
from app.web import KEY_HEADER, answered, database, path_id, settings

blueprint = Blueprint("documents", __name__, url_prefix="/api/v1", description="Files")

# A file is never a page of ours: nothing in it runs or loads anything.
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'; style-src 'unsafe-inline'"


@blueprint.post("/files")
def upload() -> Response:
    """Store the part `file` of a multipart body: 201 `{id, name, size, type}`."""
    actor = current_actor()
    given = request.files.get("file")
    if given is None:
        raise BadRequest(
            "file_missing",
            "请用 multipart 的 file 部分上传文件。",
            "Send the file as the multipart part named file.",
        )
    name, data = given.filename or "", given.stream.read(service.LARGEST + 1)

    def work(session: Session) -> Answer:
        return Answer(_described(service.keep(session, store(), actor, name, data)), 201)

    # The boundary differs between tries of the same upload, so the file itself is what must be the same.
    same = b"\n".join((b"POST /api/v1/files", name.encode(), hashlib.sha256(data).digest()))
    with database().transaction() as session:
        answer = once(session, actor.person, request.headers.get(KEY_HEADER), same, work)
    return answered(answer)


@blueprint.get("/files/<which>")
def read_file(which: str) -> Response:
    """The bytes; images and PDF may be shown in the browser, everything else is saved."""
    actor = current_actor()
    with database().reading() as session:
        found = service.readable(session, actor, path_id(which))
    data = store().read(found.sha256)
    if data is None:
        raise RuntimeError(f"the bytes of file {found.id} are missing or damaged")
    response = Response(data, mimetype=found.media_type)
    place = "inline" if found.media_type in content.INLINE else "attachment"
    response.headers["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(found.name, safe='')}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/files/<which>/details")
def read_details(which: str) -> Response:
    """Name, size and type of a file, without its bytes."""
    actor = current_actor()
    with database().reading() as session:
        return answered(Answer(_described(service.readable(session, actor, path_id(which)))))


def store() -> Store:
    """The running app's files."""
    return Store(settings().home)


def _described(one: StoredFile) -> dict[str, object]:
    return {"id": str(one.id), "name": one.name, "size": one.size, "type": one.media_type}
