"""Where a referral stands: the five answers, its open tasks, and where a remark may be left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.care.referrals.pages.words import holder_words, named, role_words, said
from app.cases import CaseFile, WorkItem
from app.cases import queries as cases
from app.cases.definitions import queries as definitions
from app.cases.narrative import element_name
from app.cases.rights import allowed, has_to_do_with
from app.foundation.identity.actor import Actor
from app.foundation.network import queries as network
from app.ui.states import state_look
from app.ui.view import t
from app.ui.words import Due, due_words, moment_words, recent_words, span_words
from app.web import language

Pair = tuple[str, str]


def five(
    session: Session, case: CaseFile, row: Mapping[str, Any], items: Sequence[WorkItem], moment: datetime
) -> dict[str, Any]:
    """Where, in whose hands, since when, what next, by when: each a value and a line below; `due` in words."""
    state = t(state_look(case.state).key) if case.state else ""
    if "seen_until" in row:
        return _left(row, state, moment)
    if case.ended_at is not None:
        return _over(session, case, state, moment)
    if not items:
        return _waiting(row, state, case, moment)
    return _open(session, case, items, state, moment)


def tasks(session: Session, actor: Actor, items: Sequence[WorkItem]) -> list[dict[str, Any]]:
    """The open tasks, each with who has it, until when, and whether this actor may do it."""
    houses = _houses(session, items)
    return [
        {
            "id": item.id,
            "name": said(item.name, item.name_en, language()),
            "holder": holder_words(item),
            "name_of_holder": item.holder_name or "",
            "place": _place(item, houses),
            "due_at": item.due_at,
            "mine": "complete" in allowed(actor, item),
        }
        for item in items
    ]


def place_to_comment(session: Session, actor: Actor, case_id: UUID) -> UUID | None:
    """The task at which this actor may leave a remark: an open one of theirs, else the latest that was."""
    rows = session.execute(
        select(WorkItem)
        .where(WorkItem.case_id == case_id)
        .order_by(WorkItem.closed_at.desc().nulls_first(), WorkItem.opened_at.desc())
    ).scalars()
    return next((item.id for item in rows if has_to_do_with(actor, item)), None)


def _open(
    session: Session, case: CaseFile, items: Sequence[WorkItem], state: str, moment: datetime
) -> dict[str, Any]:
    first = min(items, key=lambda one: (one.due_at is None, one.due_at or one.opened_at))
    step, whole = span_words(moment - first.opened_at, language()), span_words(moment - case.created_at, language())
    role = role_words(cases.waiting_for(first)["role"])
    claimed = recent_words(first.claimed_at, moment, language()) if first.claimed_at else ""
    return {
        "place": (_place(first, _houses(session, items)) or role, state),
        "holder": (first.holder_name or "", t("case.claimed", role=role, at=claimed) if claimed else role),
        "since": (step, t("case.whole", span=whole)),
        "next_step": (
            said(first.name, first.name_en, language()),
            t("case.also_open", n=len(items) - 1) if len(items) > 1 else "",
        ),
        "latest": (moment_words(first.due_at, moment, language()) if first.due_at else t("case.no_deadline"), ""),
        "due": _due(first, moment),
    }


def _waiting(row: Mapping[str, Any], state: str, case: CaseFile, moment: datetime) -> dict[str, Any]:
    """Nobody has anything to do: it waits for a message or for time to pass."""
    return {
        "place": (named(row["receiver"]) or named(row["sender"]), state),
        "holder": (t("case.nobody_needed"), ""),
        "since": (span_words(moment - case.created_at, language()), ""),
        "next_step": (t("case.waiting"), ""),
        "latest": (t("case.no_deadline"), ""),
        "due": None,
    }


def _over(session: Session, case: CaseFile, state: str, moment: datetime) -> dict[str, Any]:
    version = definitions.version(session, case.version)
    ended = case.ended_at or moment
    return {
        "place": (t("case.over"), element_name(version.definition, case.end_element, language()) or state),
        "holder": (t("case.nobody_needed"), ""),
        "since": (span_words(ended - case.created_at, language()), t("case.whole_time")),
        "next_step": (t("case.nothing_next"), ""),
        "latest": (moment_words(ended, moment, language()), t("case.ended")),
        "due": None,
    }


def _left(row: Mapping[str, Any], state: str, moment: datetime) -> dict[str, Any]:
    """For a former party: that the case goes on, not with whom."""
    left = moment_words(row["seen_until"], moment, language())
    return {
        "place": (state, t("case.left_at", at=left)),
        "holder": (t("case.not_shown"), ""),
        "since": (t("case.not_shown"), ""),
        "next_step": (t("case.not_shown"), ""),
        "latest": (t("case.not_shown"), ""),
        "due": None,
    }


def _due(item: WorkItem, moment: datetime) -> Due | None:
    return due_words(item.due_at, moment, language()) if item.due_at else None


def _houses(session: Session, items: Sequence[WorkItem]) -> dict[UUID, str]:
    which = {UUID(one) for item in items if (one := cases.waiting_for(item)["institution"])}
    found = network.institution_names(session, which)
    return {one: said(name.name, name.name_en, language()) for one, name in found.items()}


def _place(item: WorkItem, houses: Mapping[UUID, str]) -> str:
    institution = cases.waiting_for(item)["institution"]
    return houses.get(UUID(institution), "") if institution else t("referrals.patient")
