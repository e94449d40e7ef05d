"""The shipped processes: every scenario holds, every flow is taken, in any time zone of the host."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.engine.scenarios import Report, run_folder

WORKFLOWS = Path(__file__).parents[2] / "workflows"
LIFECYCLES = ("upward_referral", "downward_referral")
NAMED = {
    "upward_referral": (
        "review_returns_then_refuses triage_rejects advice_only redirected_twice_returned_once"
        " green_channel_back_entry_kept green_channel_back_entry_missed consent_refused consent_by_family"
        " nobody_claims withdraw_before_acceptance withdraw_agreed withdraw_refused no_show patient_cancels"
        " provider_cancels got_worse sent_down death_closes_everything hypertension_two_week_follow_up"
        " bounce_back_begins_at_triage"
    ),
    "downward_referral": (
        "patient_unwilling two_breaches_one_bounce_back monthly_from_31_january into_the_next_year nobody_assigns"
    ),
}


@pytest.fixture(scope="module")
def report() -> Report:
    return run_folder(WORKFLOWS)


def test_every_shipped_scenario_holds(report: Report) -> None:
    assert [(one.file, one.failures) for one in report.results if not one.passed] == []


def test_scenarios_take_every_flow_of_every_shipped_process(report: Report) -> None:
    assert {one.process: one.untaken for one in report.coverage if one.untaken} == {}


@pytest.mark.parametrize("process", LIFECYCLES)
def test_the_branches_that_reviewers_ask_for_have_scenarios(process: str) -> None:
    there = {one.stem for one in (WORKFLOWS / process / "scenarios").glob("*.json")}
    assert set(NAMED[process].split()) - there == set()


def test_every_scenario_has_names_in_both_languages(report: Report) -> None:
    assert [one.file for one in report.results if not one.name or not one.name_en] == []


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_the_hosts_time_zone_changes_no_due_time(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert run_folder(WORKFLOWS / "downward_referral", WORKFLOWS / "chronic_follow_up").passed
    finally:
        monkeypatch.undo()
        time.tzset()
