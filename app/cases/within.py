"""What of a case somebody reads: all of it, or, for a party that has left, what was there when its part ended.

One rule for every screen and address; how far somebody sees is `access.policy`'s word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import queries
from app.cases.definitions import queries as definitions
from app.foundation.access import policy
from app.foundation.access.policy import Sight
from app.foundation.identity.actor import Actor
from app.foundation.ledger import queries as ledger

# That a case goes on is told to those who have left it; how, with whom and until when is not.
HIDDEN: Mapping[str, Any] = {"open_tasks": [], "waiting_for": None, "due_at": None, "links": []}
OPENED = "task_opened"


def of_task(session: Session, actor: Actor, case_id: UUID, closed_at: datetime | None) -> Sight:
    """How far somebody sees who has to do with a task: their part in the case, else until the task was done."""
    return policy.sights(session, actor, [case_id]).get(case_id) or Sight(case_id, closed_at)


def summary(found: Mapping[str, Any], sight: Sight) -> dict[str, Any]:
    """A case's summary as far as the sight reaches."""
    return {**found} if sight.until is None else {**found, **HIDDEN, "seen_until": sight.until}


def history(session: Session, sight: Sight) -> list[dict[str, Any]]:
    """The rows of the case's history, oldest first. A task opened by the very act of leaving is the next one's."""
    return [row for row in ledger.history(session, sight.case) if sight.covers(row["at"]) and not _next(row, sight)]


def comments(session: Session, actor: Actor, sight: Sight) -> list[dict[str, Any]]:
    """The remarks within sight, and one's own whenever they were written."""
    return [
        one
        for one in queries.comments(session, sight.case)
        if sight.covers(one["at"]) or one["by"]["person"] == actor.person
    ]


def bound(session: Session, sight: Sight, target: str) -> dict[str, Any]:
    """What forms had written to one target (such as `referral`) by the end of the sight, by name."""
    found: dict[str, Any] = {}
    for sent in queries.submissions(session, sight.case):
        form = definitions.version(session, sent.version).form(sent.form)
        if form is None or not sight.covers(sent.sent_at):
            continue
        for field in form.fields:
            if field.binding and field.binding.target == target and field.key in sent.answers:
                found[field.binding.name] = sent.answers[field.key]
    return found


def _next(row: Mapping[str, Any], sight: Sight) -> bool:
    return bool(row["kind"] == OPENED and row["at"] == sight.until)
