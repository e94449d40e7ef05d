"""Real browsers: a referral written without scripts, drafts that save themselves, phone and desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.hands import Hand
from tests.pages_inbox.test_browser import enter, findings

pytestmark = pytest.mark.browser
Contexts = Callable[..., BrowserContext]
TEXTS = ("reason", "history", "allergies", "treatment", "medication", "results")


def fill(page: Page, answers: dict[str, Any]) -> None:
    """The start form by hand, pickers as the plain selects that they are without scripts."""
    for name in ("receiver", "department"):
        page.locator(f"#f-{name}").select_option(answers[name])
    page.locator("#f-impression").select_option(index=0)
    for name in TEXTS:
        page.locator(f"#f-{name}").fill(answers[name])
    for name in ("kind", "urgency", "mode"):
        page.locator(f'input[name="{name}"][value="{answers[name]}"]').check()
    page.locator("#f-consent_signed").check()


def test_doctor_refers_a_patient_without_scripts(
    context: Contexts, address: str, patient: str, answers: dict[str, Any], doctor: Hand
) -> None:
    page = enter(context(java_script_enabled=False), address, "doctor")
    page.get_by_role("link", name="转诊", exact=True).click()
    page.get_by_role("link", name="新建转诊").first.click()
    page.get_by_role("link", name="上转").click()
    page.get_by_label("姓名、拼音、首字母、证件号或电话").fill("yewenbin")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name="叶文彬").click()
    page.get_by_role("button", name="送出").click()
    expect(page.locator(".ld-msg[role=alert]")).to_contain_text("处要改")
    fill(page, answers)
    page.get_by_role("button", name="送出").click()
    expect(page.locator(".ld-msg[role=alert]")).to_contain_text("已送出")
    (sent,) = doctor.read("/referrals")["items"]
    assert sent["state"] == "awaiting_review"


def test_doctor_withdraws_with_a_reason_in_a_browser(
    context: Contexts, address: str, referral: str, doctor: Hand
) -> None:
    page = enter(context(), address, "doctor")
    page.goto(f"{address}/referrals/{referral}")
    page.get_by_role("link", name="撤销").click()
    page.locator("#act-r").select_option("other")
    page.get_by_label("说明").fill("家属来电，改天再来。")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".ld-msg[role=alert]")).to_contain_text("已办理")
    assert doctor.read(f"/referrals/{referral}")["state"] == "withdrawn"


def test_new_referral_saves_itself_as_one_draft(
    context: Contexts, address: str, patient: str, doctor: Hand
) -> None:
    complaints: list[str] = []
    page = enter(context(), address, "doctor")
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/referrals/new?process=upward_referral&patient={patient}")
    page.locator("#f-reason").fill("写到一半")
    expect(page.locator("[data-saved]")).to_contain_text("草稿已存")
    expect(page).to_have_url(re.compile("/edit$"))
    with page.expect_response("**/draft") as saved:
        page.locator("#f-history").fill("高血压")
    assert saved.value.status == 200
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator(".ld-msg[role=alert]")).to_contain_text("草稿已存")
    (draft,) = doctor.read("/referrals?state=draft")["items"]
    assert doctor.read(f"/referrals/{draft['id']}")["answers"]["history"] == "高血压"
    assert complaints == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_the_pages(
    context: Contexts, address: str, referral: str, patient: str, width: int, language: str
) -> None:
    opened = context(viewport={"width": width, "height": 844})
    page = enter(opened, address, "doctor")
    page.wait_for_url("**/inbox*")
    opened.add_cookies([{"name": "lang", "value": language, "url": address}])
    for path in (
        "/referrals",
        "/referrals?tab=received",
        "/referrals/new",
        f"/referrals/new?process=upward_referral&patient={patient}",
        f"/referrals/{referral}?all=1",
        f"/referrals/{referral}/actions/withdraw",
        f"/referrals/{referral}/unmask",
        "/patients/new",
        "/history",
        f"/history/{referral}",
    ):
        page.goto(f"{address}{path}")
        assert findings(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
