"""The designers' desk on pages: processes and their versions, a process in full, uploading and publishing."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from app.desks.designer.pages import files, processes, publishing

blueprint = Blueprint("designer_pages", __name__, template_folder="../templates")
SHOWN: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("/designer", "list", processes.listed),
    ("/designer/new", "new", publishing.ask),
    ("/designer/<key>", "process", processes.show),
    ("/designer/<key>/publish", "ask", publishing.ask),
    ("/designer/<key>/forms/<form>", "form", processes.show_form),
    ("/designer/<key>/versions/<number>/files/<path:name>", "file", files.one),
    ("/designer/<key>/versions/<number>/package.zip", "package", files.package),
)
for rule, endpoint, view in SHOWN:
    blueprint.add_url_rule(rule, endpoint, view)
blueprint.add_url_rule("/designer/new", "take_new", publishing.take, methods=["POST"])
blueprint.add_url_rule("/designer/<key>/publish", "take", publishing.take, methods=["POST"])
