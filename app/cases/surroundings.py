"""What one hop of a case is given: constants, settings, calendar, topics, the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.cases.definitions.queries import Version
from app.cases.models import CaseFile
from app.cases.wiring import wired
from app.clock import now
from app.engine.runtime import Environment
from app.engine.topics import TopicCall
from app.foundation.identity.actor import Actor
from app.foundation.timekeeping.calendars import add_time


def constants(case: CaseFile) -> dict[str, Any]:
    """What every expression of the case may read, whatever its scope."""
    return {
        "case_id": str(case.id),
        "case_number": case.number,
        "started_by": str(case.started_by),
        "started_institution": str(case.started_institution),
        "started_role": case.started_role,
    }


def names(case: CaseFile, version: Version, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Variables and constants together, as manifest and forms see them; what is not set is null."""
    return {**dict.fromkeys(version.definition.variables), **variables, **constants(case)}


def environment(session: Session, case: CaseFile, actor: Actor | None) -> Environment:
    """The surroundings of one hop in this transaction."""
    moment = now(session)
    sla = wired().sla
    return Environment(
        now=moment,
        topics=wired().topics,
        constants=constants(case),
        sla=lambda variables: sla(session, variables),
        add_time=lambda start, length, working: add_time(session, start, length, working),
        call=TopicCall(session, str(case.id), "", actor, moment),
    )


def starter(case: CaseFile) -> Actor:
    """Whoever started the case, as the one on whose behalf the system goes on by itself."""
    return Actor(
        case.started_by, case.started_name, case.started_post, case.started_institution, None, case.started_role
    )
