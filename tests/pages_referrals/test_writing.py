"""Writing a referral at a browser without scripts: choosing, errors, drafts, hints, sending once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Cast
from tests.hands import Hand
from tests.pages_inbox.visitor import Page, Visitor

Visitors = Callable[[str], Visitor]
FORM = "form[data-draft]"


@pytest.fixture
def typed(answers: dict[str, Any]) -> dict[str, Any]:
    """The form in full, as a browser sends it."""
    return {**answers, "consent_signed": "true"}


def empty_form(visitor: Visitor, patient: str) -> Page:
    return visitor.open(f"/referrals/new?process=upward_referral&patient={patient}")


def test_doctor_finds_the_patient_by_initials_and_gets_the_form(visitor: Visitors, patient: str) -> None:
    writer = visitor("doctor")
    found = writer.open("/referrals/new?process=upward_referral&q=ywb")
    assert found.text("tbody th") == "叶文彬"
    (link,) = (one.get("href") for one in found.tree.cssselect("tbody a"))
    form = writer.open(link)
    assert (form.status, form.count("#f-reason")) == (200, 1)
    assert "叶文彬" in form.text(".ld-pt")


def test_doctor_with_errors_keeps_what_was_typed(visitor: Visitors, patient: str, doctor: Hand) -> None:
    writer = visitor("doctor")
    page = writer.send(empty_form(writer, patient), FORM, reason="胸闷一周，加重半天", do="send")
    assert page.status == 422
    assert page.text("#f-reason") == "胸闷一周，加重半天"
    assert "转入单位" in page.text("[data-focus]")
    assert page.count('#f-history[aria-invalid="true"]') == 1
    assert doctor.read("/referrals")["total"] == 0


def test_doctor_sends_and_sees_the_case(
    visitor: Visitors, patient: str, typed: dict[str, Any], doctor: Hand
) -> None:
    writer = visitor("doctor")
    page = writer.send(empty_form(writer, patient), FORM, **typed, do="send")
    assert page.status == 200
    (sent,) = doctor.read("/referrals")["items"]
    assert page.path == f"/referrals/{sent['id']}?done=sent"
    assert sent["state"] == "awaiting_review"
    assert sent["number"] in page.text("h1 + .ld-top__sum")


def test_second_click_sends_nothing_more(
    visitor: Visitors, patient: str, typed: dict[str, Any], doctor: Hand
) -> None:
    writer = visitor("doctor")
    form = empty_form(writer, patient)
    first, second = (writer.send(form, FORM, **typed, do="send") for _ in range(2))
    assert first.path == second.path
    assert doctor.read("/referrals")["total"] == 1


def test_draft_is_kept_gone_on_with_and_sent(
    visitor: Visitors, patient: str, typed: dict[str, Any], doctor: Hand
) -> None:
    writer = visitor("doctor")
    saved = writer.send(empty_form(writer, patient), FORM, reason="先写一半", do="save")
    assert saved.path.endswith("/edit?done=saved")
    assert saved.text("#f-reason") == "先写一半"
    (draft,) = doctor.read("/referrals?state=draft")["items"]
    again = writer.open(f"/referrals/{draft['id']}")  # a draft's own address leads to its form
    sent = writer.send(again, FORM, **{**typed, "reason": "写完了"}, do="send")
    assert sent.path == f"/referrals/{draft['id']}?done=sent"
    assert "写完了" in sent.text("#content ~ *, .ld-kv")


def test_draft_changed_elsewhere_is_not_overwritten_unseen(visitor: Visitors, patient: str, doctor: Hand) -> None:
    writer = visitor("doctor")
    page = writer.send(empty_form(writer, patient), FORM, reason="甲", do="save")
    writer.send(page, FORM, reason="乙", do="save")
    stale = writer.send(page, FORM, reason="丙", do="save")
    assert stale.status == 412
    assert stale.text("#f-reason") == "丙"
    assert writer.send(stale, FORM, do="save").status == 200
    (draft,) = doctor.read("/referrals?state=draft")["items"]
    assert doctor.read(f"/referrals/{draft['id']}")["answers"]["reason"] == "丙"


def test_draft_is_thrown_away_after_a_question(visitor: Visitors, patient: str, doctor: Hand) -> None:
    writer = visitor("doctor")
    page = writer.send(empty_form(writer, patient), FORM, reason="不转了", do="save")
    address = page.path.replace("/edit?done=saved", "/discard")
    done = writer.send(writer.open(address), "form.ld-dlg")
    assert done.path == "/referrals?tab=drafts&done=discarded"
    assert doctor.read("/referrals")["total"] == 0


def test_nobody_reads_the_draft_of_another(visitor: Visitors, patient: str) -> None:
    writer = visitor("doctor")
    page = writer.send(empty_form(writer, patient), FORM, reason="我的", do="save")
    colleague = visitor("doctor_two")
    assert colleague.open(page.path).status == 404
    assert colleague.open(page.path.replace("edit", "discard")).status == 404


def test_second_referral_for_the_same_disease_is_hinted_before_it_is_sent(
    visitor: Visitors, patient: str, typed: dict[str, Any], referral: str, doctor: Hand
) -> None:
    writer = visitor("doctor")
    asked = writer.send(empty_form(writer, patient), FORM, **typed, do="send")
    assert "30 天内已有 1 份同一疾病的转诊" in asked.text("#hints")
    assert "仍然送出" in asked.text("button[value=send]")
    assert doctor.read("/referrals")["total"] == 1
    sent = writer.send(asked, FORM, do="send")
    assert sent.path.endswith("?done=sent")
    assert doctor.read("/referrals")["total"] == 2


def test_nurse_may_not_begin_a_referral(visitor: Visitors, patient: str) -> None:
    assert visitor("clerk").open("/referrals/new").status == 404
    assert visitor("clerk").open("/referrals").count('a[href="/referrals/new"]') == 0


def test_patient_of_another_institution_is_as_unknown_as_a_random_one(visitor: Visitors, patient: str) -> None:
    stranger = visitor("other_doctor")
    foreign = empty_form(stranger, patient)
    random = empty_form(stranger, "01a20ec4-d4f5-7243-8ab8-7b2aa5b738bb")
    assert (foreign.status, foreign.text("h1")) == (random.status, random.text("h1")) == (404, random.text("h1"))


def test_new_patient_is_registered_and_chosen(visitor: Visitors, patient: str) -> None:
    writer = visitor("doctor")
    form = writer.open("/patients/new?next=/referrals/new%3Fprocess%3Dupward_referral")
    wrong = writer.send(form, "form[data-form]", name="", identifier_kind="resident_id", identifier="1")
    assert wrong.status == 422
    assert wrong.count("[aria-invalid=true]") >= 1
    assert wrong.count("#f-sex .ld-f__e") == 1
    made = writer.send(wrong, "form[data-form]", name="白素贞", sex="2", identifier_kind="", identifier="")
    assert made.path.startswith("/referrals/new?process=upward_referral&patient=")
    assert "白素贞" in made.text(".ld-pt")


def test_patient_of_the_same_name_is_offered_first(visitor: Visitors, patient: str) -> None:
    writer = visitor("doctor")
    form = writer.open("/patients/new")
    asked = writer.send(form, "form[data-form]", name="叶文彬", sex="1")
    assert asked.status == 409
    (known,) = (one.get("href") for one in asked.tree.cssselect("tbody a"))
    assert known == f"/referrals/new?patient={patient}"
    other = writer.send(asked, "form[data-form]", confirm_new="1")
    assert other.path.startswith("/referrals/new?patient=")
    assert patient not in other.path


def test_way_back_never_leads_to_another_site(visitor: Visitors, patient: str) -> None:
    for hostile in ("javascript:alert(1)", "//evil.example/x", "https://evil.example/"):
        page = visitor("doctor").open(f"/patients/new?next={hostile}")
        assert {one.get("href") for one in page.tree.cssselect("main a.ld-btn")} == {"/"}
        assert page.fields("form[data-form]")["next"] == "/"


def test_application_shows_two_institutions_names_in_english(
    visitor: Visitors, referral: str, people: Cast
) -> None:
    reader = visitor("doctor")
    reader.client.set_cookie("lang", "en")
    page = reader.open("/referrals")
    assert "Qingshi Township Health Centre → City First Hospital Cardiology" in page.text("tbody")
