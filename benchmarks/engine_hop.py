"""How long one hop takes: load the stored state, complete a task, make the outcome, dump the state.

`python -m benchmarks.engine_hop` prints one JSON line: median milliseconds over all hops of a 25-node referral;
`floor` is what reading and writing the same JSON alone takes in the same run.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from app.engine.runtime import complete
from tests.engine.case import Case, topics
from tests.engine.referral import ANSWERS, REFERRAL, VARIABLES


def measure(rounds: int) -> dict[str, object]:
    """Median hop and floor in milliseconds, with their ratio and the number of hops."""
    hops, floors = [], []
    for _ in range(rounds):
        case = Case(REFERRAL, variables=VARIABLES, topics=topics(x_do=lambda **_: {"id": "n1"}))
        for element, answers in ANSWERS:
            item, surroundings = case.item(element).id, case.environment()
            began = time.perf_counter()
            state = json.loads(case.bytes)
            outcome = complete(state, case.definition, surroundings, item, answers)
            json.dumps(outcome.state)
            hops.append(time.perf_counter() - began)
            began = time.perf_counter()
            json.dumps(json.loads(case.bytes))
            floors.append(time.perf_counter() - began)
            case.put(outcome)
        assert case.ended
    hop, floor = (statistics.median(times) * 1000 for times in (hops, floors))
    return {
        "name": "engine_hop",
        "value": round(hop, 3),
        "unit": "ms",
        "floor": round(floor, 3),
        "ratio": round(hop / floor, 1),
        "n": len(hops),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 30)))
