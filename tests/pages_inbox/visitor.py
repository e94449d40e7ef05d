"""Somebody at a browser that runs no scripts: follows links, fills in the forms that a page holds, sends them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.cast import PASSWORD

ORIGIN = {"Origin": "http://localhost"}


class Page:
    """An answer, read as a browser would."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.path = answer.request.full_path.rstrip("?")
        self.source = answer.get_data(as_text=True)
        self.tree = html.fromstring(self.source)

    def text(self, selector: str = "body") -> str:
        return " ".join(" ".join(part.split()) for one in self.tree.cssselect(selector) for part in one.itertext())

    def count(self, selector: str) -> int:
        return len(self.tree.cssselect(selector))

    def fields(self, form: str) -> dict[str, Any]:
        """What the form would send untouched: names with one value, or a list of several."""
        (found,) = self.tree.cssselect(form)
        sent: dict[str, list[str]] = {}
        for name, value in _sent(found):
            sent.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


class Visitor:
    """A browser with its cookies."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self, name: str) -> Visitor:
        answer = self.post("/sign-in", username=name, password=PASSWORD)
        assert answer.status == 200, answer.text()
        return self

    def open(self, path: str) -> Page:
        return Page(self.client.get(path, headers={"Accept": "text/html"}, follow_redirects=True))

    def post(self, path: str, **fields: Any) -> Page:
        headers = {"Accept": "text/html", **ORIGIN}
        return Page(self.client.post(path, data=fields, headers=headers, follow_redirects=True))

    def send(self, page: Page, form: str, to: str = "", **filled: Any) -> Page:
        """Fill in a form of the page and send it, by the button that goes `to` elsewhere if need be."""
        (found,) = page.tree.cssselect(form)
        action = to or found.get("action")
        assert action is not None
        return self.post(action, **{**page.fields(form), **filled})


def _sent(form: Any) -> Iterator[tuple[str, str]]:
    for one in form.cssselect("input[name], textarea[name], select[name]"):
        kind = one.get("type", "text")
        if one.tag == "select":
            yield from ((one.name, each.get("value")) for each in one.cssselect("option[selected]"))
        elif kind in ("checkbox", "radio"):
            if "checked" in one.attrib:
                yield one.name, one.get("value", "on")
        elif kind != "file":
            yield one.name, (one.text or "" if one.tag == "textarea" else one.get("value", ""))
