"""The list and the page of a task, without scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from app.db import Database
from app.foundation.timekeeping.installation import advance
from tests.cast import Cast
from tests.hands import Hand
from tests.pages_inbox.visitor import Visitor

Visitors = Callable[[str], Visitor]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c"
    "6360000002000001e221bc330000000049454e44ae426082"
)


def test_reviewer_sees_the_task_in_the_list_and_opens_it(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open("/")
    assert page.path == "/inbox" and page.count(".ld-row") == 1
    assert "叶文彬" in page.text(".ld-row") and "活动后胸闷" in page.text(".ld-row")
    (row,) = page.tree.cssselect(".ld-row")
    page = reviewer.open(row.get("href"))
    assert page.count(".ld-row[aria-current]") == 1
    assert "活动后胸闷" in page.text(".ld-prose") and page.count("#answer input[name=decision]") == 3
    assert page.count("svg.ld-bp .is-now") >= 1 and "林秀英" in page.text(".ld-tl")


def test_doctor_without_tasks_reads_why_the_list_is_empty(visitor: Visitors, people: Cast) -> None:
    page = visitor("nurse").open("/inbox")
    assert "本组没有未认领的待办" in page.text(".ld-inbox__list .ld-empty")


def test_reviewer_does_the_task_and_comes_to_the_next(
    visitor: Visitors, doctor: Hand, referral: str, review: str
) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.send(reviewer.open(f"/inbox/{review}?tab=groups"), "#answer", decision="approve", note="同意")
    assert "已办完：院内审核" in page.text(".ld-toast") and page.count(".ld-row") == 0
    assert list(doctor.open(referral)) == ["triage"]
    done = reviewer.open("/inbox?tab=done")
    assert done.count(".ld-row") == 1
    assert "同意转出" in reviewer.open(f"/inbox/{review}?tab=done").text("#decide .ld-kv")


def test_second_click_is_answered_like_the_first(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open(f"/inbox/{review}")
    first = reviewer.send(page, "#answer", decision="approve")
    second = reviewer.send(page, "#answer", decision="approve")
    assert first.status == second.status == 200 and "已办完" in second.text(".ld-toast")


def test_wrong_answers_come_back_as_they_were_typed(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.send(reviewer.open(f"/inbox/{review}"), "#answer", decision="return", note="请补充心电图")
    assert page.status == 422 and "还有 1 处要改" in page.text("[role=alert]")
    assert page.count("#f-reason_code[aria-invalid]") == 1
    kept = page.fields("#answer")
    assert kept["decision"] == "return" and kept["note"] == "请补充心电图"
    again = reviewer.send(page, "#answer", reason_code="incomplete")
    assert "已办完" in again.text(".ld-toast")


def test_loser_of_a_race_reads_who_was_faster_and_keeps_the_text(
    visitor: Visitors, doctor: Hand, referral: str, hands: Callable[[str], Hand], review: str
) -> None:
    hands("reviewer").do(review, decision="approve")
    triage = doctor.open(referral)["triage"]
    slow, fast = visitor("specialist_two"), visitor("specialist")
    page = slow.open(f"/inbox/{triage}")
    fast.send(fast.open(f"/inbox/{triage}"), "#answer", decision="advise", advice="继续观察，按时服药。")
    lost = slow.send(page, "#answer", decision="reject", reason_code="no_capacity", note="无床")
    assert lost.status == 409
    assert "张伟" in lost.text("[role=alert]") and "今天" in lost.text("[role=alert]")
    kept = lost.fields("#answer")
    assert (kept["decision"], kept["reason_code"], kept["note"]) == ("reject", "no_capacity", "无床")
    assert lost.count("button[form=answer]") == 0


def test_holder_is_named_to_whoever_comes_later(
    visitor: Visitors, doctor: Hand, referral: str, hands: Callable[[str], Hand], review: str
) -> None:
    hands("reviewer").do(review, decision="approve")
    triage = doctor.open(referral)["triage"]
    first, second = visitor("specialist"), visitor("specialist_two")
    page = second.open(f"/inbox/{triage}")
    taken = first.send(first.open(f"/inbox/{triage}"), "#answer", to=f"/inbox/{triage}/claim", note="先看片子")
    assert taken.fields("#answer")["note"] == "先看片子" and "草稿已存" in taken.text("[data-saved]")
    late = second.send(page, "#answer", to=f"/inbox/{triage}/claim", note="我来")
    assert late.status == 409 and "张伟" in late.text("[role=alert]") and late.fields("#answer")["note"] == "我来"
    looking = second.open(f"/inbox/{triage}")
    assert looking.count("#answer") == 0 and "张伟" in looking.text("#decide")
    given_back = first.send(taken, "#answer", to=f"/inbox/{triage}/unclaim")
    assert given_back.count(f'button[formaction^="/inbox/{triage}/claim"]') == 1


def test_old_page_is_refused_with_the_text_kept(
    visitor: Visitors, hands: Callable[[str], Hand], review: str
) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open(f"/inbox/{review}")
    hand = hands("reviewer")
    hand.ok(f"/tasks/{review}/claim", etag=hand.tag(f"/tasks/{review}"))
    stale = reviewer.send(page, "#answer", decision="approve", note="同意")
    assert stale.status == 412 and stale.fields("#answer")["note"] == "同意"
    assert "已办完" in reviewer.send(stale, "#answer").text(".ld-toast")


def test_draft_is_there_again_after_leaving(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    reviewer.send(reviewer.open(f"/inbox/{review}"), "#answer", to=f"/inbox/{review}/draft", note="先记一笔")
    page = reviewer.open(f"/inbox/{review}")
    assert page.fields("#answer")["note"] == "先记一笔" and "草稿已存" in page.text("[data-saved]")


def test_draft_typed_undone_and_typed_again_is_the_last_one(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open(f"/inbox/{review}")
    for note in ("第一稿", "第二稿", "第一稿"):
        reviewer.send(page, "#answer", to=f"/inbox/{review}/draft", note=note)
    assert reviewer.open(f"/inbox/{review}").fields("#answer")["note"] == "第一稿"


def test_address_of_a_change_opened_as_a_page_shows_the_task(visitor: Visitors, review: str) -> None:
    page = visitor("reviewer").open(f"/inbox/{review}/complete?tab=groups")
    assert page.path == f"/inbox/{review}?tab=groups" and page.count("#answer") == 1


def test_reviewer_hands_the_task_to_a_colleague(visitor: Visitors, people: Cast, review: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open(f"/inbox/{review}")
    fields = page.fields('form[action*="delegate"]')
    to = f"person:{people.primary_lead.person}"
    gone = reviewer.post(f"/inbox/{review}/delegate", **{**fields, "to": to})
    assert "已转交：院内审核" in gone.text(".ld-toast")
    assert visitor("primary_lead").open("/inbox").count(".ld-row") == 1


@pytest.mark.parametrize("to", ["", "person:nobody", "role:king:", "role:nurse:none"])
def test_handing_over_to_nobody_is_refused(visitor: Visitors, review: str, to: str) -> None:
    reviewer = visitor("reviewer")
    fields = reviewer.open(f"/inbox/{review}").fields('form[action*="delegate"]')
    assert reviewer.post(f"/inbox/{review}/delegate", **{**fields, "to": to}).status == 422


def test_remark_is_read_by_the_others_and_an_empty_one_is_refused(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    form = 'form[action*="comments"]'
    page = reviewer.send(reviewer.open(f"/inbox/{review}"), form, text="已电话联系 <b>患者</b>")
    assert "已电话联系 <b>患者</b>" in page.text(".ld-say")
    refused = reviewer.send(page, form, text="  ")
    assert refused.status == 422 and refused.count("#remark[aria-invalid]") == 1


@pytest.mark.parametrize("name", ["specialist", "other_reviewer", "secondary_clerk"])
def test_task_of_others_reads_like_one_that_does_not_exist(visitor: Visitors, review: str, name: str) -> None:
    other = visitor(name)
    foreign, random = other.open(f"/inbox/{review}"), other.open(f"/inbox/{uuid4()}")
    assert foreign.status == random.status == other.open("/inbox/nonsense").status == 404
    assert foreign.text("h1") == random.text("h1")
    token = other.open("/session").fields('form[action="/session/password"]')["csrf_token"]
    for step in ("complete", "draft", "claim", "unclaim", "delegate", "comments"):
        assert other.post(f"/inbox/{review}/{step}", csrf_token=token, etag="*", text="x").status == 404


def test_sender_may_look_at_the_task_and_not_do_it(visitor: Visitors, review: str) -> None:
    doctor = visitor("doctor")
    page = doctor.open(f"/inbox/{review}")
    assert page.status == 200 and page.count("#answer") == 0 and "不由您的岗位办理" in page.text("#decide")
    token = page.fields('form[action="/session/end"]')["csrf_token"]
    assert doctor.post(f"/inbox/{review}/complete", csrf_token=token, etag="*", decision="approve").status == 403


def test_change_without_the_session_token_is_refused(visitor: Visitors, review: str) -> None:
    answer = visitor("reviewer").client.post(f"/inbox/{review}/complete", data={"decision": "approve", "etag": "*"})
    assert answer.status_code == 403


def test_list_groups_by_deadline_with_true_counts(
    visitor: Visitors, database: Database, hands: Callable[[str], Hand], review: str
) -> None:
    reviewer = visitor("reviewer")
    due = hands("reviewer").read(f"/tasks/{review}")["due_at"]
    assert due
    assert "1" in reviewer.open("/inbox").text(".ld-grp")
    with database.transaction() as session:
        advance(session, timedelta(days=3))
    reviewer = visitor("reviewer")
    assert reviewer.open("/inbox").text(".ld-grp") == "已逾期 1"
    assert reviewer.open("/inbox?overdue=1&tab=groups").count(".ld-row") == 1


def test_filters_live_in_the_address(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    assert reviewer.open("/inbox?tab=groups&element=internal_review&process=upward_referral").count(".ld-row") == 1
    page = reviewer.open("/inbox?tab=groups&element=triage")
    assert page.count(".ld-row") == 0 and "没有符合筛选的任务" in page.text(".ld-empty")


def test_english_reader_finds_everything_in_english(visitor: Visitors, review: str) -> None:
    reviewer = visitor("reviewer")
    reviewer.client.set_cookie("lang", "en")
    page = reviewer.open(f"/inbox/{review}")
    assert "Internal review" in page.text("article") and "Send, next" in page.text("#decide")


def test_sender_amends_a_returned_referral_with_a_new_file(
    visitor: Visitors, doctor: Hand, referral: str, hands: Callable[[str], Hand], review: str
) -> None:
    hands("reviewer").do(review, decision="return", reason_code="incomplete", note="请补心电图")
    (amend,) = doctor.open(referral).values()
    sender = visitor("doctor")
    page = sender.open(f"/inbox/{amend}")
    assert page.count('input[name="@attachments"]') == 1
    fields = {**page.fields("#answer"), "@attachments": (io.BytesIO(PNG), "心电图.png"), "decision": "resubmit"}
    sent = sender.post(f"/inbox/{amend}/complete", **fields)
    assert sent.status == 200, sent.text("[role=alert]")
    content = doctor.read(f"/referrals/{referral}")["content"]
    assert len(content["attachments"]) == 1


def test_refused_file_is_named_at_its_field(
    visitor: Visitors, doctor: Hand, referral: str, hands: Callable[[str], Hand], review: str
) -> None:
    hands("reviewer").do(review, decision="return", reason_code="incomplete", note="请补心电图")
    (amend,) = doctor.open(referral).values()
    sender = visitor("doctor")
    fields = {**sender.open(f"/inbox/{amend}").fields("#answer"), "history": "高血压 9 年"}
    page = sender.post(f"/inbox/{amend}/complete", **fields, **{"@attachments": (io.BytesIO(b"MZ\x00"), "a.exe")})
    assert page.status == 422 and page.count("#f-attachments[aria-invalid]") == 1
    assert page.fields("#answer")["history"] == "高血压 9 年"
