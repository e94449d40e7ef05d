"""What the history says of a hop: the cause first, then what the system did because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.cases.models import CaseFile
from app.foundation.identity.actor import Actor
from app.foundation.ledger.service import Entry

if TYPE_CHECKING:
    from app.cases.projection import Hopped


@dataclass(frozen=True)
class Cause:
    """Who (`actor`) or what (None) moved the case: `kind` is the history's word, such as `task_completed`."""

    kind: str
    at: datetime
    actor: Actor | None = None
    element: str | None = None
    reason: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def told(case: CaseFile, hop: Hopped, opened: Sequence[Mapping[str, Any]]) -> list[Entry]:
    """The entries of one hop, in the order in which things happened."""
    version = hop.version.label
    return [_cause(case, hop, version), *_consequences(hop, opened, version)]


def _cause(case: CaseFile, hop: Hopped, version: str) -> Entry:
    outcome, cause = hop.outcome, hop.cause
    before, after = _changed(case.variables, outcome.variables)
    state = outcome.business_state or case.state
    return Entry(
        cause.kind,
        cause.actor,
        cause.element,
        version,
        before={"state": case.state, "variables": before},
        after={"state": state, "variables": after},
        reason=cause.reason,
        details={
            **cause.details,
            "steps": [[step.element, step.kind, step.flow] for step in outcome.steps],
        },
    )


def _consequences(hop: Hopped, opened: Sequence[Mapping[str, Any]], version: str) -> Iterator[Entry]:
    outcome = hop.outcome
    for call in outcome.calls:
        details = {"topic": call.topic, "ok": call.ok, "code": call.code}
        yield Entry("topic_called", None, call.element, version, details=details)
    for decision in outcome.decisions:
        details = {"decision": decision.decision, "rules": decision.rules}
        yield Entry("decision_taken", None, decision.element, version, details=details)
    for one in outcome.closed:
        if one.how != "completed":
            yield Entry("task_cancelled", None, one.element, version, details={"item": one.id})
    for item in opened:
        details = {"item": item["id"], "groups": item["groups"], "holder": item["holder"], "due_at": item["due_at"]}
        yield Entry("task_opened", None, item["element"], version, details=details)
    if outcome.ended:
        ended = outcome.ended
        yield Entry("case_ended", None, ended.element, version, reason=ended.reason, details={"how": ended.kind})


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
