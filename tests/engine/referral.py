"""A referral of 25 nodes as the benchmark and the tests use it."""

from __future__ import annotations

from typing import Any

from tests.engine.diagrams import (
    boundary,
    defined_message,
    document,
    end,
    flow,
    gateway,
    message,
    service,
    start,
    sub,
    timer,
    user,
)


def _task(ident: str) -> str:
    return user(
        ident,
        groups=f'=[receiver + ":{ident}"]',
        due='=deadline("triage")',
        priority='=if urgency = "soon" then 90 else 50',
        p={"state": f"in_{ident}", "name:en": ident, "takeover": 'PT2H: [receiver + ":referral_office"]'},
    )


_ASSESSMENT = sub(
    "assessment", start("s1"), _task("triage"), boundary("b1", "triage", timer("Cycle", "R3/PT24H"), False),
    service("esc1", inputs={"case": "=case_id"}), end("ee1"), _task("review"),
    boundary("b2", "review", timer("Date", '=deadline("triage")'), False), service("esc2"), end("ee2"), end("e1"),
    flow("s1", "triage", "review", "e1"), flow("b1", "esc1", "ee1"), flow("b2", "esc2", "ee2"),
)  # fmt: skip
_STAY = sub(
    "stay", start("s2"), _task("admit"), boundary("b4", "admit", timer("Duration", "PT24H"), False),
    service("esc4"), end("ee4"),
    _task("treat"), _task("summary"), boundary("b5", "summary", timer("Duration", '=duration("P3D")'), False),
    service("esc5"),
    end("ee5"), end("e2"), flow("s2", "admit", "treat", "summary", "e2"), flow("b4", "esc4", "ee4"),
    flow("b5", "esc5", "ee5"),
)  # fmt: skip
REFERRAL = document(
    "P", start(), user("draft", p={"clock:start": "triage = PT48H"}), _ASSESSMENT,
    boundary("wd", "assessment", message("withdraw"), p={"action": "withdraw", "roles": "sender:primary_doctor"}),
    _task("tell"), end("ew"), gateway("gw", default="f_gw_rejected"), end("rejected"), _task("book"),
    boundary("b3", "book", timer("Cycle", "R/PT24H"), False), service("esc3"), end("ee3"),
    service("notify", inputs={"case": "=case_id", "when": "=when"}, outputs={"notice": "=id"}), _task("attend"),
    _STAY,
    _task("reply"), boundary("b6", "reply", timer("Duration", "P7D"), False), service("esc6"), end("ee6"),
    _task("followup"), _task("close"), end(),
    flow("s", "draft", "assessment", "gw"), flow("wd", "tell", "ew"),
    flow("gw", "book", when='=decision = "accept"'),
    flow("gw", "rejected"), flow("book", "notify", "attend", "stay", "reply", "followup", "close", "e"),
    flow("b3", "esc3", "ee3"), flow("b6", "esc6", "ee6"),
    definitions=defined_message("withdraw", "=case_id"), inputs="when: string; decision: string; urgency: string",
)  # fmt: skip
VARIABLES: dict[str, Any] = {
    "receiver": "hosp-12", "patient": "p-88213", "urgency": "soon", "specialty": "cardiology", "sender": "clinic-3",
}  # fmt: skip
ANSWERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("draft", {"urgency": "soon", "reason_code": "I20.0"}),
    ("triage", {"triage_level": 2, "triaged_by": "u-12"}),
    ("review", {"decision": "accept", "reviewer": "u-15"}),
    ("book", {"slot_id": "s-9912", "when": "2026-12-05T09:30:00+08:00"}),
    ("attend", {"attended": True}),
    ("admit", {"ward": "W3", "bed": "12"}),
    ("treat", {"procedure": "PCI"}),
    ("summary", {"summary_id": "doc-778"}),
    ("reply", {"reply_id": "doc-779"}),
    ("followup", {"visits": 1}),
    ("close", {}),
)
