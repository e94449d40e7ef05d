"""A small HTTP client of the served product: signs people in, fills forms, completes tasks."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

TIMEOUT_SECONDS = 120


class Unexpected(Exception):
    """The product answered something else than the step expects."""


@dataclass(frozen=True)
class Account:
    """One sign-in of the demonstration city, as in `demo-accounts.json`; `department` may be empty."""

    username: str
    password: str
    name: str
    role: str
    person: str
    institution: str
    department: str
    tier: str


@dataclass(frozen=True)
class Reply:
    """What came back: status, parsed body, ETag."""

    status: int
    body: Any
    etag: str | None


def read_accounts(path: Path) -> list[Account]:
    """The demonstration's accounts; raises `Unexpected` with what to do when there are none."""
    try:
        rows = json.loads(path.read_text())
    except OSError as error:
        raise Unexpected(
            f"找不到示范账号 {path}：请先 make run。/ No demonstration accounts at {path}: start with make run."
        ) from error
    names = Account.__dataclass_fields__
    return [Account(**{name: row.get(name) or "" for name in names}) for row in rows]


Send = Callable[[str, str, bytes | None, Mapping[str, str]], Reply]
"""Carries one request: method, path, body, headers. Over the network, or straight into the application."""


def over_http(base_url: str) -> Send:
    """Requests to a served copy at that address."""
    if not base_url.startswith(("http://", "https://")):
        raise Unexpected(
            f"{base_url}: 地址要以 http:// 或 https:// 开头 / an address begins with http:// or https://"
        )

    def send(method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        url = base_url.rstrip("/") + path
        request = urllib.request.Request(url, body, dict(headers), method=method)  # noqa: S310 - checked above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - checked above
                return Reply(answer.status, _parsed(answer.read()), _tag(answer.headers.get("ETag")))
        except urllib.error.HTTPError as error:
            return Reply(error.code, _parsed(error.read()), _tag(error.headers.get("ETag")))
        except urllib.error.URLError as error:
            raise Unexpected(f"{url}: {error.reason}") from error

    return send


def into(app: Flask) -> Send:
    """Requests straight into the application, without a socket."""

    def send(method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        with app.app_context():  # a context of its own, or the request would inherit the caller's `g`
            answer = app.test_client(use_cookies=False).open(path, method=method, data=body, headers=dict(headers))
        return Reply(answer.status_code, _parsed(answer.data), _tag(answer.headers.get("ETag")))

    return send


class Client:
    """Calls of the API by any of the accounts."""

    def __init__(self, send: Send, accounts: list[Account]) -> None:
        self.accounts = accounts
        self._send = send
        self._tokens: dict[str, str] = {}

    def who(self, role: str, *, tier: str | None = None, institution: str | None = None) -> Account:
        """The first account with that role, tier and institution."""
        for account in self.accounts:
            if account.role == role and tier in (None, account.tier) and institution in (None, account.institution):
                return account
        raise Unexpected(f"no demonstration account: {role} {tier or ''} {institution or ''}")

    def get(self, path: str, account: Account) -> Reply:
        """Read, as that person."""
        return self.expect(self.call("GET", path, account=account), f"GET {path}")

    def post(self, path: str, body: Any, account: Account, etag: str | None = None) -> Reply:
        """Change, as that person, with a fresh idempotency key."""
        headers = {"Idempotency-Key": str(uuid.uuid4())} | ({"If-Match": f'"{etag}"'} if etag else {})
        return self.expect(self.call("POST", path, body, account, headers), f"POST {path}")

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        account: Account | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """One request; an error status is an answer, not an exception."""
        sent = {"Content-Type": "application/json", "Accept": "application/json", **(headers or {})}
        if account is not None:
            sent["Authorization"] = f"Bearer {self._token(account)}"
        return self._send(method, path, None if body is None else json.dumps(body).encode(), sent)

    def upload(self, account: Account, name: str, content: bytes, kind: str) -> str:
        """Send one file; returns its id."""
        edge = uuid.uuid4().hex
        disposition = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        head = f"--{edge}\r\n{disposition}\r\nContent-Type: {kind}\r\n\r\n"
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Authorization": f"Bearer {self._token(account)}",
        }
        reply = self._send(
            "POST", "/api/v1/files", head.encode() + content + f"\r\n--{edge}--\r\n".encode(), headers
        )
        return str(self.expect(reply, "POST /api/v1/files").body["id"])

    def now(self, account: Account) -> datetime:
        """The installation's clock."""
        return datetime.fromisoformat(self.get("/api/v1/clock", account).body["now"])

    def expect(self, reply: Reply, what: str) -> Reply:
        """The reply, if it is a success."""
        if reply.status >= 300:
            raise Unexpected(f"{what}: {reply.status} {json.dumps(reply.body, ensure_ascii=False)[:300]}")
        return reply

    def _token(self, account: Account) -> str:
        if account.username not in self._tokens:
            credentials = {"username": account.username, "password": account.password}
            reply = self.expect(self.call("POST", "/api/v1/session", credentials), f"sign-in of {account.username}")
            self._tokens[account.username] = reply.body["token"]
        return self._tokens[account.username]


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace")


def _tag(header: str | None) -> str | None:
    return header.removeprefix("W/").strip('"') if header else None
