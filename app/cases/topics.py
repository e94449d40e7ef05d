"""What a diagram may ask of the cases themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.cases import mail, service
from app.cases.models import CaseFile
from app.cases.queries import linked
from app.cases.surroundings import starter
from app.engine.topics import TopicCall, topic

RELATIONS = ("down_of", "bounce_back_of", "follow_up_of")


@topic(
    "cases.start_linked",
    zh="发起关联案例",
    en="Start a linked case",
    inputs={"process": "string", "relation": "string", "variables": "context", "referral": "context?"},
    outputs={"linked_case": "string"},
)
def start_linked(
    call: TopicCall,
    process: str,
    relation: str,
    variables: Mapping[str, Any] | None = None,
    referral: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Begin another case in this transaction, linked from the new one to this one; it is started by whoever acts,
    or, when the system does, by who started this case. `referral` is content for the new case's `referral.*`."""
    if relation not in RELATIONS:
        raise ValueError(f"there is no relation {relation}; use one of {', '.join(RELATIONS)}")
    this = call.session.get_one(CaseFile, UUID(call.case_id))
    beginning = service.Beginning(
        process,
        variables or {},
        places={"referral": _said(referral)} if referral else None,
        links=[(relation, this.id)],
    )
    case = service.start(call.session, call.actor or starter(this), beginning, asked=False)
    return {"linked_case": str(case.id)}


@topic(
    "cases.tell",
    zh="通知关联案例",
    en="Send a message to linked cases",
    inputs={"relation": "string?", "case": "string?", "message": "string", "payload": "context?"},
    outputs={"told": "number"},
)
def tell(
    call: TopicCall,
    message: str,
    relation: str | None = None,
    case: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write to one case, or to all linked to this one by the relation (any when null), either way round."""
    this = UUID(call.case_id)
    to = [UUID(case)] if case else linked(call.session, this, relation)
    for one in to:
        mail.write(call.session, one, message, payload or {}, from_case=this)
    return {"told": len(to)}


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value is not None}
