"""What a diagram may ask of the cases themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import answers, mail, service
from app.cases.models import CaseFile
from app.cases.queries import linked
from app.cases.surroundings import starter
from app.engine.topics import TopicCall, topic

REFERRAL = "referral"
RELATIONS = ("down_of", "bounce_back_of", "follow_up_of")


@topic(
    "cases.start_linked",
    zh="发起关联案例",
    en="Start a linked case",
    inputs={
        "process": "string",
        "relation": "string",
        "variables": "context",
        "referral": "context?",
        "carry": "list<string>?",
    },
    outputs={"linked_case": "string"},
)
def start_linked(
    call: TopicCall,
    process: str,
    relation: str,
    variables: Mapping[str, Any] | None = None,
    referral: Mapping[str, Any] | None = None,
    carry: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Begin another case in this transaction, linked from the new one to this one; it is started by whoever acts,
    or, when the system does, by who started this case. `referral` is content for the new case's `referral.*`;
    `carry` names what is copied from this case's own."""
    if relation not in RELATIONS:
        raise ValueError(f"there is no relation {relation}; use one of {', '.join(RELATIONS)}")
    this = call.session.get_one(CaseFile, UUID(call.case_id))
    content = {**_carried(call.session, this, carry or ()), **_said(referral or {})}
    beginning = service.Beginning(
        process,
        variables or {},
        places={REFERRAL: content} if content else None,
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


def _carried(session: Session, case: CaseFile, names: Sequence[str]) -> dict[str, Any]:
    if not names:
        return {}
    there = answers.place(REFERRAL).read(session, case.id, case.subject)
    return {name: there[name] for name in names if there.get(name) is not None}


def _said(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if value is not None}
