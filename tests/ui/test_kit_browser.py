"""The component page in a real browser: accessible, within its policy, in every width, with and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser
LOOKS = [
    (1440, "zh", "light"),
    (1440, "en", "dark"),
    (390, "zh", "dark"),
    (390, "en", "light"),
    (1024, "zh", "light"),
]
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, summary, select, input, textarea, label.ld-opt")]
  .filter((one) => one.checkVisibility() && !one.closest(".ld-vh, .ld-zoom__in, .ld-skip") && one.type !== "hidden")
  .filter((one) => !(one.matches("input") && one.closest("label")) && !one.matches(".ld-zoom__in"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1 && box.height > 1 && box.height < 43.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${box.width}x${box.height}`)"""


def open_kit(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/ui-kit")
    page.wait_for_load_state("networkidle")
    return page, said


def dressed(browser: Browser, address: str, width: int, language: str, theme: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in (("lang", language), ("theme", theme))]
    )
    return context


@pytest.mark.parametrize(("width", "language", "theme"), LOOKS)
def test_anybody_can_use_the_components(
    browser: Browser, kit_address: str, width: int, language: str, theme: str
) -> None:
    context = dressed(browser, kit_address, width, language, theme)
    page, said = open_kit(context, kit_address)
    violations = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []
    assert said == []
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_never_scrolls_sideways(browser: Browser, kit_address: str, language: str) -> None:
    context = dressed(browser, kit_address, 1920, language, "light")
    page, _ = open_kit(context, kit_address)
    for width in (1920, 1440, 1241, 1240, 1024, 761, 760, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, width
    context.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_thumb_finds_targets_of_44_px_on_a_phone(browser: Browser, kit_address: str, language: str) -> None:
    context = dressed(browser, kit_address, 390, language, "light")
    page, _ = open_kit(context, kit_address)
    assert page.evaluate(SMALL_TARGETS) == []
    context.close()


def test_doctor_finds_a_diagnosis_with_the_keyboard(desk: BrowserContext, kit_address: str) -> None:
    page, said = open_kit(desk, kit_address)
    search = page.get_by_role("combobox", name="初步印象")
    search.fill("急性")
    expect(page.get_by_role("listbox", name="初步印象").get_by_role("option")).to_have_count(1)
    search.press("ArrowDown")
    search.press("Enter")
    chosen = "() => [...document.getElementById('f-impression').selectedOptions].map((one) => one.value)"
    assert page.evaluate(chosen) == ["I20.0", "I21.9"]
    expect(page.get_by_role("button", name="移除 I21.9 急性心肌梗死")).to_be_visible()
    search.press("Backspace")
    assert page.evaluate(chosen) == ["I20.0"]
    assert said == []


def test_doctor_who_finds_nothing_is_told_so(desk: BrowserContext, kit_address: str) -> None:
    page, _ = open_kit(desk, kit_address)
    page.get_by_role("combobox", name="转到").fill("没有这样的医院")
    expect(page.get_by_text("没有找到，换个写法试试")).to_be_visible()


def test_field_follows_the_decision(desk: BrowserContext, kit_address: str) -> None:
    page, _ = open_kit(desk, kit_address)
    reason = page.get_by_label("不接收的原因")
    expect(reason).to_be_visible()
    page.get_by_role("radio", name="接收", exact=True).check()
    expect(reason).to_be_hidden()
    page.locator("body").press("5")
    expect(reason).to_be_visible()


def test_row_is_added_with_its_own_names_and_taken_away(desk: BrowserContext, kit_address: str) -> None:
    page, _ = open_kit(desk, kit_address)
    page.get_by_role("button", name="加一行").click()
    names = "() => [...document.querySelectorAll('[data-rows=plan] input')].map((one) => one.name)"
    assert page.evaluate(names)[-2:] == ["plan.2.every_days", "plan.2.high"]
    expect(page.locator("#f-plan-2-every_days")).to_have_value("")
    page.get_by_role("button", name="去掉").first.click()
    assert page.evaluate(names) == ["plan.0.every_days", "plan.0.high", "plan.1.every_days", "plan.1.high"]


def test_error_link_leads_to_the_field(desk: BrowserContext, kit_address: str) -> None:
    page, _ = open_kit(desk, kit_address)
    assert page.evaluate("() => document.activeElement.getAttribute('role')") == "alert"
    page.locator("[data-focus]").first.get_by_role("link", name="至少写 10 个字").click()
    assert page.evaluate("() => document.activeElement.id") == "f-note"


def test_designer_looks_closer_and_the_mark_of_the_viewer_stays(desk: BrowserContext, kit_address: str) -> None:
    page, said = open_kit(desk, kit_address)
    page.get_by_role("button", name="细看").click()
    expect(page.locator("#viewer .djs-shape[data-element-id=schedule]")).to_be_visible()
    expect(page.locator("#viewer .bjs-powered-by")).to_be_visible()
    assert page.locator("#viewer .djs-shape.ld-mark-now").count() == 1
    assert said == []


def test_person_without_scripts_sees_every_field_and_can_size_the_diagram(
    browser: Browser, kit_address: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1440, "height": 900}, locale="zh-CN"
    )
    page = context.new_page()
    page.goto(f"{kit_address}/ui-kit")
    expect(page.get_by_label("初步印象")).to_be_visible()
    expect(page.get_by_label("就诊时间")).to_be_visible()
    page.get_by_role("radio", name="接收", exact=True).check()
    box = page.locator(".ld-bp").first
    natural = box.bounding_box()
    page.locator("label.is-fit").first.click()
    fitted = box.bounding_box()
    assert natural is not None
    assert fitted is not None
    assert fitted["width"] < natural["width"]
    page.locator("details.ld-post summary").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    context.close()


def test_paper_carries_no_tools_and_a_white_ground(browser: Browser, kit_address: str) -> None:
    context = dressed(browser, kit_address, 1440, "zh", "dark")
    page, _ = open_kit(context, kit_address)
    page.emulate_media(media="print")
    expect(page.locator(".ld-rail")).to_be_hidden()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    context.close()
