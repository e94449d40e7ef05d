"""What an event waits for. It is worked out once, when the waiting begins; only `firing` makes it happen.

An arm is JSON: `kind` (timer, message, error, escalation), `n` (its number, part of its public id), and by kind
`due`, `cycle`, `left`, `every`, `clock`; `name`, `key`; `code`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from app.engine.dialect.model import Event, Node
from app.engine.dialect.times import Length, add_months, cycle, duration
from app.engine.runtime.clocks import after, followed_due, next_number, read, stored
from app.engine.runtime.errors import Incident
from app.engine.runtime.hop import Hop, hop_of
from app.engine.runtime.values import json_value, length_of, moment_of, value

Arm = dict[str, Any]
_FOLLOWS = re.compile(r'=\s*deadline\(\s*"([^"]+)"\s*\)')


def arm(task: Any, node: Node, number: int = 0) -> Arm:
    """What `node` waits for, worked out at `task` (the activity of a boundary event, or its gateway)."""
    event = node.event
    if event is None:
        raise Incident(node.id, "没有可等待的事件。", "There is nothing to wait for.")
    if event.kind == "timer":
        return {"kind": "timer", "n": number, **_timer(task, node, event)}
    if event.kind == "message":
        return {"kind": "message", "n": number, **_message(task, node, event)}
    return {"kind": event.kind, "n": number, "code": code_of(task.task_spec.definition, event)}


def code_of(definition: Any, event: Event) -> str | None:
    """The code of an error or escalation event; None catches all."""
    known = definition.diagram.errors if event.kind == "error" else definition.diagram.escalations
    return known[event.ref].code if event.ref is not None else None


def _message(task: Any, node: Node, event: Event) -> Arm:
    message = task.task_spec.definition.diagram.messages[event.ref]
    if message.key is None:
        key = hop_of(task).environment.constants.get("case_number")
    else:
        key = json_value(task, message.key, element=node.id)
    if key is None:
        raise Incident(
            node.id,
            f"消息 {message.name} 的对应键为 null。",
            f"The correlation key of the message {message.name} is null.",
        )
    return {"name": message.name, "key": str(key)}


def _timer(task: Any, node: Node, event: Event) -> Arm:
    hop = hop_of(task)
    found = value(task, event.text, element=node.id)
    try:
        if event.how == "date":
            return _date(hop, event.text, found)
        if event.how == "cycle":
            return _cycle(hop, found)
        return {"due": stored(after(hop, hop.now, _positive(length_of(found)))), "cycle": False}
    except (ValueError, OverflowError) as error:
        raise Incident(
            node.id, f"计时 {event.text} 无法使用：{error}", f"The timer {event.text} cannot be used: {error}"
        ) from error


def _date(hop: Hop, text: str, found: Any) -> Arm:
    follows = _FOLLOWS.fullmatch(text)
    if follows:
        return {"due": followed_due(hop, follows[1]), "cycle": False, "clock": follows[1]}
    return {"due": stored(moment_of(found)), "cycle": False}


def _cycle(hop: Hop, found: Any) -> Arm:
    if isinstance(found, str):
        left, every = cycle(found)
    else:
        left, every = None, length_of(found)
    _positive(every)
    first = add_months(hop.now, every.months) + every.rest
    return {"due": stored(first), "cycle": True, "left": left, "every": _text(every)}


def _positive(length: Length) -> Length:
    if not length.positive:
        raise ValueError("the duration is not positive")
    return length


def _text(length: Length) -> str:
    seconds = length.rest.total_seconds()
    days, rest = divmod(seconds, 86_400)
    return f"P{length.months}M{int(days)}DT{rest:f}S"


def armed_again(found: Arm, now: dt.datetime) -> Arm | None:
    """A cycle after it has fired: the next time after now; missed ones are one. None when it is used up."""
    every, due, left = duration(found["every"]), read(found["due"]), found["left"]
    if every.months:
        passed = 1
        while add_months(due, passed * every.months) + passed * every.rest <= now:
            passed += 1
    else:
        passed = max(1, (now - due) // every.rest + 1)
    if left is not None and left - passed < 1:
        return None
    due = add_months(due, passed * every.months) + passed * every.rest
    left = None if left is None else left - passed
    return {**found, "due": stored(due), "left": left, "n": next_number([found])}
