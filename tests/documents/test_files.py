"""Files: what is taken, how it is given back, and to whom."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.care.referrals.bindings import ReferralContent
from app.cases.models import CaseParty
from app.config import Settings
from app.db import Database
from app.foundation.documents import service
from app.foundation.documents.models import FileCase
from tests.access.making import LEFT, case, party
from tests.cast import Cast, Member, sign_in

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 40 + b"\xff\xd9"
DICOM = b"\x00" * 128 + b"DICM" + b"\x02\x00"


def upload(
    client: FlaskClient, headers: dict[str, str], data: bytes, name: str = "片.png", kind: str = "image/png"
) -> Any:
    return client.post("/api/v1/files", headers=headers, data={"file": (io.BytesIO(data), name, kind)})


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (PDF, "application/pdf"),
        (DICOM, "application/dicom"),
        ("血压 150/95\n".encode(), "text/plain"),
    ],
)
def test_doctor_uploads_and_reads_back(client: FlaskClient, cast: Cast, data: bytes, kind: str) -> None:
    headers = sign_in(client, cast.doctor)
    answer = upload(client, headers, data, "资料", "application/x-whatever")
    assert answer.status_code == 201
    body = answer.get_json()
    assert (body["name"], body["size"], body["type"]) == ("资料", len(data), kind)
    read = client.get(f"/api/v1/files/{body['id']}", headers=headers)
    assert read.data == data
    assert read.mimetype == kind
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in read.headers["Content-Security-Policy"]
    saved = kind in ("text/plain", "application/dicom")
    assert read.headers["Content-Disposition"].startswith("attachment" if saved else "inline")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b"\x7fELF\x02\x01",
        b"PK\x03\x04zip",
        b"\x89PNG\r\n\x1a\nbroken",
        b"%PDF-1.7 cut off",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_sound_file_of_a_known_kind_is_refused(client: FlaskClient, cast: Cast, data: bytes) -> None:
    answer = upload(client, sign_in(client, cast.doctor), data, "片.png", "image/png")
    assert answer.status_code == 422
    assert answer.get_json()["fields"][0]["path"] == "file"


def test_page_in_disguise_is_kept_as_text_and_never_shown(client: FlaskClient, cast: Cast) -> None:
    headers = sign_in(client, cast.doctor)
    body = upload(client, headers, b"<html><script>alert(1)</script>", "x.html", "text/html").get_json()
    read = client.get(f"/api/v1/files/{body['id']}", headers=headers)
    assert read.mimetype == "text/plain"
    assert read.headers["Content-Disposition"].startswith("attachment")


def test_too_large_a_file_is_refused(client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "LARGEST", 1000)
    answer = upload(client, sign_in(client, cast.doctor), b"a" * 1001)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "file_too_large")


def test_upload_without_the_part_is_refused(client: FlaskClient, cast: Cast) -> None:
    answer = client.post("/api/v1/files", headers=sign_in(client, cast.doctor), data={"other": "x"})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "file_missing")


def test_name_cannot_lead_anywhere(client: FlaskClient, cast: Cast) -> None:
    headers = sign_in(client, cast.doctor)
    assert upload(client, headers, PNG, "../../etc/片.png").get_json()["name"] == "片.png"
    assert upload(client, headers, PNG, "片\u202e\x07.png").get_json()["name"] == "片.png"


def test_repeated_upload_with_one_key_is_one_file(client: FlaskClient, cast: Cast) -> None:
    headers = {**sign_in(client, cast.doctor), "Idempotency-Key": "once-1"}
    first, again = upload(client, headers, PNG), upload(client, headers, PNG)
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert upload(client, headers, PDF).status_code == 422


def test_equal_bytes_are_kept_once_under_their_digest(client: FlaskClient, cast: Cast, settings: Settings) -> None:
    one, two = (upload(client, sign_in(client, member), PNG) for member in (cast.doctor, cast.specialist))
    assert one.get_json()["id"] != two.get_json()["id"]
    kept = [path for path in (settings.home / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert kept[0].read_bytes() == PNG
    assert kept[0].parent.name == kept[0].name[:2]


class TestSight:
    """Who reads a file."""

    def status(self, client: FlaskClient, member: Member, file: str) -> int:
        return client.get(f"/api/v1/files/{file}", headers=sign_in(client, member)).status_code

    def test_uploader_reads_it_and_a_stranger_gets_the_usual_404(self, client: FlaskClient, cast: Cast) -> None:
        file = upload(client, sign_in(client, cast.doctor), PNG).get_json()["id"]
        assert self.status(client, cast.doctor, file) == 200
        headers = sign_in(client, cast.doctor_two)
        foreign = client.get(f"/api/v1/files/{file}", headers=headers)
        unknown = client.get("/api/v1/files/01999999-0000-7000-8000-000000000000", headers=headers)
        nonsense = client.get("/api/v1/files/x", headers=headers)
        assert foreign.status_code == unknown.status_code == nonsense.status_code == 404
        varying = ("instance", "request_id")
        bodies = [
            {name: value for name, value in one.get_json().items() if name not in varying}
            for one in (foreign, unknown, nonsense)
        ]
        assert bodies[0] == bodies[1] == bodies[2]

    def test_party_reads_what_was_attached_before_it_left(
        self, client: FlaskClient, cast: Cast, database: Database
    ) -> None:
        file = upload(client, sign_in(client, cast.doctor), PNG).get_json()["id"]
        with database.transaction() as session:
            made = case(session, cast.doctor)
            party(session, made, cast.secondary.id)
            service.attach(session, made, [UUID(file)])
            session.execute(update(FileCase).values(attached_at=LEFT - timedelta(hours=1)))
        assert self.status(client, cast.secondary_office, file) == 200
        assert self.status(client, cast.office, file) == 404
        with database.transaction() as session:
            session.execute(update(CaseParty).values(to_at=LEFT, sees="until_end"))
        assert self.status(client, cast.secondary_office, file) == 200
        with database.transaction() as session:
            session.execute(update(FileCase).values(attached_at=LEFT + timedelta(hours=1)))
        assert self.status(client, cast.secondary_office, file) == 404

    def test_file_of_a_sent_form_is_read_by_the_receiver(
        self, client: FlaskClient, cast: Cast, database: Database
    ) -> None:
        file = upload(client, sign_in(client, cast.doctor), PNG).get_json()["id"]
        with database.transaction() as session:
            made = case(session, cast.doctor)
            party(session, made, cast.secondary.id)
            ReferralContent().write(session, made, None, {"attachments": [file]}, cast.doctor.actor)
            ReferralContent().write(session, made, None, {"reason": "胸痛"}, cast.doctor.actor)
        assert self.status(client, cast.secondary_office, file) == 200
        assert self.status(client, cast.office, file) == 404
