"""The list at the left of the inbox: tabs, filters, groups by deadline with true counts, rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from app.care.referrals import queries as referrals
from app.care.referrals import showing
from app.cases import CaseFile, task_queries
from app.cases.definitions import queries as definitions
from app.cases.task_queries import Wanted
from app.clock import ZONE, now
from app.foundation.identity.actor import Actor
from app.ui.view import t
from app.ui.words import Due, Language, due_words, recent_words

TABS = ("mine", "groups", "done")
FIRST = 50
MOST = 200
NEW_FOR = timedelta(hours=1)
GREEN = "green_channel"


@dataclass(frozen=True)
class Asked:
    """What the address asks for: which tab, which filters, whether long groups are shown in full."""

    tab: str = ""
    process: str = ""
    element: str = ""
    overdue: bool = False
    whole: bool = False

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """The query of an address; what makes no sense is left out."""
        tab = given.get("tab", "")
        return cls(
            tab=tab if tab in TABS else "",
            process=given.get("process", "")[:100],
            element=given.get("element", "")[:200],
            overdue=given.get("overdue") in ("1", "true"),
            whole=given.get("whole") == "1",
        )

    @property
    def query(self) -> str:
        """The query that asks for the same."""
        pairs = {"tab": self.tab, "process": self.process, "element": self.element}
        flags = {"overdue": "1" if self.overdue else "", "whole": "1" if self.whole else ""}
        return urlencode({name: value for name, value in {**pairs, **flags}.items() if value})

    def url(self, task: UUID | str = "") -> str:
        """The address of the list, or of a task beside it."""
        path = f"/inbox/{task}" if task else "/inbox"
        return f"{path}?{self.query}" if self.query else path

    @property
    def wanted(self) -> Wanted:
        """The tasks of the tab that pass the filters."""
        narrowed = Wanted(process=self.process or None, element=self.element or None, overdue=self.overdue)
        if self.tab == "done":
            return replace(narrowed, status="done", view="mine", overdue=False)
        return replace(narrowed, view="groups" if self.tab == "groups" else "mine")


@dataclass(frozen=True)
class Row:
    """One task in the list, in the words of the macro `row`."""

    url: str
    name: str
    sex_age: str
    reason: str
    urgency: int | None
    due: Due | None
    holder: str
    sender: str
    to: str
    green: bool
    fresh: bool
    current: bool


@dataclass(frozen=True)
class Group:
    """Rows with one kind of deadline; `total` counts also those that are not shown."""

    kind: str
    text: str
    total: int
    rows: Sequence[Row]


@dataclass(frozen=True)
class Listing:
    """The whole list: tabs (url, text, count, current), selects of the filter bar, filters that are on, groups.
    `step` is the one that all of its tasks are at, and so stands in no row; `others` wait in the other open tab."""

    asked: Asked
    tabs: list[tuple[str, str, int | None, bool]]
    selects: list[tuple[str, str, list[tuple[str, str, bool]]]]
    filters: list[tuple[str, str]]
    groups: list[Group]
    others: int
    step: str

    @property
    def shown(self) -> int:
        """How many rows there are on the page."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def total(self) -> int:
        """How many tasks there are of this sort."""
        return sum(group.total for group in self.groups)


def settled(session: Session, actor: Actor, asked: Asked) -> Asked:
    """The tab that is meant when none is named: one's own tasks if there are any, else those of one's posts."""
    if asked.tab:
        return asked
    mine = task_queries.count(session, actor, Wanted(view="mine"))
    return replace(asked, tab="mine" if mine else "groups")


def listing(session: Session, actor: Actor, asked: Asked, language: Language, current: UUID | None) -> Listing:
    """The list as the address asks for it; `current` is the task that is open beside it."""
    mine = task_queries.count(session, actor, Wanted(view="mine"))
    groups = task_queries.count(session, actor, Wanted(view="groups"))
    steps = task_queries.steps(session, actor, replace(asked.wanted, process=None, element=None, overdue=False))
    step = _only_step(asked, steps, language)
    return Listing(
        asked=asked,
        tabs=[
            (Asked(tab="mine").url(), t("inbox.mine"), mine, asked.tab == "mine"),
            (Asked(tab="groups").url(), t("inbox.groups"), groups, asked.tab == "groups"),
            (Asked(tab="done").url(), t("inbox.done"), None, asked.tab == "done"),
        ],
        selects=_selects(session, asked, steps, language),
        filters=_filters(asked),
        groups=_groups(session, actor, asked, language, current, step),
        step=step,
        others=groups if asked.tab == "mine" else mine,
    )


def following(session: Session, actor: Actor, asked: Asked) -> UUID | None:
    """The task that comes next in that list, the late ones first."""
    for _kind, wanted in _windows(session, asked):
        page = task_queries.listed(session, actor, wanted, 1)
        if page.rows:
            return page.rows[0][0].id
    return None


