"""What a first visit costs on a bad connection: bytes over the wire, in a cold cache."""

import re

from playwright.sync_api import Page

from tests.browser.screens import Screens
from tests.browser.test_reporting import address
from tests.support.running import Home

MOST = 150_000
"""Bytes of a page with its styles, scripts and icons; photos of people are not counted."""
PAGES = ("/", "/report", "/track", "/board", "/map")
WORDS = "路灯不亮，晚上看不见台阶。"


def transferred(page: Page, url: str) -> dict[str, int]:
    """Bytes by address, as the network brought them, of everything the page asked for."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.clearBrowserCache")
    # What a worker kept would cost nothing; a first visit has none.
    wire.send("Network.setBypassServiceWorker", {"bypass": True})
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire.on(
        "Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: e["request"]["url"]})
    )
    wire.on(
        "Network.loadingFinished",
        lambda e: sizes.update({asked.get(e["requestId"], ""): int(e["encodedDataLength"])}),
    )
    page.goto(url, wait_until="networkidle")
    return {address: size for address, size in sizes.items() if "/photos/" not in address}


def test_a_first_load_stays_light(screens: Screens, demonstration: Home) -> None:
    body = {"description": WORDS, "address": "云桥新村3栋"}
    told = demonstration.request("POST", "/api/intake/v1/reports", body).body
    page = screens.screen("phone").page
    for path in (*PAGES, f"/track/{told['tracking_token']}"):
        sizes = transferred(page, address(demonstration, path))
        assert len(sizes) > 2
        assert sum(sizes.values()) <= MOST, sorted(sizes.items(), key=lambda item: -item[1])[:8]


def test_what_is_kept_for_later_is_light_too(demonstration: Home) -> None:
    """The worker asks for these once, after the first page has been shown."""
    worker = demonstration.request("GET", "/sw.js").body
    text = worker if isinstance(worker, str) else worker.decode()
    found = re.search(r'"assets": \[(.*?)\]', text)
    assert found is not None
    kept = [*re.findall(r'"(/[^"]+)"', found[1]), "/", "/report", "/track", "/report/away"]
    bodies = [demonstration.request("GET", path).body for path in kept]
    weight = sum(len(body if isinstance(body, bytes) else str(body).encode()) for body in bodies)
    assert weight <= MOST
