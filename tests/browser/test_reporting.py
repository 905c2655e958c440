"""A resident reports something: mends what is wrong, is told the number, and finds it again."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Screens
from tests.support.running import Home

WORDS = "3栋东侧路灯不亮，晚上看不见台阶。"


def address(home: Home, path: str) -> str:
    return f"http://127.0.0.1:{home.port}{path}"


def go_on(page: Page) -> None:
    """The one button that leads on: to the next question, or to the check of the answers."""
    page.locator("#on").click()


def fill_in(page: Page, place: str, *, one_at_a_time: bool) -> None:
    """Say what and where; with scripts a phone asks one question at a time."""
    page.locator("#description").fill(WORDS)
    if one_at_a_time:
        go_on(page)
    page.locator("#address").fill(place)
    go_on(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_report_is_filed_and_found_again(
    screens: Screens, demonstration: Home, scripts: bool
) -> None:
    screen = screens.screen("phone", scripts=scripts)
    page = screen.page
    screen.open(address(demonstration, "/"))
    page.locator("a.button.primary").click()
    fill_in(page, "云桥新村3栋", one_at_a_time=scripts)
    expect(page.get_by_text("云桥新村3栋")).to_be_visible()
    screen.shoot("report-check" if scripts else "report-check-without-scripts")
    page.locator("button[value=send]").click()
    number = page.get_by_text(re.compile(r"\d{8}-[0-9A-Z]{5}")).first
    expect(number).to_be_visible()
    page.locator("a[href^='/track/']").first.click()
    expect(page.get_by_text(WORDS).first).to_be_visible()
    screen.shoot("track" if scripts else "track-without-scripts")
    assert not screen.faults


def test_a_blank_report_is_sent_back_with_what_to_mend(
    screens: Screens, demonstration: Home
) -> None:
    screen = screens.screen("desk")
    page = screen.page
    screen.open(address(demonstration, "/report"))
    page.locator("#address").fill("云桥新村3栋")
    go_on(page)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    screen.shoot("report-error")
    assert not screen.violations()
    expect(page.locator("#address")).to_have_value("云桥新村3栋")
    summary.get_by_role("link").first.click()
    expect(page.locator("#description")).to_be_focused()
    assert "aria-invalid" in page.locator("#description").evaluate("e => e.outerHTML")


def test_a_blank_answer_is_told_at_once_where_one_question_is_asked(
    screens: Screens, demonstration: Home
) -> None:
    screen = screens.screen("phone")
    page = screen.page
    screen.open(address(demonstration, "/report"))
    expect(page.get_by_role("button", name="上一步")).to_be_hidden()
    go_on(page)
    expect(page.locator("#description")).to_be_focused()
    expect(page.locator("#description-error")).to_be_visible()
    assert not screen.violations()
    page.locator("#description").fill(WORDS)
    expect(page.locator("#description-error")).to_be_hidden()
    go_on(page)
    expect(page.locator("#address")).to_be_visible()
    page.get_by_role("button", name="上一步").click()
    expect(page.locator("#description")).to_have_value(WORDS)


def test_going_back_loses_nothing_that_was_typed(screens: Screens, demonstration: Home) -> None:
    page = screens.screen("phone").page
    page.goto(address(demonstration, "/report"))
    page.locator("#description").fill(WORDS)
    page.locator(".site-nav a").last.click()
    expect(page.locator("#q")).to_be_visible()
    page.go_back()
    expect(page.locator("#description")).to_have_value(WORDS)


def focused(page: Page) -> str:
    words: str = page.evaluate("document.activeElement.outerHTML.slice(0, 80)")
    return words


def test_the_keyboard_reaches_the_content_first_and_everything_after(
    screens: Screens, demonstration: Home
) -> None:
    page = screens.screen("desk").page
    page.goto(address(demonstration, "/"))
    page.keyboard.press("Tab")
    assert "skip-link" in focused(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


def test_the_language_switch_stays_on_the_page(screens: Screens, demonstration: Home) -> None:
    page = screens.screen("phone").page
    page.goto(address(demonstration, "/search?q=电梯"))
    page.locator(".languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#q")).to_have_value("电梯")
