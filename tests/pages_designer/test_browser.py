"""A real browser on the designers' desk: from a bad diagram to a published one, and the viewer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.pages_designer.packages import diagram, package, zipped
from tests.pages_inbox.test_browser import enter, findings

pytestmark = pytest.mark.browser
Contexts = Callable[..., BrowserContext]


@pytest.mark.parametrize("scripts", [True, False])
def test_designer_mends_a_diagram_and_publishes_it(
    context: Contexts, address: str, tmp_path: Path, scripts: bool
) -> None:
    bad, good = tmp_path / "bad.zip", tmp_path / "good.zip"
    bad.write_bytes(zipped(package(**{"bed.bpmn": diagram(form="no_such_form")})))
    good.write_bytes(zipped(package()))
    page = enter(context(java_script_enabled=scripts), address, "designer")
    page.get_by_role("link", name="流程", exact=True).click()
    page.get_by_role("link", name="新流程").first.click()
    page.locator("#package").set_input_files(bad)
    page.get_by_role("button", name="上传并检查").click()
    expect(page.locator('g.is-error[data-id="request"]')).to_have_count(1)
    expect(page.get_by_text("先改好 1 个错误")).to_be_visible()
    page.get_by_role("link", name="重新选择文件").last.click()
    page.locator("#package").set_input_files(good)
    page.get_by_role("button", name="上传并检查").click()
    page.locator("#note").fill("新增床位申请")
    page.get_by_role("button", name="发布").click()
    expect(page.locator(".ld-msg[role=alert]")).to_contain_text("第 1 版已上线")


def test_designer_looks_closer_in_the_viewer(context: Contexts, address: str, tmp_path: Path) -> None:
    complaints: list[str] = []
    good = tmp_path / "good.zip"
    good.write_bytes(zipped(package()))
    page = enter(context(), address, "designer")
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/designer/new")
    page.locator("#package").set_input_files(good)
    page.get_by_role("button", name="上传并检查").click()
    page.locator("#note").fill("首版")
    page.get_by_role("button", name="发布").click()
    page.get_by_role("button", name="细看").click()
    expect(page.locator("#viewer [data-element-id=request]")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everybody_can_use_the_desk(
    context: Contexts, address: str, tmp_path: Path, width: int, language: str
) -> None:
    bad, good = tmp_path / "bad.zip", tmp_path / "good.zip"
    bad.write_bytes(zipped(package(**{"bed.bpmn": diagram(form="no_such_form")})))
    good.write_bytes(zipped(package()))
    opened = context(viewport={"width": width, "height": 844})
    page = enter(opened, address, "designer")
    page.wait_for_url("**/inbox*")
    opened.add_cookies([{"name": "lang", "value": language, "url": address}])

    def judged(at: str) -> None:
        assert findings(page) == [], at
        assert page.evaluate("document.documentElement.scrollWidth") <= width, at

    for file in (bad, good):
        page.goto(f"{address}/designer/new")
        judged("/designer/new")
        page.locator("#package").set_input_files(file)
        page.locator("form[enctype] button.ld-btn--pri").click()
        page.locator("#publish").wait_for()
        judged(file.name)
    page.locator("#note").fill("首版")
    page.locator('form[aria-labelledby="publish"] button.ld-btn--pri').click()
    page.wait_for_url("**/designer/bed_request*")
    judged("/designer/bed_request")
    for path in ("/designer", "/designer/bed_request/forms/ask", "/designer/bed_request/publish"):
        page.goto(f"{address}{path}")
        judged(path)
