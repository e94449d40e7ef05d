"""Deadlines of a case: absolute, fixed once, prolonged by the time spent in pausing elements."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.engine.dialect import properties
from app.engine.dialect.times import OFFSET, Length, add_months
from app.engine.feel import FeelError
from app.engine.runtime.hop import Hop
from app.engine.runtime.outcome import Clock

PAUSING = "pausing"


def stored(moment: dt.datetime) -> str:
    """A moment as the state holds it: ISO text in UTC."""
    return moment.astimezone(dt.UTC).isoformat()


def read(text: str) -> dt.datetime:
    """A stored moment."""
    return dt.datetime.fromisoformat(text)


def after(hop: Hop, start: dt.datetime, length: Length) -> dt.datetime:
    """`length` after `start`, in working hours when it says so (by the environment's calendar)."""
    begin = add_months(start, length.months) if length.months else start
    return hop.environment.add_time(begin, length.rest, length.working)


def deadline(hop: Hop, name: object) -> dt.datetime:
    """The due moment of a clock, so far when it is paused. Raises `FeelError` when it has not been started."""
    clock = hop.clocks.get(str(name))
    if clock is None:
        raise FeelError(f"期限 {name} 尚未开始。", f"The clock {name} has not been started.")
    return read(clock["due"]).astimezone(OFFSET)


def started_clock(hop: Hop, due: dt.datetime, working: bool) -> dict[str, Any]:
    """A deadline, as the state holds it."""
    return {"started": stored(hop.now), "due": stored(due), "paused": None, "pauses": 0, "working": working}


def pause_clocks(hop: Hop, task: Any) -> None:
    """A pausing element is entered: its clocks stand still, and so do the timers that follow them."""
    names = properties.words(task.task_spec.node.properties.get("clock:pause", ""))
    running = [name for name in names if name in hop.clocks]
    for name in running:
        clock = dict(hop.clocks[name])
        clock["pauses"] += 1
        clock["paused"] = clock["paused"] or stored(hop.now)
        hop.clocks[name] = clock
        _shift_timers(hop, name)
    if running:
        task.internal_data[PAUSING] = running


def resume_clocks(hop: Hop, task: Any) -> None:
    """A pausing element is left: what passed since is added; of several pauses at once the last one counts."""
    for name in task.internal_data.pop(PAUSING, ()):
        clock = dict(hop.clocks[name])
        clock["pauses"] -= 1
        if clock["pauses"] == 0:
            due = read(clock["due"]) + (hop.now - read(clock["paused"]))
            if clock["working"]:
                due = hop.environment.add_time(due, dt.timedelta(), True)
            clock.update(due=stored(due), paused=None)
        hop.clocks[name] = clock
        _shift_timers(hop, name)


def followed_due(hop: Hop, name: str) -> str | None:
    """When a timer that follows a clock is due; None while the clock stands still."""
    clock = hop.clocks[name]
    due: str | None = None if clock["paused"] else clock["due"]
    return due


def _shift_timers(hop: Hop, name: str) -> None:
    for task in hop.tasks():
        arms = task.internal_data.get("arms", [])
        if any(arm.get("clock") == name for arm in arms):
            task.internal_data["arms"] = [
                _shifted(hop, arm, arms) if arm.get("clock") == name else arm for arm in arms
            ]


def _shifted(hop: Hop, arm: dict[str, Any], arms: list[dict[str, Any]]) -> dict[str, Any]:
    return {**arm, "due": followed_due(hop, arm["clock"]), "n": next_number(arms)}


def next_number(arms: list[dict[str, Any]]) -> int:
    """A number that no arm of the task has had: ids of timers are never used twice."""
    return 1 + max(int(arm["n"]) for arm in arms)


def clocks_of(hop: Hop) -> dict[str, Clock]:
    """All clocks as the outcome reports them."""
    return {
        name: Clock(read(clock["started"]), read(clock["due"]), read(clock["paused"]) if clock["paused"] else None)
        for name, clock in hop.clocks.items()
    }
