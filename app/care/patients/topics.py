"""What diagrams ask about patients."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.patients import queries
from app.engine.topics import TopicCall, topic
from app.foundation.identity import queries as people
from app.foundation.network import queries as network


@topic(
    "network.suggest_primary",
    zh="建议下转到哪家基层机构",
    en="Suggest the primary institution to send a patient home to",
    inputs={"patient": "string", "preferred": "string?"},
    outputs={"institution": "string"},
)
def suggest_primary(call: TopicCall, patient: str, preferred: str | None = None) -> dict[str, Any]:
    """`preferred` when it is primary, else where the health record is kept, the family doctor, the district."""
    session: Session = call.session
    found = queries.get(session, UUID(patient))
    if found is None:
        return {"institution": None}
    doctors = people.posts_of(session, found.family_doctor) if found.family_doctor else []
    choices = [
        UUID(preferred) if preferred else None,
        queries.home_of(session, found.id),
        *(post.institution for post in doctors),
        *network.primary_in(session, found.district),
    ]
    primary = network.of_tier(session, [one for one in choices if one], "primary")
    return {"institution": next((str(one) for one in choices if one in primary), None)}
