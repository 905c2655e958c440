"""Every page, on a phone and on a desk, in Chinese and in English, empty and full."""

from collections.abc import Mapping

import pytest

from tests.browser.screens import Screens
from tests.support.running import Home

PAGES: Mapping[str, tuple[str, int]] = {
    "start": ("/", 200),
    "report": ("/report", 200),
    "mine": ("/track", 200),
    "find": ("/find", 200),
    "find-over": ("/find/unknown", 200),
    "board": ("/board", 200),
    "map": ("/map", 200),
    "figures": ("/figures", 200),
    "projects": ("/projects", 200),
    "compared": ("/projects/P-000001?against=1", 200),
    "sign-in": ("/sign-in", 200),
    "search": ("/search", 200),
    "search-hits": ("/search?q=水", 200),
    "record": ("/search/project:P-000001", 200),
    "project": ("/projects/P-000001", 200),
    "search-nothing": ("/search?q=没有这样的词", 200),
    "track-unknown": ("/track/unknown", 404),
    "not-found": ("/nothing-here", 404),
    "docs-intake": ("/api/intake/docs", 200),
    "docs-bank": ("/api/bank/docs", 200),
    "docs-search": ("/api/search/docs", 200),
}


TAGS = {"zh": "zh-CN", "en": "en"}


def url(home: Home, path: str) -> str:
    return f"http://127.0.0.1:{home.port}{path}"


READERS = [
    pytest.param("phone", "zh"),
    pytest.param("desk", "en"),
    pytest.param("phone", "en", marks=pytest.mark.long),
    pytest.param("desk", "zh", marks=pytest.mark.long),
]


@pytest.mark.parametrize(("size", "language"), READERS)
@pytest.mark.parametrize("title", PAGES)
def test_a_page_can_be_read_and_used(
    screens: Screens, demonstration: Home, title: str, size: str, language: str
) -> None:
    path, status = PAGES[title]
    screen = screens.screen(size, language)
    assert screen.open(url(demonstration, path)).status == status
    screen.shoot(title)
    assert not screen.faults
    assert not screen.is_too_wide()
    assert not screen.small_targets()
    assert not screen.violations()
    assert screen.page.locator("html").get_attribute("lang") == TAGS[language]
    assert screen.page.locator("h1").count() == 1


@pytest.mark.parametrize("title", ["start", "report", "projects", "search", "search-hits"])
def test_a_page_of_an_empty_home_says_what_to_do_next(
    screens: Screens, empty_home: Home, title: str
) -> None:
    screen = screens.screen("phone")
    assert screen.open(url(empty_home, PAGES[title][0])).status == 200
    screen.shoot(f"empty-{title}")
    assert not screen.faults
    assert not screen.violations()


@pytest.mark.parametrize("title", ["report", "projects", "project", "search-hits"])
def test_a_page_in_the_dark_has_enough_contrast(
    screens: Screens, demonstration: Home, title: str
) -> None:
    screen = screens.screen("phone", dark=True)
    screen.open(url(demonstration, PAGES[title][0]))
    screen.shoot(title)
    assert not screen.violations()


@pytest.mark.parametrize("title", ["report", "projects", "project", "search-hits"])
def test_a_page_at_twice_the_type_needs_no_sideways_scrolling(
    screens: Screens, demonstration: Home, title: str
) -> None:
    screen = screens.screen("phone", text_scale=1.2)
    screen.open(url(demonstration, PAGES[title][0]))
    screen.shoot(f"large-{title}")
    assert not screen.is_too_wide()
