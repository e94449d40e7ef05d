"""Changing the network: institutions, departments, the directory, settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.db import new_id
from app.errors import FieldProblem, Forbidden, Invalid, NotFound
from app.etags import require_match
from app.foundation.identity.actor import Actor
from app.foundation.ledger import service as ledger
from app.foundation.network import queries
from app.foundation.network.models import Department, Institution, InstitutionSetting, Service
from app.foundation.network.sla import DEFAULTS, is_length
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
    """Change what an institution has decided; what is not given stays, `sla` is replaced as a whole."""
    found = session.get(InstitutionSetting, institution, with_for_update=True)
    if found is None:
        found = InstitutionSetting(institution=institution, internal_review=True, sla={})
        session.add(found)
    if internal_review is not None:
        found.internal_review = internal_review
    if sla is not None:
        found.sla = _checked(sla)
    session.flush()


def change_settings(
    session: Session, actor: Actor, institution: UUID, seen: str | None, values: Mapping[str, Any]
) -> None:
    """The same by a person: the institution's own head, or the city's administrator. `seen` is their `If-Match`.

    Raises `NotFound` for an unknown institution, `Forbidden`, `PreconditionRequired`, `Stale`, `Invalid`.
    """
    if queries.institution(session, institution) is None:
        raise NotFound
    own = actor.role == "institution_lead" and actor.institution == institution
    if not own and actor.role != "administrator":
        raise Forbidden(
            "not_own_institution",
            "只有本机构负责人或管理员可以修改机构设置。",
            "Only the head of the institution or the administrator may change its settings.",
        )
    before = queries.settings_of(session, institution, lock=True)
    require_match(seen, before.etag)
    set_settings(session, institution, **values)
    after = queries.settings_of(session, institution)
    change = ledger.Entry("institution_settings", actor, before=before.as_json(), after=after.as_json())
    ledger.record(session, institution, change)


def set_service(
    session: Session,
    department: UUID,
    *,
    state: str | None = None,
    takes: Sequence[str] | None = None,
    sla: Mapping[str, str] | None = None,
) -> None:
    """Change a department's entry in the directory; what is not given stays."""
    found = session.get(Service, department, with_for_update=True)
    if found is None:
        raise NotFound
    if state is not None:
        found.state = state
    if takes is not None:
        found.takes = list(takes)
    if sla is not None:
        found.sla = _checked(sla)
    session.flush()


def _checked(sla: Mapping[str, str] | None) -> dict[str, Any]:
    wrong = [
        FieldProblem(
            f"sla.{name}",
            "sla_unknown" if name not in DEFAULTS else "sla_length",
            "没有这个时限。" if name not in DEFAULTS else "请写成 PT2H、P3D 或 working(PT8H)。",
            "There is no such deadline." if name not in DEFAULTS else "Write PT2H, P3D or working(PT8H).",
        )
        for name, length in (sla or {}).items()
        if name not in DEFAULTS or not is_length(length)
    ]
    if wrong:
        names = ", ".join(one.path for one in wrong)
        raise Invalid("sla_invalid", f"时限有误：{names}。", f"Deadlines are wrong: {names}.", fields=wrong)
    return dict(sla or {})
