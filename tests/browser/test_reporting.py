"""A resident reports something: mends what is wrong, is told the number, and finds it again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import picture, strange
from tests.browser.screens import Screens
from tests.browser.test_photos import all_loaded
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


def test_a_guess_that_comes_while_a_button_is_pressed_takes_no_press_away(
    screens: Screens, demonstration: Home
) -> None:
    page = screens.screen("phone").page
    page.goto(address(demonstration, "/report"))
    page.locator("#service_code-find").wait_for()
    page.locator("#description").press_sequentially("路灯不亮了")
    page.locator("#on").scroll_into_view_if_needed()
    page.locator("#on").hover()
    with page.expect_response("**/report/suggestion") as asked:
        page.mouse.down()
    asked.value.finished()
    page.evaluate(
        "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
    )
    page.mouse.up()
    expect(page.locator("#address")).to_be_visible()


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


class Presses:
    """Counts what is pressed; typing and the camera's own button are not."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, what: Locator) -> None:
        self.count += 1
        what.click()


def sent(page: Page) -> None:
    page.wait_for_url("**/report/done?*")
    expect(page.get_by_text(re.compile(r"\d{8}-[0-9A-Z]{5}")).first).to_be_visible()


def test_words_first_takes_four_presses_from_the_start_page(
    screens: Screens, demonstration: Home
) -> None:
    page = screens.screen("phone").page
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.44, "longitude": 123.11})
    page.goto(address(demonstration, "/"))
    hand = Presses(page)
    hand.press(page.get_by_role("link", name="反映问题").last)
    page.locator("#service_code-find").wait_for()
    page.locator("#description").fill(WORDS)
    hand.press(page.locator("#on"))
    hand.press(page.get_by_role("button", name="就在我现在的位置"))
    hand.press(page.get_by_role("button", name="提交反映"))
    sent(page)
    assert hand.count == 4


def test_a_photo_first_takes_four_presses_and_brings_its_place(
    screens: Screens, demonstration: Home
) -> None:
    screen = screens.screen("phone")
    page = screen.page
    page.goto(address(demonstration, "/"))
    hand = Presses(page)
    with page.expect_file_chooser() as camera:
        hand.press(page.get_by_text("先拍照"))
    camera.value.set_files([picture(located=True)])
    page.wait_for_url("**/report")
    expect(page.locator(".photo-said")).to_have_text("已收到")
    page.locator("#description").fill(WORDS)
    hand.press(page.locator("#on"))
    hand.press(page.get_by_role("button", name="就在照片拍摄的地方"))
    expect(page.locator("#photos-shown img")).to_be_visible()
    assert not screen.violations()
    hand.press(page.get_by_role("button", name="提交反映"))
    sent(page)
    assert hand.count == 4
    assert not screen.faults


def test_a_refused_picture_takes_nothing_else_along_without_scripts(
    screens: Screens, demonstration: Home
) -> None:
    screen = screens.screen("phone", scripts=False)
    page = screen.page
    page.goto(address(demonstration, "/report"))
    page.locator("#description").fill(WORDS)
    page.locator("#address").fill("云桥新村3栋")
    page.set_input_files("#picture", [picture(), strange("notes.jpg"), picture("two.jpg")])
    go_on(page)
    expect(page.locator(".error-summary")).to_contain_text("notes.jpg: 这不是可以接收的照片")
    screen.shoot("report-picture-refused")
    expect(page.locator("#description")).to_have_value(WORDS)
    expect(page.get_by_role("checkbox", name="照片 2")).to_be_checked()
    go_on(page)
    expect(page.locator("#photos-said")).to_have_text("附 2 张照片。")
    expect(page.locator("#photos-shown img")).to_have_count(2)
    assert all_loaded(page)
    page.locator("button[value=send]").click()
    sent(page)


def test_a_refused_picture_is_said_at_once_with_scripts(
    screens: Screens, demonstration: Home
) -> None:
    page = screens.screen("desk").page
    page.goto(address(demonstration, "/report"))
    page.locator("#service_code-find").wait_for()
    page.set_input_files("#picture", [strange("notes.jpg"), picture()])
    expect(page.locator("#picture-said")).to_contain_text("notes.jpg: 这不是可以接收的照片")
    expect(page.locator(".photo-entry")).to_have_count(1)
    page.get_by_role("button", name="移除").click()
    expect(page.locator(".photo-entry")).to_have_count(0)


def tab_to(page: Page, target: Locator) -> None:
    """With the Tab key alone; fails when it cannot be reached."""
    wanted = target.element_handle()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement === wanted", wanted):
            return
    raise AssertionError("not reached by Tab")


def test_a_report_is_filed_by_keyboard_only(screens: Screens, demonstration: Home) -> None:
    screen = screens.screen("desk")
    page = screen.page
    page.goto(address(demonstration, "/"))
    tab_to(page, page.locator("main a.button.primary"))
    page.keyboard.press("Enter")
    finder = page.get_by_role("combobox", name="问题类别")
    finder.wait_for()
    tab_to(page, page.locator("#description"))
    page.keyboard.type("好几天了，请尽快来看。")
    tab_to(page, finder)
    page.keyboard.type("困人")
    expect(page.get_by_role("option").first).to_contain_text("电梯")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#service_code-list .active")
    assert finder.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    screen.shoot("report-combobox")
    assert not screen.violations()
    page.keyboard.press("Enter")
    expect(page.locator("#service_code")).to_have_value("lift_fault")
    tab_to(page, page.locator("#address"))
    page.keyboard.type("云桥新村3栋")
    page.keyboard.press("Enter")
    send = page.get_by_role("button", name="提交反映")
    send.wait_for()
    tab_to(page, send)
    page.keyboard.press("Enter")
    sent(page)
    assert not screen.faults


def test_words_that_are_no_kind_leave_the_choice_as_it_was(
    screens: Screens, demonstration: Home
) -> None:
    page = screens.screen("desk").page
    page.goto(address(demonstration, "/report"))
    finder = page.get_by_role("combobox", name="问题类别")
    finder.fill("没有这样的类别")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("#address").focus()
    expect(finder).to_have_value("")
    expect(page.locator("#service_code")).to_have_value("")


@pytest.mark.long
def test_a_place_is_pinned_on_the_map_by_keyboard(
    screens: Screens, chromium: str, tmp_path: Path
) -> None:
    assert chromium
    layer = tmp_path / "roads.geojson"
    layer.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    home = Home(tmp_path / "home", {"CITYMEND_TILES_URL": f"file://{layer}"})
    with home.serving():
        screen = screens.screen("phone")
        page = screen.page
        page.goto(address(home, "/report"))
        page.locator("#service_code-find").wait_for()
        page.locator("#description").fill(WORDS)
        go_on(page)
        page.locator("#pin").scroll_into_view_if_needed()
        page.get_by_role("button", name="选地图正中间的位置").wait_for()
        tab_to(page, page.locator("#pin"))
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.locator("#pin-said")).to_have_text("已使用这个位置，地点不必再填。")
        lat, long = (float(page.locator(f"#{name}").input_value()) for name in ("lat", "long"))
        assert abs(lat - 30.43) < 0.05
        assert abs(long - 123.12) < 0.1
        assert not screen.violations()
        page.get_by_role("button", name="撤销这个位置").click()
        expect(page.locator("#lat")).to_have_value("")
