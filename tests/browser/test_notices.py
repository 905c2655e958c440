"""Staff file for a caller; the caller finds the report again and says what to be told of."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import LANGUAGES, Screen, Screens
from tests.browser.test_desk import address, officer
from tests.support.eventually import eventually
from tests.support.running import Home

PHONE = {"phone": "13811112222", "desk": "13833334444"}


def looked_at(screen: Screen, title: str) -> None:
    screen.shoot(title)
    assert not screen.faults
    assert not screen.is_too_wide()
    assert not screen.small_targets()
    assert not screen.violations()
    assert screen.page.locator("h1").count() == 1


def printed(screen: Screen, title: str) -> Path:
    """As it comes out of the printer: the slip alone, on one sheet of A6."""
    page, path = screen.page, screen.folder / f"{title}-{screen.name}.pdf"
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator("button[data-print]")).to_be_hidden()
    screen.shoot(f"{title}-print")
    page.pdf(path=path, format="A6", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) == 1
    page.emulate_media(media="screen")
    return path


def filed(screen: Screen, home: Home, phone: str) -> str:
    """The number of what the officer filed for a caller."""
    page = screen.page
    page.goto(address(home, "/desk/behalf"))
    looked_at(screen, "behalf")
    page.locator("#description").fill("三号楼楼道的灯坏了三天，老人晚上不敢下楼。")
    page.locator("#address").fill("文化路 12 号")
    page.locator("#phone").fill(phone)
    page.locator("main button[type=submit]").click()
    expect(page.locator("a[href='#consent']")).to_be_visible()
    looked_at(screen, "behalf-to-mend")
    expect(page.locator("#phone")).to_have_value(phone)
    page.locator("#consent").check()
    page.locator("main button[type=submit]").click()
    number = page.locator(".slip-number").inner_text()
    looked_at(screen, "slip")
    printed(screen, "slip")
    return number


def code_for(page: Page, home: Home, number: str) -> str:
    """From the server's console, where nothing leaves the house; the staff read none of it."""
    told = (each["code"] for each in home.json("intake", "codes")["items"])
    code = str(next(told))

    def came() -> bool:
        page.goto(address(home, "/desk/mailbox"))
        letters = page.locator("li", has_text=number).all_inner_texts()
        return any("••••••" in text for text in letters)

    assert eventually(came, timeout=30)
    assert code not in page.content()
    assert code in (home.path / "run-no-demo.log").read_text(encoding="utf-8")
    return code


@pytest.mark.parametrize(
    ("size", "language"),
    [("phone", "zh"), pytest.param("desk", "en", marks=pytest.mark.long)],
)
def test_a_caller_is_filed_for_and_finds_the_report_again(
    screens: Screens, demonstration: Home, size: str, language: str
) -> None:
    home = demonstration
    staff = officer(screens, home, f"chen.{size}", size)
    if language != "zh":
        staff.page.goto(address(home, f"/desk?lang={language}"))
        staff.name = staff.name.replace("zh", language)
    number = filed(staff, home, PHONE[size])
    caller = screens.screen(size, language)
    page = caller.page
    page.goto(address(home, "/find"))
    page.locator("#number").fill(number)
    page.locator("#address").fill(PHONE[size])
    page.locator("main button[type=submit]").click()
    looked_at(caller, "find-code")
    page.locator("#code").fill(code_for(staff.page, home, number))
    looked_at(staff, "mailbox")
    page.locator("main button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text(number)
    looked_at(caller, "track-with-choice")
    page.locator("input[name=notify][value=answer]").check()
    page.locator("form:has(input[name=notify]) button").click()
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator("input[value=answer]")).to_be_checked()
    looked_at(caller, "notices")
    assert page.locator("html").get_attribute("lang") == LANGUAGES[language].replace("-GB", "")
