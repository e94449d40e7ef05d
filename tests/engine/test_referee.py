"""Random plays of random diagrams: after every move the runtime and the independent token machine agree.

The case's state goes through JSON bytes between any two moves.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from app.engine.runtime import Incident, WorkItem, complete
from tests.engine.case import Case
from tests.engine.generator import diagram
from tests.engine.referee import Machine, items

PLAYS_A_DIAGRAM = 2
MOVES = 25
START = {"again": True, "n": 0}


def named(item: WorkItem) -> tuple[str, str]:
    return item.element, items(dict(item.item))


def view(case: Case) -> dict[str, Any]:
    return {
        "open": sorted(named(item) for item in case.items.values()),
        "timers": sorted((timer.element, timer.due.isoformat()) for timer in case.timers.values()),
        "messages": sorted(waiting.element for waiting in case.messages.values()),
        "ended": case.ended,
        "variables": case.variables,
    }


def referee_view(machine: Machine) -> dict[str, Any]:
    return {
        "open": machine.open(),
        "timers": machine.timers(),
        "messages": machine.messages(),
        "ended": machine.ended,
        "variables": machine.variables,
    }


def choose(seen: dict[str, Any], rnd: random.Random) -> tuple[str, Any] | None:
    """A move that both sides understand alike: mostly answers, sometimes time or a message."""
    answers, messages = Counter(seen["open"]), Counter(seen["messages"])
    timers = Counter(element for element, _ in seen["timers"])
    moves: list[tuple[str, Any]] = [("answer", one) for one in sorted(answers) if answers[one] == 1] * 2
    moves += [("message", one) for one in sorted(messages) if messages[one] == 1]
    moves += [("timer", one) for one in seen["timers"] if timers[one[0]] == 1]
    return rnd.choice(moves) if moves else None


def move(case: Case, machine: Machine, what: str, which: Any, answers: dict[str, Any]) -> bool:
    """Make the same move on both; false when both stand still for ever."""
    if what == "timer":
        (timer,) = (one for one in case.timers.values() if one.element == which[0])
        case.now = machine.now = max(case.now, timer.due)
        machine.fire("timer", timer.element)
        act = lambda: case.tick(timer.element)  # noqa: E731
    elif what == "message":
        name = next(waiting.name for waiting in case.messages.values() if waiting.element == which)
        machine.fire("message", which)
        act = lambda: case.send(name)  # noqa: E731
    else:
        machine.complete(which, answers)
        item = next(item for item in case.items.values() if named(item) == which)
        act = lambda: case.hop(complete, item.id, answers)  # noqa: E731
    if machine.stuck:
        with pytest.raises(Incident, match="nothing it could wait for"):
            act()
        return False
    act()
    return True


def play(seed: int, number: int) -> int:
    rnd, text = random.Random(seed * 1000 + number), diagram(seed)
    case = Case(text, variables=START)
    machine = Machine(case.definition.diagram, START, case.now)
    log: list[Any] = []
    for moves in range(MOVES):
        seen = view(case)
        assert seen == referee_view(machine), (seed, number, log)
        if case.ended:
            return moves
        chosen = choose(seen, rnd)
        if chosen is None:
            return moves
        what, which = chosen
        answers = {"again": rnd.random() < 0.7, "n": rnd.randrange(5)}
        log.append((what, which, answers))
        if not move(case, machine, what, which, answers):
            return moves
    return MOVES


@pytest.mark.parametrize("batch", range(8))
def test_runtime_and_referee_agree_on_random_plays(batch):
    moves = sum(
        play(seed, number) for seed in range(batch * 12, batch * 12 + 12) for number in range(PLAYS_A_DIAGRAM)
    )
    assert moves > 100


def test_random_diagrams_cover_the_dialect():
    text = "".join(diagram(seed) for seed in range(96))
    for part in (
        "parallelGateway", "exclusiveGateway", "eventBasedGateway", "subProcess", "multiInstance",
        'isSequential="true"',
        "timeCycle", "timeDuration", "messageEventDefinition", "errorEventDefinition", "terminateEventDefinition",
        'cancelActivity="false"', "completionCondition",
    ):  # fmt: skip
        assert part in text, part
