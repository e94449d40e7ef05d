"""What diagrams may ask of referrals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.care.referrals import endings, facts
from app.engine.topics import TopicCall, topic


@topic(
    "referrals.gather_facts",
    zh="查重复转诊、年龄、接收科室能否诊治",
    en="Look up duplicates, age, and whether the service takes it",
    inputs={
        "patient": "string",
        "impression": "list<string>?",
        "receiver": "string?",
        "department": "string?",
    },
    outputs={"facts": "context"},
)
def gather_facts(
    call: TopicCall,
    *,
    patient: str,
    impression: Sequence[str] | None = None,
    receiver: str | None = None,  # noqa: ARG001 - the department names the service; kept for directories by institution
    department: str | None = None,
) -> dict[str, Any]:
    """Reads only."""
    service = UUID(department) if department else None
    found = facts.gather(call.session, UUID(call.case_id), UUID(patient), impression or (), service)
    return {"facts": found}


@topic(
    "referrals.record_end",
    zh="记录结局，告知转出方、接收方和患者",
    en="Record how it ended; tell senders, receivers and the patient",
    inputs={"ending": "string", "reason": "string?"},
)
def record_end(call: TopicCall, *, ending: str, reason: str | None = None) -> None:
    """Written once; the cases this one came from get the message `linked_case_ended`."""
    endings.record(call.session, UUID(call.case_id), ending, reason, actor=call.actor, at=call.now)
