"""An action needs somebody who may take it."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.dialect import properties
from app.engine.dialect.model import Node
from app.engine.lint.package import Package
from app.engine.lint.problem import WARNING, Found
from app.engine.lint.registry import rule


@rule(
    "action_roles",
    WARNING,
    zh="动作没有写谁可以发起，或不在消息上",
    en="An action without roles, or not on a message",
)
def check(package: Package) -> Iterator[Found]:
    """`roles` lists `party:role`; `action` belongs to message events."""
    for spot in package.spots:
        for node in spot.process.nodes:
            if not node.properties.get("action", "").strip():
                continue
            if not _is_message(node):
                zh, en = (
                    "动作只能写在消息事件上，请移过去。",
                    "An action belongs to a message event; move it there.",
                )
                yield spot.found(node, zh, en)
            elif not _good_roles(node.properties.get("roles", "")):
                zh = "请在 roles 写谁可以发起，如 sender:primary_doctor，用逗号分隔。"
                en = "Say in roles who may send it, as in sender:primary_doctor, separated by commas."
                yield spot.found(node, zh, en)


def _is_message(node: Node) -> bool:
    return node.event is not None and node.event.kind == "message"


def _good_roles(text: str) -> bool:
    roles = properties.words(text)
    return bool(roles) and all(role.partition(":")[2] for role in roles)
