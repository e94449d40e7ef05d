"""A township doctor writes a referral, keeps it, sends it."""

from __future__ import annotations

from typing import Any

from tests.hands import Hand


def test_doctor_sends_referral_and_reads_where_it_is(doctor: Hand, patient: str, answers: dict[str, Any]) -> None:
    body = {"process": "upward_referral", "patient": patient, "answers": answers, "send": True}
    made = doctor.ok("/referrals", body)
    assert made["state"] == "awaiting_review"
    assert [task["element"] for task in made["open_tasks"]] == ["internal_review"]
    read = doctor.read(f"/referrals/{made['id']}")
    assert read["number"] == made["number"] and read["content"]["reason"] == answers["reason"]
    listed = doctor.read("/referrals")
    assert listed["total"] == 1 and listed["items"][0]["subject"]["name"] == "叶文彬"
