"""Both lifecycles carried out by the whole application: database, forms, topics, links, the movable clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.db import Database
from app.foundation.notifications.models import Notice
from tests.workflows.conftest import Road

Refer = Callable[..., Road]
ROW = {"indicator": "systolic_bp", "every_days": 7, "times": 2, "low": 90, "high": 140}
PACKAGE: dict[str, Any] = {
    "diagnosis": ["I20.000"],
    "results": "造影：前降支狭窄 70%，已植入支架",
    "treatment": "介入治疗",
    "next_plan": "二级预防",
    "rehabilitation": "心脏康复",
    "medication": "阿司匹林、替格瑞洛",
    "follow_up_plan": [ROW],
    "discharge_summary": "病情稳定出院",
    "stable": True,
}


@pytest.fixture
def home(refer: Refer) -> Road:
    """A downward case whose patient is back in primary care."""
    up = refer()
    up.reach_treatment()
    up.do("specialist", "treat", outcome="send_down")
    up.do("specialist", "discharge", **PACKAGE)
    assert up.state == "completed"
    (case,) = up.linked("down_of")
    down = up.follow(case)
    township, doctor = str(down.cast.primary.id), str(down.cast.doctor.person)
    down.do("specialist", "patient_decision", decision="agree", primary_institution=township)
    down.do("primary_lead", "assign_doctor", doctor=doctor)
    down.do("doctor", "accept_transfer", decision="accept")
    down.do("primary_nurse", "register_return", outcome="arrived")
    return down


def visit(down: Road, value: float) -> None:
    reading = {"indicator": "systolic_bp", "value": value}
    down.do(
        "doctor", "follow_up", visited_at=down.now().isoformat(timespec="seconds"), readings=[reading], note="随访"
    )


def test_a_referral_goes_up_is_treated_and_acknowledged(refer: Refer) -> None:
    case = refer()
    case.reach_treatment()
    case.do("specialist", "treat", outcome="report")
    case.do(
        "specialist",
        "report_outcome",
        diagnosis=["I20.000"],
        summary="稳定",
        advice="门诊随访",
        medication="阿司匹林",
    )
    case.do("doctor", "acknowledge", decision="acknowledge")
    assert (case.state, case.open) == ("completed", [])


def test_a_patient_comes_home_is_followed_up_and_the_plan_is_closed(home: Road) -> None:
    assert (home.state, home.open) == ("in_transit", [])
    for value in (128, 132):
        home.wait("P7D")
        visit(home, value)
    assert home.open == ["close_plan"]
    home.do("doctor", "close_plan", result="goals_met", note="达标")
    assert (home.state, home.open) == ("closed", [])


def test_two_breaches_in_one_day_make_one_bounce_back_and_the_plan_rests(home: Road) -> None:
    home.wait("P14D")
    assert home.open == ["follow_up", "follow_up"]
    visit(home, 175)
    assert home.open == []
    (case,) = home.linked("bounce_back_of")
    back = home.follow(case)
    assert (back.state, back.open) == ("awaiting_triage", ["triage"])
    back.do("specialist", "triage", decision="reject", reason_code="other")
    back.wait("PT1M")
    assert back.state == "rejected"
    assert home.open == ["follow_up"]


def test_an_incomplete_package_is_refused_and_nothing_moves(refer: Refer) -> None:
    case = refer()
    case.reach_treatment()
    case.do("specialist", "treat", outcome="send_down")
    status, text = case.attempt(
        "specialist", "discharge", **{**PACKAGE, "stable": False, "discharge_summary": None}
    )
    assert status == 422 and "discharge_summary" in text and "stable" in text
    assert case.open == ["discharge"]


def test_a_redirect_and_a_return_leave_the_clock_unbroken(refer: Refer) -> None:
    case = refer()
    case.do("reviewer", "internal_review", decision="approve")
    begun, due = case.read()["clock_started_at"], case.read()["due_at"]
    case.wait("PT1H")
    house = case.cast.tertiary
    elsewhere = {"redirect_institution": str(house.id), "redirect_department": str(house.departments["neurology"])}
    case.do("specialist", "triage", decision="redirect", **elsewhere)
    assert (case.read()["clock_started_at"], case.read()["due_at"]) == (begun, due)
    case.do("neurologist", "triage", decision="return", reason_code="missing_results")
    assert (case.state, case.open) == ("awaiting_triage", ["amend"])
    case.do("doctor", "amend", decision="resubmit", results="补上心肌酶")
    case.do("neurologist", "triage", decision="accept")
    assert case.read()["clock_started_at"] == begun


def test_nobody_claims_so_the_office_and_then_the_lead_may(refer: Refer) -> None:
    case = refer()
    case.do("reviewer", "internal_review", decision="approve")
    assert case.attempt("office", "triage", decision="accept")[0] in (403, 404)
    case.wait("PT2H")
    assert case.read()["waiting_for"]["role"] == "referral_office"
    case.wait("PT2H")
    assert case.read()["waiting_for"]["role"] == "institution_lead"
    case.do("office", "triage", decision="accept")
    assert case.open == ["schedule"]


def test_the_green_channel_keeps_its_back_entry_and_never_the_patient(refer: Refer) -> None:
    case = refer(kind="green_channel", urgency=1, consent_signed=False)
    assert (case.state, case.open) == ("awaiting_triage", ["back_entry", "triage"])
    case.wait("PT7H")
    case.do("specialist", "triage", decision="accept")
    case.schedule()
    case.do("nurse", "register_arrival", outcome="arrived")
    case.do("specialist", "treat", outcome="report")
    case.do(
        "specialist",
        "report_outcome",
        diagnosis=["I20.000"],
        summary="抢救成功",
        advice="随访",
        medication="阿司匹林",
    )
    case.do("doctor", "acknowledge", decision="acknowledge")
    assert (case.state, case.open) == ("completed", ["back_entry"])
    late = dict.fromkeys(("history", "allergies", "treatment", "medication", "results"), "补记")
    case.do("doctor", "back_entry", **late, decision="agree", signer="李院长", relation="institution_head")
    assert (case.state, case.open) == ("completed", [])


def test_death_closes_everything_that_is_open(refer: Refer) -> None:
    case = refer(kind="green_channel", urgency=1, consent_signed=False)
    case.do("specialist", "triage", decision="accept")
    case.act("doctor", "withdraw")
    assert case.open == ["agree_close", "back_entry", "schedule"]
    case.act("doctor", "died", "died_on_the_way")
    assert (case.state, case.open) == ("closed", [])


def test_withdrawal_before_acceptance_ends_it_and_afterwards_needs_agreement(refer: Refer) -> None:
    early, late = refer(), refer()
    early.act("doctor", "withdraw")
    assert (early.state, early.open) == ("withdrawn", [])
    late.do("reviewer", "internal_review", decision="approve")
    late.do("specialist", "triage", decision="accept")
    late.act("doctor", "withdraw")
    assert (late.state, late.open) == ("in_transit", ["agree_close", "schedule"])
    late.do("office", "agree_close", decision="agree")
    assert (late.state, late.open) == ("closed", [])


def test_an_early_no_show_is_not_registered_and_a_true_one_is_arranged_again(refer: Refer) -> None:
    case = refer()
    case.do("reviewer", "internal_review", decision="approve")
    case.do("specialist", "triage", decision="accept")
    case.schedule(hours=3)
    status, text = case.attempt("nurse", "register_arrival", outcome="no_show", reason_code="unreachable")
    assert status == 422 and '"outcome"' in text
    assert case.open == ["register_arrival"]
    case.wait("PT4H")
    case.do("nurse", "register_arrival", outcome="no_show", reason_code="unreachable")
    assert (case.state, case.open) == ("in_transit", ["schedule"])


def test_a_hypertension_referral_has_its_two_week_follow_up_beside(refer: Refer) -> None:
    case = refer(impression=["I10.x00"])
    case.do("reviewer", "internal_review", decision="approve")
    (beside,) = case.linked("follow_up_of")
    follow = case.follow(beside)
    assert follow.open == ["two_week_follow_up"]
    follow.do("doctor", "two_week_follow_up", seen="seen", note="已就诊")
    assert follow.state == "completed" and case.open == ["triage"]


def test_consent_comes_before_sending_and_a_refusal_ends_it(refer: Refer) -> None:
    case = refer(consent_signed=False)
    assert (case.state, case.open) == ("draft", ["consent"])
    case.do("doctor", "consent", decision="refuse", refused_by="叶文彬")
    assert (case.state, case.open) == ("closed", [])


def told(database: Database, case: Road, template: str) -> set[tuple[str, str]]:
    with database.reading() as session:
        found = session.execute(
            select(Notice.recipient_kind, Notice.recipient).where(
                Notice.case_id == UUID(case.id), Notice.template == template
            )
        )
        return {(kind, recipient) for kind, recipient in found}


def test_senders_former_receivers_and_the_patient_are_told_of_the_end(
    refer: Refer, patient: str, database: Database
) -> None:
    case = refer()
    cast = case.cast
    case.do("reviewer", "internal_review", decision="approve")
    elsewhere = {
        "redirect_institution": str(cast.secondary.id),
        "redirect_department": str(cast.secondary.departments["internal"]),
    }
    case.do("specialist", "triage", decision="redirect", **elsewhere)
    case.do("secondary_specialist", "triage", decision="reject", reason_code="no_capacity")
    assert told(database, case, "ended_rejected") >= {
        ("person", str(cast.doctor.person)),
        ("institution", str(cast.primary.id)),
        ("institution", str(cast.tertiary.id)),
        ("institution", str(cast.secondary.id)),
        ("patient", patient),
    }


def test_the_end_of_a_bounce_back_is_told_to_everyone_on_the_way(
    home: Road, patient: str, database: Database
) -> None:
    home.wait("P7D")
    visit(home, 150)
    (case,) = home.linked("bounce_back_of")
    back = home.follow(case)
    back.do("specialist", "triage", decision="reject", reason_code="other")
    cast = home.cast
    assert told(database, back, "ended_rejected") >= {
        ("person", str(cast.doctor.person)),
        ("person", str(cast.specialist.person)),
        ("institution", str(cast.primary.id)),
        ("institution", str(cast.tertiary.id)),
        ("patient", patient),
    }
