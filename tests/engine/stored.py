"""The diagram whose stored states are kept: everything that a state can hold stands open in it at once."""

from __future__ import annotations

from tests.engine.diagrams import (
    boundary,
    call,
    catch,
    defined_message,
    document,
    end,
    flow,
    fork,
    gateway,
    many,
    message,
    node,
    service,
    start,
    sub,
    timer,
    user,
)

VARIABLES = {"patient": "p-1", "reviewers": ["amy", "bob"]}
CALLEE = document(
    "C", start(), user("inner", assignee="=who"), end(), flow("s", "inner", "e"), inputs="who: string"
)
DIAGRAM = document(
    "P", start(), node("intermediateThrowEvent", "begin", p={"clock:start": "triage = PT24H", "state": "open"}),
    fork("g"),
    call("called", "C", {"who": "=patient"}, {"seen": "=who"}),
    user("review", many("=reviewers", "who", "said", "=word"), assignee="=who"),
    sub("frame", start("s2"), user("wait", p={"clock:pause": "triage"}), end("e2"), flow("s2", "wait", "e2")),
    boundary("again", "frame", timer("Cycle", "R3/PT1H"), False), user("nag"), end("e3"),
    flow("again", "nag", "e3"),
    boundary("withdraw", "frame", message("withdraw")), end("e4"), flow("withdraw", "e4"),
    gateway("v", kind="eventBased"), catch("reply", message("reply"), {"got": "=text"}),
    catch("late", timer("Duration", "P1D")),
    gateway("m"), service("job", "tell.it_outside", outputs={"ref": "=id"}), user("early"), fork("j"), end(),
    flow("s", "begin", "g"), flow("g", "called", "j"), flow("g", "review", "j"), flow("g", "frame", "j"),
    flow("g", "v"), flow("v", "reply", "m"), flow("v", "late", "m"), flow("m", "j"), flow("g", "job", "j"),
    flow("g", "early", "j"), flow("j", "e"),
    definitions=defined_message("withdraw") + defined_message("reply", "=patient"), inputs="word: string",
)  # fmt: skip
