"""A browser, and installations to look at: one empty, one with the demonstration.

Screenshots go to CITYMEND_TEST_SCREENSHOTS, or to the test's own folder when that is not set.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.neighbours import reports
from tests.browser.screens import Screens
from tests.support.running import Home

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium; tests are skipped visibly without one."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("chromium: not installed (apt-get install chromium fonts-wqy-microhei)")
    return found


@pytest.fixture(scope="session")
def playwright_driver(chromium: str) -> Iterator[Playwright]:
    assert chromium
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright, chromium: str) -> Iterator[Browser]:
    # The sandbox needs rights that a container's root has not.
    flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*_FLAGS]
    opened = playwright_driver.chromium.launch(executable_path=chromium, args=flags)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def demonstration(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A served home in which neighbours have reported, a ranking is published, and planners have
    adopted what the bank proposed."""
    assert chromium  # asked for first: without a browser nothing needs to be served
    home = Home(tmp_path_factory.mktemp("demonstration"))
    with home.serving():
        for body in reports():
            assert home.request("POST", "/api/intake/v1/reports", body).status == 201
        home.json("work", "--until-idle")
        key = home.json("keys", "add", "--role", "planner", "--name", "规划员")["key"]
        for item in home.json("bank", "rank")["items"]:
            # Residents see what was adopted.
            path = f"/api/bank/v1/projects/{item['project']}/adoption"
            assert home.request("POST", path, {"reason": "现场已核实"}, key=key).status == 200
        home.json("work", "--until-idle")
        yield home


@pytest.fixture(scope="session")
def empty_home(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A served home in which nobody has reported anything yet."""
    assert chromium
    home = Home(tmp_path_factory.mktemp("empty"))
    with home.serving():
        yield home


@pytest.fixture
def screens(browser: Browser, tmp_path: Path) -> Iterator[Screens]:
    """Opens pages as a phone or a desk in a language; keeps screenshots."""
    wanted = os.environ.get("CITYMEND_TEST_SCREENSHOTS")
    kept = Path(wanted) if wanted else tmp_path
    kept.mkdir(parents=True, exist_ok=True)
    opened = Screens(browser, kept)
    yield opened
    opened.close()
