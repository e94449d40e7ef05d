"""Real browsers: the task done with and without scripts, two people at once, phone and desk, both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.cast import PASSWORD
from tests.hands import Hand

pytestmark = pytest.mark.browser
Contexts = Callable[..., BrowserContext]
PHONE = {"width": 390, "height": 844}


def enter(context: BrowserContext, address: str, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="登录").click()
    return page


def findings(page: Page) -> list[Any]:
    return [(one["id"], one["nodes"][0]["target"]) for one in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("scripts", [True, False])
def test_reviewer_does_the_task_in_a_browser(
    context: Contexts, address: str, doctor: Hand, referral: str, review: str, scripts: bool
) -> None:
    complaints: list[str] = []
    page = enter(context(java_script_enabled=scripts), address, "reviewer")
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.locator(".ld-row").click()
    expect(page.locator(".ld-prose")).to_contain_text("活动后胸闷")
    page.get_by_role("radio", name="同意转出", exact=True).check()
    page.get_by_label("审核说明").fill("资料齐全，同意。")
    page.get_by_role("button", name="提交，办下一条").click()
    expect(page.locator(".ld-toast")).to_have_text("已办完：院内审核")
    assert list(doctor.open(referral)) == ["triage"]
    assert complaints == []


def test_what_is_typed_is_saved_by_itself(context: Contexts, address: str, review: str) -> None:
    page = enter(context(), address, "reviewer")
    page.locator(".ld-row").click()
    page.get_by_label("审核说明").fill("写到一半")
    expect(page.locator("[data-saved]")).to_contain_text("草稿已存")
    page.goto(f"{address}/inbox/{review}")
    expect(page.get_by_label("审核说明")).to_have_value("写到一半")


def test_loser_in_a_browser_keeps_the_text_and_sends_it_as_a_remark(
    context: Contexts, address: str, doctor: Hand, referral: str, hands: Callable[[str], Hand], review: str
) -> None:
    hands("reviewer").do(review, decision="approve")
    triage = doctor.open(referral)["triage"]
    page = enter(context(), address, "specialist_two")
    page.goto(f"{address}/inbox/{triage}")
    page.get_by_label("只给建议").check()
    page.get_by_label("诊疗建议").fill("门诊随访即可，不必住院。")
    hands("specialist").do(triage, decision="accept", advice="收住。")
    page.get_by_role("button", name="提交，办下一条").click()
    expect(page.locator("[role=alert]")).to_contain_text("张伟")
    expect(page.get_by_label("诊疗建议")).to_have_value("门诊随访即可，不必住院。")
    page.get_by_role("button", name="把我写的发成留言").click()
    expect(page.locator("#remarks")).to_contain_text("门诊随访即可，不必住院。")


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1440, "height": 900}])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_the_screen_and_are_accessible(
    context: Contexts, address: str, review: str, viewport: dict[str, int], language: str
) -> None:
    opened = context(viewport=viewport)
    page = enter(opened, address, "reviewer")
    opened.add_cookies([{"name": "lang", "value": language, "url": address}])
    for path in ("/inbox", f"/inbox/{review}", "/inbox?tab=done", "/session"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert findings(page) == [], path
    page.goto(f"{address}/inbox/{review}")
    page.locator("button[form=answer].ld-btn--pri").click()
    expect(page.locator("[role=alert]")).to_be_focused()
    assert findings(page) == []
    opened.clear_cookies(name="liandong")
    page.goto(f"{address}/sign-in")
    assert findings(page) == []


def test_phone_shows_the_list_or_the_task(context: Contexts, address: str, review: str) -> None:
    page = enter(context(viewport=PHONE), address, "reviewer")
    expect(page.locator(".ld-det")).to_be_hidden()
    page.locator(".ld-row").click()
    expect(page.locator(".ld-inbox__list")).to_be_hidden()
    page.get_by_role("link", name="返回待办列表").click()
    expect(page.locator(".ld-row")).to_be_visible()
