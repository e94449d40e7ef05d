"""The list of referrals: tabs, filters, one page of rows with the true number of all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request
from sqlalchemy.orm import Session

from app.care.referrals import queries
from app.care.referrals.pages.words import holder_words, named, patient_line, process_names
from app.care.referrals.queries import DRAFT, Search
from app.care.referrals.schemas import STATES
from app.cases import queries as cases
from app.cases.definitions import queries as definitions
from app.clock import now
from app.foundation.identity.actor import Actor
from app.foundation.identity.web import current_actor
from app.web import database, page_size, place_in_time, write_cursor

TABS = ("all", "sent", "received", "drafts")
LONGEST_SEARCH = 100


def show() -> str:
    """`GET /referrals`: the referrals in sight, newest first."""
    actor = current_actor()
    asked = _asked()
    with database().reading() as session:
        page = queries.listed(session, actor, _search(asked), page_size(), place_in_time())
        return render_template(
            "referral_pages/list.html.j2",
            rows=_rows(session, page.rows),
            total=page.total,
            following=write_cursor(page.following) if page.following else None,
            asked=asked,
            tabs_of=TABS,
            processes=process_names(session),
            states=[one for one in STATES if one != DRAFT],
            may_begin=may_begin(session, actor),
            now=now(session),
        )


def may_begin(session: Session, actor: Actor) -> bool:
    """Whether this post may begin any process at all."""
    versions = definitions.live_versions(session, [one["key"] for one in definitions.listed(session)])
    return any(actor.role in one.manifest.start_roles for one in versions.values())


def _asked() -> dict[str, str]:
    """What the address asks for; anything unknown asks for nothing."""
    asked = {name: request.args.get(name, "").strip()[:LONGEST_SEARCH] for name in ("q", "process", "overdue")}
    tab, state = request.args.get("tab", ""), request.args.get("state", "")
    return {**asked, "tab": tab if tab in TABS else TABS[0], "state": state if state in STATES else ""}


def _search(asked: Mapping[str, str]) -> Search:
    return Search(
        state=DRAFT if asked["tab"] == "drafts" else asked["state"] or None,
        process=asked["process"] or None,
        direction=asked["tab"] if asked["tab"] in ("sent", "received") else None,
        overdue=bool(asked["overdue"]),
        q=asked["q"],
    )


def _rows(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with who holds it and where it goes, in the reader's words."""
    open_items = cases.open_items(session, [row["id"] for row in rows if row["open_tasks"]])
    return [
        {
            **row,
            "holder": _holder(row, open_items),
            "to": _to(row),
            "from": named(row["sender"]),
            "line": patient_line(row["subject"]),
        }
        for row in rows
    ]


def _holder(row: Mapping[str, Any], items: Mapping[UUID, list[Any]]) -> str:
    """Who has the first open task; a former party is not told."""
    found = items.get(row["id"]) if row["open_tasks"] else None
    return holder_words(found[0]) if found else ""


def _to(row: Mapping[str, Any]) -> str:
    return " ".join(part for part in (named(row["receiver"]), named(row["department"])) if part)
