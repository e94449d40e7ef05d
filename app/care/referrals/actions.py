"""What may be done with a referral beside its tasks: the diagram's actions, and sending a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.referrals import service
from app.cases import CaseFile, actions, queries
from app.cases import service as cases
from app.errors import Forbidden
from app.foundation.access import policy
from app.foundation.identity.actor import Actor

SEND = "send"


def available(session: Session, actor: Actor, which: UUID, language: str) -> list[dict[str, Any]]:
    """The actions open to this actor, with the reasons one may give; raises `NotFound` out of sight."""
    if service.draft(session, actor, which) is not None:
        label = "送出" if language == "zh" else "Send"
        return [{"name": SEND, "element": None, "label": label, "form": None, "reasons": []}]
    if policy.sight(session, actor, which).until is not None:
        return []
    found = actions.available_actions(session, actor, queries.find(session, which))
    return [
        {
            "name": one.name,
            "element": one.element,
            "label": one.zh if language == "zh" else one.en,
            "form": one.form,
            "reasons": [
                {"value": reason.code, "label": reason.zh if language == "zh" else reason.en}
                for reason in one.reasons
            ],
        }
        for one in found
    ]


def act(
    session: Session, actor: Actor, which: UUID, name: str, body: Mapping[str, Any], etag: str | None
) -> CaseFile:
    """Take one of them. Judged in the order access, state, role, ETag, content."""
    if name == SEND and service.draft(session, actor, which) is not None:
        return service.send_draft(session, actor, which, etag)
    if policy.sight(session, actor, which).until is not None:
        raise Forbidden(
            "part_ended",
            "贵机构已不再经手这份转诊，只能查看。",
            "Your institution has no part in this referral any more; it may only look.",
        )
    return cases.send_action(session, actor, which, name, body, etag)
