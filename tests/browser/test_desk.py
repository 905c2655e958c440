"""An officer signs in and works through the inbox with the keyboard alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Screen, Screens
from tests.support.running import Home

DESK = {
    "inbox": "/desk",
    "statistics": "/desk/statistics",
    "cases": "/desk/cases",
    "mailbox": "/desk/mailbox",
    "away": "/desk/away",
}
OWN = "a lamp for every corner"
WAITS = re.compile(r"共 (\d+) 件反映，合并为 (\d+) 处")


def address(home: Home, path: str) -> str:
    return f"http://127.0.0.1:{home.port}{path}"


def officer(
    screens: Screens,
    home: Home,
    login: str,
    size: str = "desk",
    name: str = "",
    *,
    dark: bool = False,
) -> Screen:
    """A browser in which a new officer has signed in and chosen a password."""
    named = ("--login", login, "--name", name or f"李巍 {login}", "--role", "officer")
    given = home.json("accounts", "add", *named)["password"]
    screen = screens.screen(size, dark=dark)
    page = screen.page
    page.goto(address(home, "/desk"))
    page.locator("#login").fill(login)
    page.locator("#password").fill(given)
    page.keyboard.press("Enter")
    expect(page.locator("#old")).to_be_visible()
    assert not screen.violations()
    for field, typed in (("old", given), ("new", OWN), ("again", OWN)):
        page.locator(f"#{field}").fill(typed)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("收件箱")
    # A key that is pressed before the script has come is nobody's.
    expect(page.locator("html.scripted")).to_be_attached()
    return screen


def waiting(page: Page) -> tuple[int, int]:
    """Reports and bundles in the inbox."""
    found = WAITS.search(page.locator("main").inner_text())
    return (int(found[1]), int(found[2])) if found else (0, 0)


def dispatch(page: Page) -> None:
    """One key: the opened bundle goes to the proposed unit, and the next one opens."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("d")


def _press(held: str) -> str:
    said = f"{{key: 'd', repeat: {held}, bubbles: true}}"
    return f"document.body.dispatchEvent(new KeyboardEvent('keydown', {said}));"


def test_a_key_that_is_held_down_handles_nothing(screens: Screens, demonstration: Home) -> None:
    page = officer(screens, demonstration, "held.key").page
    bundles = waiting(page)[1]
    page.evaluate(_press("true"))
    with page.expect_navigation(wait_until="load"):
        page.evaluate(_press("false") + _press("false"))
    expect(page.locator("form[data-undo]")).to_be_visible()
    assert waiting(page)[1] == bundles - 1
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("u")
    assert waiting(page)[1] == bundles


def test_an_officer_dispatches_a_bundle_with_one_key_and_takes_it_back(
    screens: Screens, demonstration: Home
) -> None:
    screen = officer(screens, demonstration, "li.wei")
    page = screen.page
    reports, bundles = waiting(page)
    dispatch(page)
    after = waiting(page)
    assert after[1] == bundles - 1
    assert after[0] < reports
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("u")
    assert waiting(page) == (reports, bundles)
    assert not screen.faults


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_every_page_of_the_desk_can_be_read_and_used(
    screens: Screens, demonstration: Home, size: str
) -> None:
    screen = officer(screens, demonstration, f"zhou.{size}", size, dark=size == "phone")
    page = screen.page
    page.locator("button[value=dispatch]").click()
    for title, path in DESK.items():
        page.goto(address(demonstration, path))
        looked_at(screen, title)
    page.goto(address(demonstration, "/desk/cases"))
    page.locator("[data-desk-list] a").first.click()
    page.locator(".case-title a").click()
    expect(page.locator("h2").first).to_have_text("现在可以办理")
    looked_at(screen, "case")


def test_items_open_beside_the_list_without_loading_the_page_anew(
    screens: Screens, demonstration: Home
) -> None:
    page = officer(screens, demonstration, "sun.li").page
    page.evaluate("window.same = true")
    titles = [page.locator("input[name=bundle]").input_value()]
    for key in "jjk":
        opened = page.locator("input[name=bundle]").input_value()
        page.keyboard.press(key)
        expect(page.locator("input[name=bundle]")).not_to_have_value(opened)
        titles.append(page.locator("input[name=bundle]").input_value())
    assert titles[1] == titles[3] != titles[2]
    page.keyboard.press("e")
    expect(page.locator("#answer-template")).to_be_focused()
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.locator("input[name=bundle]")).to_have_value(titles[2])
    assert page.evaluate("window.same")
    page.keyboard.press("?")
    expect(page.locator(".keys dl")).to_be_visible()


def looked_at(screen: Screen, title: str) -> None:
    screen.shoot(title)
    assert not screen.faults
    assert not screen.is_too_wide(), title
    assert not screen.small_targets(), title
    assert not screen.violations(), title
    assert screen.page.locator("h1").count() == 1


@pytest.fixture
def whole_demonstration(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    home.run("demo")
    with home.serving():
        yield home


@pytest.mark.long
def test_three_hundred_reports_are_dispatched_by_keyboard(
    screens: Screens, whole_demonstration: Home
) -> None:
    page = officer(screens, whole_demonstration, "li.wei").page
    reports, bundles = waiting(page)
    actions = 0
    while waiting(page)[1]:
        dispatch(page)
        actions += 1
        assert actions <= bundles
    print(f"{reports} reports, {bundles} bundles, {actions} keys")
    assert reports > 200
    assert actions == bundles