def person_words(strip: Mapping[str, Any] | None) -> str:
    """Sex and age of a patient, as 男 63."""
    if strip is None:
        return ""
    sex = {"1": t("inbox.male"), "2": t("inbox.female")}.get(str(strip["sex"]), "")
    return " ".join(part for part in (sex, "" if strip["age"] is None else str(strip["age"])) if part)


def _windows(session: Session, asked: Asked) -> list[tuple[str, Wanted]]:
    wanted = asked.wanted
    if wanted.status == "done":
        return [("done", wanted)]
    moment = now(session)
    midnight = _midnight(moment)
    late = ("late", replace(wanted, due_before=moment))
    if asked.overdue:
        return [late]
    today = ("today", replace(wanted, due_from=moment, due_before=midnight))
    return [late, today, ("later", replace(wanted, due_from=midnight))]


def _midnight(moment: datetime) -> datetime:
    there = moment.astimezone(ZONE)
    return there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _groups(
    session: Session, actor: Actor, asked: Asked, language: Language, current: UUID | None, step: str
) -> list[Group]:
    most = MOST if asked.whole else FIRST
    pages = [(kind, task_queries.listed(session, actor, one, most)) for kind, one in _windows(session, asked)]
    pairs = [pair for _kind, page in pages for pair in page.rows]
    around = showing.surroundings(session, [case for _item, case in pairs], [])
    reasons = referrals.reasons(session, [case.id for _item, case in pairs])
    words = {"late": t("inbox.late"), "today": t("inbox.today"), "later": t("inbox.later"), "done": t("inbox.done")}
    look = _Look(asked, language, step, now(session), current, around, reasons)
    return [
        Group(kind, words[kind], page.total, [look.row(item, case) for item, case in page.rows])
        for kind, page in pages
        if page.total
    ]


@dataclass(frozen=True)
class _Look:
    """What all rows need."""

    asked: Asked
    language: Language
    step: str
    moment: datetime
    current: UUID | None
    around: showing.Surroundings
    reasons: Mapping[UUID, str]

    def row(self, item: Any, case: CaseFile) -> Row:
        shown = showing.heading(case, self.around)
        task = (item.name_en if self.language == "en" else "") or item.name
        reason = self.reasons.get(case.id, "")
        colon = t("colon")
        strip = shown["subject"]
        urgency = shown["urgency"]
        return Row(
            url=self.asked.url(item.id),
            name=strip["name"] if strip else task,
            sex_age=person_words(strip),
            reason=task if not reason else reason if self.step else f"{task}{colon}{reason}",
            urgency=urgency if isinstance(urgency, int) else None,
            due=self._due(item),
            holder=self._holder(item),
            sender=self._place(shown["sender"]) or case.number,
            to=self._place(shown["department"]) or self._place(shown["receiver"]),
            green=shown["kind"] == GREEN,
            fresh=item.closed_at is None and item.holder is None and self.moment - item.opened_at < NEW_FOR,
            current=item.id == self.current,
        )

    def _due(self, item: Any) -> Due | None:
        if item.closed_at is not None:
            return Due("ok", recent_words(item.closed_at, self.moment, self.language))
        return due_words(item.due_at, self.moment, self.language) if item.due_at else None

    def _holder(self, item: Any) -> str:
        return str((item.closed_name if item.closed_at else item.holder_name) or "")

    def _place(self, place: Mapping[str, Any] | None) -> str:
        if place is None:
            return ""
        return str((place["name_en"] if self.language == "en" else "") or place["name"])


def _selects(
    session: Session, asked: Asked, steps: Sequence[tuple[str, str, str, str]], language: Language
) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
    keys = sorted({process for process, _element, _name, _name_en in steps})
    manifests = {key: one.manifest for key, one in definitions.live_versions(session, keys).items()}
    processes = [(key, _said(manifests, key, language), key == asked.process) for key in keys]
    named = {
        element: (name_en if language == "en" else "") or name
        for process, element, name, name_en in steps
        if asked.process in ("", process)
    }
    elements = [(element, name, element == asked.element) for element, name in named.items()]
    return [("process", t("inbox.process"), processes), ("element", t("inbox.step"), elements)]


def _only_step(asked: Asked, steps: Sequence[tuple[str, str, str, str]], language: Language) -> str:
    """The name of the one step that is listed, if it is one."""
    among = [
        (name_en if language == "en" else "") or name
        for process, element, name, name_en in steps
        if asked.process in ("", process) and asked.element in ("", element)
    ]
    return among[0] if len(among) == 1 else ""


def _said(manifests: Mapping[str, Any], key: str, language: Language) -> str:
    found = manifests.get(key)
    return ((found.name_en if language == "en" else "") or found.name if found else "") or key


def _filters(asked: Asked) -> list[tuple[str, str]]:
    """Only what a select does not show already."""
    return [(t("inbox.overdue"), replace(asked, overdue=False).url())] if asked.overdue else []
