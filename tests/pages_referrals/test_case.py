"""The page of a referral: what it shows to whom, its actions, remarks, and reading an identifier in full."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from tests.cast import Cast
from tests.hands import Hand
from tests.pages_inbox.visitor import Visitor

Visitors = Callable[[str], Visitor]
Hands = Callable[[str], Hand]


def approved(doctor: Hand, hands: Hands, referral: str) -> str:
    """The referral after its internal review; the id of its triage."""
    hands("reviewer").do(doctor.open(referral)["internal_review"], decision="approve")
    return doctor.open(referral)["triage"]


def test_doctor_reads_the_five_answers_and_sees_the_place_on_the_diagram(visitor: Visitors, referral: str) -> None:
    page = visitor("doctor").open(f"/referrals/{referral}")
    five = page.text(".ld-five")
    assert "青石镇卫生院" in five
    assert "无人认领" in five
    assert "院内审核" in five
    assert page.count('g.is-now[data-id="internal_review"]') == 1
    assert page.count('g.is-walked[data-id="eligibility_check"]') == 1
    assert "活动后胸闷" in page.text("main")


def test_page_never_holds_an_identifier_or_telephone_in_full(
    visitor: Visitors, referral: str, patient: str, doctor: Hand
) -> None:
    tag = doctor.tag(f"/patients/{patient}")
    changed = doctor._send("PATCH", f"/patients/{patient}", {"phone": "13805936621"}, tag, None)
    assert changed.status_code == 200
    page = visitor("doctor").open(f"/referrals/{referral}")
    assert "138****6621" in page.source
    assert "13805936621" not in page.source


def test_identifier_is_read_in_full_with_a_reason_that_stays(
    visitor: Visitors, referral: str, patient: str, doctor: Hand
) -> None:
    tag = doctor.tag(f"/patients/{patient}")
    doctor._send("PATCH", f"/patients/{patient}", {"phone": "13805936621"}, tag, None)
    reader = visitor("doctor")
    asked = reader.open(f"/referrals/{referral}/unmask?what=phone")
    refused = reader.send(asked, "form.ld-dlg", reason=" ")
    assert refused.status == 422
    assert "13805936621" not in refused.source
    shown = reader.send(refused, "form.ld-dlg", reason="打电话通知床位")
    assert "13805936621" in shown.text("dl")


def test_reviewer_may_not_read_an_identifier_in_full(visitor: Visitors, referral: str) -> None:
    reader = visitor("reviewer")
    assert reader.open(f"/referrals/{referral}").count(".ld-unmask") == 0
    asked = reader.open(f"/referrals/{referral}/unmask")
    assert reader.send(asked, "form.ld-dlg", reason="想看看").status == 403


def test_doctor_withdraws_with_a_reason(visitor: Visitors, referral: str, doctor: Hand) -> None:
    writer = visitor("doctor")
    page = writer.open(f"/referrals/{referral}")
    (link,) = (one.get("href") for one in page.tree.cssselect('a[href$="/actions/withdraw"]'))
    without = writer.send(writer.open(link), "form.ld-dlg", note="家属来电")
    assert without.status == 422
    assert without.text("#act-n") == "家属来电"
    assert without.count('#act-r[aria-invalid="true"]') == 1
    (reason, *_rest) = (one.get("value") for one in without.tree.cssselect("#act-r option[value]:not([value=''])"))
    done = writer.send(without, "form.ld-dlg", reason_code=reason)
    assert done.path == f"/referrals/{referral}?done=acted"
    assert doctor.read(f"/referrals/{referral}")["state"] == "withdrawn"
    assert "家属来电" in done.text(".ld-tl")
    (row,) = (
        one for one in doctor.read(f"/referrals/{referral}/history")["items"] if one["kind"] == "action_taken"
    )
    assert row["reason"] == reason


def test_action_on_what_changed_meanwhile_keeps_the_note(
    visitor: Visitors, referral: str, doctor: Hand, hands: Hands
) -> None:
    writer = visitor("doctor")
    asked = writer.open(f"/referrals/{referral}/actions/withdraw")
    approved(doctor, hands, referral)
    refused = writer.send(asked, "form.ld-dlg", reason_code="other", note="不去了")
    assert refused.status == 412
    assert refused.text("#act-n") == "不去了"
    assert doctor.read(f"/referrals/{referral}")["state"] == "awaiting_triage"
    assert writer.send(refused, "form.ld-dlg").path.endswith("?done=acted")


def test_action_that_is_not_open_any_more_says_so(visitor: Visitors, referral: str) -> None:
    writer = visitor("doctor")
    page = writer.open(f"/referrals/{referral}/actions/no_such")
    assert "现在没有这个操作" in page.text("main")
    assert page.count("form.ld-dlg") == 0


def test_case_of_others_and_a_random_id_are_the_same_page(visitor: Visitors, referral: str) -> None:
    stranger = visitor("other_doctor")
    for path in ("/referrals/{}", "/referrals/{}/actions/withdraw", "/referrals/{}/unmask", "/history/{}"):
        foreign = stranger.open(path.format(referral))
        unknown = stranger.open(path.format(uuid4()))
        assert (foreign.status, foreign.text("h1")) == (404, unknown.text("h1")), path


def test_receiver_who_passed_it_on_sees_nothing_of_what_came_later(
    visitor: Visitors, referral: str, doctor: Hand, hands: Hands, people: Cast
) -> None:
    triage = approved(doctor, hands, referral)
    to = {"decision": "redirect", "redirect_institution": str(people.secondary.id)}
    to |= {"redirect_department": str(people.secondary.departments["internal"])}
    done = hands("specialist").do(triage, **to)
    assert done.status_code == 200, done.get_data(as_text=True)
    later = hands("secondary_specialist")
    assert (
        later.post(f"/tasks/{later.open(referral)['triage']}/comments", {"text": "县里也没有床"}).status_code == 201
    )
    page = visitor("office").open(f"/referrals/{referral}")
    assert page.status == 200
    assert "不再经手" in page.text("main")
    assert page.count("#content") == 0
    assert "县里也没有床" not in page.source
    assert "不显示" in page.text(".ld-five")
    assert "县里也没有床" in visitor("doctor").open(f"/referrals/{referral}").source


def test_reviewer_leaves_a_remark_that_the_doctor_reads(visitor: Visitors, referral: str) -> None:
    reviewer = visitor("reviewer")
    page = reviewer.open(f"/referrals/{referral}")
    empty = reviewer.send(page, 'form[action$="/comments"]', text="  ")
    assert empty.status == 422
    reviewer.send(page, 'form[action$="/comments"]', text="请补心电图")
    assert "请补心电图" in visitor("doctor").open(f"/referrals/{referral}").text(".ld-say")


def test_list_narrows_by_tab_state_and_text_with_its_true_number(visitor: Visitors, referral: str) -> None:
    doctor, stranger = visitor("doctor"), visitor("other_doctor")
    assert doctor.open("/referrals?tab=sent").count("tbody tr") == 1
    assert doctor.open("/referrals?tab=received").count("tbody tr") == 0
    assert doctor.open("/referrals?state=awaiting_review&q=ywb").count("tbody tr") == 1
    assert doctor.open("/referrals?state=completed").text(".ld-empty h2") == "没有符合的转诊"
    assert doctor.open("/referrals?overdue=1").count("tbody tr") == 0
    assert doctor.open("/referrals?state=%00&tab=x&cursor=zzz").status == 400
    assert stranger.open("/referrals").text(".ld-empty h2") == "这里还没有转诊"


def test_auditor_reads_the_history_in_words_with_its_proof(visitor: Visitors, referral: str) -> None:
    auditor = visitor("auditor")
    page = auditor.open(f"/history/{referral}")
    assert "记录完整" in page.text(".ld-msg")
    assert "开始：院内审核" in page.text("tbody")
    number = page.text("h1")
    assert auditor.open(f"/history?q={number}").count("tbody tr") == 1
    assert auditor.open("/history?q=UP0000").count("tbody tr") == 0
    assert visitor("doctor").open(f"/history/{referral}").count(".ld-k-green .ld-msg") == 0


def test_reader_of_english_finds_every_page_in_english(visitor: Visitors, referral: str) -> None:
    reader = visitor("doctor")
    reader.client.set_cookie("lang", "en")
    page = reader.open(f"/referrals/{referral}")
    assert "Internal review" in page.text(".ld-five")
    assert "Withdraw" in page.text(".ld-pt")
    assert "Started" in page.text(".ld-tl")
