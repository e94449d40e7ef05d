"""What a hop did, in plain frozen data: nothing of the engine leaks out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Takeover:
    """From `due` on, members of `groups` may claim the item too."""

    due: dt.datetime
    groups: tuple[str, ...]


@dataclass(frozen=True)
class WorkItem:
    """A task for a person that opened in this hop; worked out once, when it opens.

    `groups` are candidate posts (`institution[/department]:role` or `patient:id`); `item` holds the variables
    of its multi-instance instance; `parent` is the sub-process around it, `process` the (called) process.
    """

    id: str
    element: str
    name: str
    name_en: str
    form: str | None
    assignee: str | None
    groups: tuple[str, ...]
    due: dt.datetime | None
    follow_up: dt.datetime | None
    priority: int
    takeover: tuple[Takeover, ...]
    properties: Mapping[str, str]
    item: Mapping[str, Any]
    parent: str
    process: str


@dataclass(frozen=True)
class Closed:
    """A work item that is open no more; `how` is `completed` or `cancelled`."""

    id: str
    element: str
    how: str


@dataclass(frozen=True)
class Timer:
    """Something that happens at `due` unless disarmed; `cycle` when it repeats."""

    id: str
    element: str
    due: dt.datetime
    cycle: bool


@dataclass(frozen=True)
class Waiting:
    """An element that began to wait for the message `name` with this key."""

    id: str
    element: str
    name: str
    key: str
    properties: Mapping[str, str]
    name_zh: str
    name_en: str
    process: str


@dataclass(frozen=True)
class Job:
    """A topic that leaves the machine: to be run after commit, then `finish_job` or `fail_job`."""

    id: str
    element: str
    topic: str
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """A topic that ran inside the hop; `ok` is false when it ended in the business error `code`."""

    topic: str
    element: str
    ok: bool
    code: str | None = None


@dataclass(frozen=True)
class Decision:
    """A decision that was taken, with the rules that fired."""

    decision: str
    element: str
    rules: Any


@dataclass(frozen=True)
class Step:
    """One line of the journal, in the order in which things happened.

    `kind`: `entered`, `left`, `cancelled` (`element`), or `flow` (`element` is its source, `flow` its id).
    `process` tells the case's own process from called ones.
    """

    element: str
    kind: str
    flow: str | None
    at: dt.datetime
    process: str


@dataclass(frozen=True)
class Clock:
    """A deadline of the case; `due` so far while paused."""

    started_at: dt.datetime
    due: dt.datetime
    paused_since: dt.datetime | None


@dataclass(frozen=True)
class End:
    """How the case ended: the end event that came last, or None and a reason when it was cancelled."""

    element: str | None
    kind: str
    reason: str | None = None


@dataclass(frozen=True)
class Outcome:
    """Everything that a hop changed. `state` is JSON; `variables` are the case's; the rest is what is new.

    `business_state` is the property `state` of the element entered last, or None when none was entered.
    """

    state: dict[str, Any]
    variables: dict[str, Any]
    opened: tuple[WorkItem, ...]
    closed: tuple[Closed, ...]
    armed: tuple[Timer, ...]
    disarmed: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    unwaiting: tuple[str, ...]
    jobs: tuple[Job, ...]
    jobs_closed: tuple[str, ...]
    calls: tuple[Call, ...]
    decisions: tuple[Decision, ...]
    steps: tuple[Step, ...]
    business_state: str | None
    clocks: Mapping[str, Clock]
    ended: End | None
