"""What diagrams ask of the network."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.engine.topics import TopicCall, topic
from app.foundation.network import queries


@topic(
    "network.settings_of",
    zh="读取机构的设置",
    en="Read an institution's settings",
    inputs={"institution": "string"},
    outputs={"settings": "context"},
)
def settings_of(call: TopicCall, institution: str) -> dict[str, Any]:
    """What the institution has decided for itself; reads only."""
    which = UUID(institution)
    return {"settings": {"internal_review": queries.internal_review(call.session, which)}}
