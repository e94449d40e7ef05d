"""What a diagram may ask of the notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.engine.topics import TopicCall, topic
from app.foundation.notifications import service


@topic(
    "notifications.tell",
    zh="通知有关人员",
    en="Tell people",
    inputs={"to": "list<string>", "template": "string", "data": "context?"},
)
def tell(
    call: TopicCall, template: str, to: Sequence[str | None] | None = None, data: Mapping[str, Any] | None = None
) -> None:
    """One notice per addressee, sent after the commit."""
    service.tell(call.session, UUID(call.case_id), to or [], template, data)
