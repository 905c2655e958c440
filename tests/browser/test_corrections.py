"""An officer corrects a report of an open case and says what becomes of the case."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.screens import Screens
from tests.browser.test_desk import address, looked_at, officer
from tests.browser.test_typed_stays import handled
from tests.support.running import Home


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_a_corrected_report_asks_what_becomes_of_its_case(
    screens: Screens, demonstration: Home, size: str
) -> None:
    named = ("--role", "officer", "--name", f"值班员 {size}")
    case = handled(demonstration, demonstration.json("keys", "add", *named)["key"])
    screen = officer(screens, demonstration, f"wu.{size}", size)
    page = screen.page
    page.goto(address(demonstration, f"/desk/cases/{case}"))
    page.locator("#case-members ~ ul.members a").first.click()
    page.locator("summary", has_text="更正").first.click()
    page.locator("#category-category").select_option("dust")
    page.locator("#category-why").fill("照片里是扬尘")
    page.locator("form[action$='/category'] button").click()

    asked = page.locator("section.asked")
    expect(asked.locator("h2")).to_have_text("反映已更正，案件怎么办？")
    looked_at(screen, "question-on-report")
    page.goto(address(demonstration, "/desk"))
    page.locator("#corrected a").click()
    looked_at(screen, "question-in-list")
    page.locator(f"#undecided + ul a[href*='{case}']").first.click()
    expect(page).to_have_url(re.compile(re.escape(case)))
    looked_at(screen, "question-on-case")
    asked.locator("button[value=report_only]").click()
    expect(page.locator("section.asked")).to_have_count(0)
    expect(page.locator(".timeline")).to_contain_text("只改反映，案件不变")
    looked_at(screen, "question-decided")
