"""Cases as rows, for questions about who sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.definitions.models import DefinitionVersion, ProcessDefinition
from app.cases.models import CaseFile, CaseParty, WorkItem
from app.db import new_id
from tests.cast import Member

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
LEFT = START + timedelta(hours=5)


def case(session: Session, starter: Member, **more: Any) -> UUID:
    """A case begun by somebody; `more` are columns of `case_file`."""
    actor = starter.actor
    made = CaseFile(
        id=new_id(),
        city="350600",
        number=new_id().hex,
        process="upward_referral",
        version=_version(session),
        version_number=1,
        state="in_transit",
        created_at=START,
        changed_at=START,
        started_by=actor.person,
        started_name=actor.name,
        started_post=actor.post,
        started_institution=actor.institution,
        started_role=actor.role,
        engine_state={},
        variables={},
        parties={},
        **more,
    )
    session.add(made)
    session.flush()
    return made.id


def party(
    session: Session,
    case_id: UUID,
    institution: UUID,
    department: UUID | None = None,
    *,
    capacity: str = "receiver",
    left: bool = False,
) -> None:
    """A party of a case; one that `left` did so at `LEFT`."""
    session.add(
        CaseParty(
            case_id=case_id,
            institution=institution,
            department=department,
            capacity=capacity,
            from_at=START,
            to_at=LEFT if left else None,
            sees="until_end" if left else "all",
        )
    )
    session.flush()


def task(session: Session, case_id: UUID, groups: set[str] | frozenset[str] = frozenset(), **more: Any) -> None:
    """A task of a case, open unless `closed_at` is given; `more` are columns of `work_item`."""
    session.add(
        WorkItem(
            id=new_id(),
            case_id=case_id,
            element="triage",
            name="受理",
            name_en="Triage",
            groups=sorted(groups),
            takeover=[],
            opened_at=START,
            properties={},
            item={},
            **more,
        )
    )
    session.flush()


def _version(session: Session) -> UUID:
    found = session.get(ProcessDefinition, "upward_referral")
    if found is not None and found.live is not None:
        return found.live
    session.add(ProcessDefinition(key="upward_referral"))
    session.flush()
    version = DefinitionVersion(
        id=new_id(),
        key="upward_referral",
        number=1,
        hash="0" * 64,
        name="转出",
        name_en="Up",
        files={},
        manifest={},
        pins={},
        note="",
        published_at=START,
        published_name="",
    )
    session.add(version)
    session.flush()
    session.get_one(ProcessDefinition, "upward_referral").live = version.id
    session.flush()
    return version.id
