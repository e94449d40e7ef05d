"""Random plays of random diagrams: after every move the runtime and the independent token machine agree.

The case's state goes through JSON bytes between any two moves.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from app.engine.runtime import Incident
from tests.engine.case import Case
from tests.engine.generator import diagram
from tests.engine.referee import Machine

PLAYS_A_DIAGRAM = 2
MOVES = 25
START = {"again": True, "n": 0}


def view(case: Case) -> dict[str, Any]:
    return {
        "open": case.open(),
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


def choose(seen: dict[str, Any], rnd: random.Random) -> tuple[str, Any]:
    """A move that is possible: mostly answers, sometimes time or a message."""
    counts = Counter(seen["messages"])
    moves: list[tuple[str, Any]] = [("answer", one) for one in sorted(set(seen["open"]))] * 2
    moves += [("message", one) for one in sorted(counts) if counts[one] == 1]
    moves += [("timer", one) for one in seen["timers"]]
    return rnd.choice(moves)


def move(case: Case, machine: Machine, what: str, which: Any, answers: dict[str, Any]) -> bool:
    """Make the same move on both; false when both stand still for ever."""
    if what == "timer":
        timer = min(
            (one for one in case.timers.values() if (one.element, one.due.isoformat()) == tuple(which)),
            key=lambda one: list(case.timers).index(one.id),
        )
        case.now = machine.now = max(case.now, timer.due)
        machine.fire("timer", timer.element, str(timer.due))
        act = lambda: case.tick(timer.element, _nth(case, timer))  # noqa: E731
    elif what == "message":
        name = next(waiting.name for waiting in case.messages.values() if waiting.element == which)
        machine.fire("message", which)
        act = lambda: case.send(name)  # noqa: E731
    else:
        machine.complete(which, answers)
        act = lambda: case.do(which, **answers)  # noqa: E731
    if machine.stuck:
        with pytest.raises(Incident, match="nothing it could wait for"):
            act()
        return False
    act()
    return True


def _nth(case: Case, timer: Any) -> int:
    return [one.id for one in case.timers.values() if one.element == timer.element].index(timer.id)


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
        what, which = choose(seen, rnd)
        answers = {"again": rnd.random() < 0.5, "n": rnd.randrange(5)}
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
