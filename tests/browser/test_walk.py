"""Twenty things a newcomer does on the demonstration, each with a look at what came of it.

By hand they are done with CITYMEND_TEST_SCREENSHOTS naming a folder: one picture a step.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.screens import Screen, Screens
from tests.support.running import Home

WORDS = {
    "zh": "禾心梅园3栋的电梯又停了，老人上不了楼。",
    "en": "The lift of building 3 has stopped again; old people cannot get home.",
}


@pytest.fixture(scope="module")
def town(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The whole demonstration, served."""
    assert chromium
    home = Home(tmp_path_factory.mktemp("town"))
    home.run("demo")
    with home.serving():
        yield home


class Newcomer:
    """Somebody who tries the town out, one thing after the other."""

    def __init__(self, screen: Screen, home: Home, language: str, one_at_a_time: bool) -> None:
        self.screen, self.page, self._home = screen, screen.page, home
        self.words = WORDS[language]
        self._one_at_a_time = one_at_a_time
        self.things = 0

    def open(self, path: str) -> Page:
        self.page.goto(f"http://127.0.0.1:{self._home.port}{path}")
        return self.page

    def look(self, title: str) -> None:
        """One thing is done: keep the picture, and hold the page to what every page is held to."""
        self.things += 1
        self.screen.shoot(f"{self.things:02}-{title}")
        assert not self.screen.faults, title
        assert not self.screen.is_too_wide(), title
        assert not self.screen.violations(), title

    def report(self) -> None:
        page = self.open("/")
        self.look("start")
        page.locator("a.button.primary").click()
        page.locator("#on").click()
        expect(page.locator("#description-error, .error-summary").first).to_be_visible()
        self.look("nothing-said")
        page.locator("#description").fill(self.words)
        page.locator("#description").blur()
        self.look("said")
        self.go_on()
        page.locator("#area").select_option("yunqiao.hexin.meiyuan")
        self.look("where")
        page.locator("#on").click()
        expect(page.locator("button[value=send]")).to_be_visible()
        self.look("check")
        page.locator("button[value=send]").click()
        expect(page.get_by_text(re.compile(r"\d{8}-[0-9A-Z]{5}")).first).to_be_visible()
        self.look("thanks")

    def go_on(self) -> None:
        if self._one_at_a_time and self.page.locator("#on").is_visible():
            self.page.locator("#on").click()

    def follow(self) -> None:
        page = self.page
        page.locator("main a[href^='/track/']").first.click()
        expect(page.get_by_text(self.words).first).to_be_visible()
        self.look("track")
        self.open("/track")
        self.look("find-mine")

    def look_around(self) -> None:
        page = self.open("/board")
        expect(page.locator(".board .card").first).to_be_visible()
        self.look("board")
        page = self.open("/board?group=lift")
        self.look("board-lifts")
        page = self.open("/map")
        expect(page.locator(".leaflet-container")).to_be_visible()
        self.look("map")

    def judge_the_ranking(self) -> None:
        page = self.open("/projects")
        expect(page.locator("table.ranking tbody tr").first).to_be_visible()
        self.look("ranking")
        page.locator("table.ranking tbody tr a").nth(2).click()
        expect(page.locator("h1")).to_be_visible()
        self.look("why-this-rank")
        self.open(page.url.split(str(self._home.port))[1].partition("?")[0] + "?against=1")
        self.look("why-not-first")

    def search(self) -> None:
        page = self.open("/search")
        page.locator("#q").fill("dianti")
        expect(page.locator("#offers a, #offers button, #offers li").first).to_be_visible()
        self.look("pinyin")
        page = self.open("/search?q=电梯")
        self.look("hits")
        page = self.open("/search?q=电梯&kind=project")
        page.locator("#found a[href^='/search/project:']").first.click()
        self.look("thread")
        self.open("/search?q=没有这样的词")
        self.look("no-hit")

    def change_the_look(self) -> None:
        page = self.open("/")
        page.locator(".type-switch").click()
        expect(page.locator("html.large-type")).to_be_visible()
        self.look("large-type")
        page.locator(".type-switch").click()
        page.locator(".languages a").click()
        self.look("other-language")


@pytest.mark.parametrize(
    ("size", "language"),
    [
        pytest.param("phone", "zh"),
        pytest.param("desk", "zh", marks=pytest.mark.long),
        pytest.param("phone", "en", marks=pytest.mark.long),
        pytest.param("desk", "en", marks=pytest.mark.long),
    ],
)
def test_twenty_things_a_newcomer_does(
    screens: Screens, town: Home, size: str, language: str
) -> None:
    newcomer = Newcomer(screens.screen(size, language), town, language, size == "phone")
    newcomer.report()
    newcomer.follow()
    newcomer.look_around()
    newcomer.judge_the_ranking()
    newcomer.search()
    newcomer.change_the_look()
    assert newcomer.things >= 20
