"""Changing the network: institutions, departments, the directory, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.db import new_id
from app.errors import FieldProblem, Invalid
from app.foundation.network.models import Department, Institution, InstitutionSetting, Service
from app.foundation.network.sla import DEFAULTS
from app.foundation.terminology.sound import spelled


def add_institution(
    session: Session,
    *,
    code: str,
    name: str,
    name_en: str,
    tier: str,
    district: str,
    short_name: str | None = None,
    alliance: str | None = None,
    phone: str | None = None,
    internal_review: bool = True,
    sla: Mapping[str, str] | None = None,
) -> UUID:
    """A new institution with its settings."""
    pinyin, initials = spelled(name)
    made = Institution(
        id=new_id(),
        code=code,
        name=name,
        name_en=name_en,
        short_name=short_name or name,
        tier=tier,
        district=district,
        alliance=alliance,
        phone=phone,
        pinyin=pinyin,
        initials=initials,
    )
    session.add(made)
    session.flush()
    session.add(InstitutionSetting(institution=made.id, internal_review=internal_review, sla=_checked(sla)))
    session.flush()
    return made.id


def add_department(
    session: Session,
    institution: UUID,
    *,
    code: str,
    name: str,
    name_en: str,
    takes: Sequence[str] = (),
    modes: Sequence[str] = ("outpatient", "inpatient", "advice"),
    sla: Mapping[str, str] | None = None,
    attachments: Sequence[str] = (),
    state: str = "open",
) -> UUID:
    """A new department and its entry in the directory of services."""
    pinyin, initials = spelled(name)
    made = Department(
        id=new_id(),
        institution=institution,
        code=code,
        name=name,
        name_en=name_en,
        pinyin=pinyin,
        initials=initials,
    )
    session.add(made)
    session.flush()
    session.add(
        Service(
            department=made.id,
            institution=institution,
            state=state,
            takes=list(takes),
            modes=list(modes),
            sla=_checked(sla),
            attachments=list(attachments),
        )
    )
    session.flush()
    return made.id


def set_settings(
    session: Session,
    institution: UUID,
    *,
    internal_review: bool | None = None,
    sla: Mapping[str, str] | None = None,
) -> None:
    """Change what an institution has decided; what is not given stays."""
    found = session.get(InstitutionSetting, institution)
    if found is None:
        found = InstitutionSetting(institution=institution, internal_review=True, sla={})
        session.add(found)
    if internal_review is not None:
        found.internal_review = internal_review
    if sla is not None:
        found.sla = _checked(sla)
    session.flush()


def _checked(sla: Mapping[str, str] | None) -> dict[str, Any]:
    unknown = sorted(set(sla or {}) - set(DEFAULTS))
    if unknown:
        names = ", ".join(unknown)
        zh, en = f"没有这些时限：{names}。", f"There are no such deadlines: {names}."
        raise Invalid("sla_unknown", zh, en, fields=[FieldProblem("sla", "sla_unknown", zh, en)])
    return dict(sla or {})
