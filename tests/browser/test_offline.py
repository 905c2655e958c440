"""Reporting without a connection: kept on the device, sent by itself, counted once."""

from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pictures import picture
from tests.browser.screens import Screen, Screens
from tests.support.eventually import eventually
from tests.support.running import Home

REPORTS = "/api/intake/v1/reports?page_size=200"
SENT = "#mine li"
WAITING = "#waiting li"
# Nor letters that could name an account of a messenger, which would wait for a look.
_NO_NUMBER = str.maketrans("0123456789", "ghjkmnprst")


class Device:
    """A phone with the form at hand, and its connection."""

    def __init__(self, screen: Screen, home: Home) -> None:
        self.screen, self.page, self.home = screen, screen.page, home
        self.mark = uuid4().hex.translate(_NO_NUMBER)[:8]
        """What tells this device's reports from all others; digits might be masked."""
        self.open("/report")
        # The worker has the pages once it has noted how they were asked for.
        eventually(lambda: self.page.evaluate("caches.match('/-asked').then(Boolean)"))

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.home.port}{path}"

    def open(self, path: str) -> Page:
        self.page.goto(self.address(path))
        return self.page

    def offline(self, gone: bool = True) -> None:
        self.page.context.set_offline(gone)

    def write(self, number: int, *, photo: bool = False) -> None:
        """Fill in a report and press the last button."""
        page = self.open("/report")
        page.locator("#service_code-find").wait_for()
        page.locator("#description").fill(f"第{number}件：{self.mark} 路灯不亮。")
        if photo:
            page.set_input_files("#picture", [picture(f"{number}.jpg")])
            expect(page.locator(".photo-entry")).to_be_visible()
        page.locator("#on").click()
        page.locator("#address").fill(f"云桥新村{number}栋")
        page.locator("#on").click()

    def keep(self, number: int, *, photo: bool = False) -> None:
        self.write(number, photo=photo)
        self.page.wait_for_url("**/track#waiting")

    def arrived(self) -> list[str]:
        """The texts of this device's reports that the server has, with duplicates."""
        items = self.home.request("GET", REPORTS).body["items"]
        return sorted(text for item in items if self.mark in (text := item["description"]))


@pytest.fixture
def device(screens: Screens, demonstration: Home) -> Device:
    return Device(screens.screen("phone"), demonstration)


def without_the_worker_s_help(device: Device) -> None:
    """As in browsers that wake no worker: what that sends, nobody here could lose."""
    device.page.context.add_init_script("delete self.SyncManager?.prototype.register")


def lose_the_first_answer(device: Device) -> list[int]:
    """The server does what it is asked, and its answer to the first report never comes."""
    lost: list[int] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    device.page.context.route("**/report", answer)
    return lost


def test_three_reports_arrive_once_each_though_the_first_answer_is_lost(device: Device) -> None:
    without_the_worker_s_help(device)
    device.offline()
    for number in (1, 2, 3):
        device.keep(number, photo=number == 1)
    page = device.page
    expect(page.locator(WAITING)).to_have_count(3)
    expect(page.locator(WAITING).first).to_contain_text("已保存，联网后自动发送")
    device.screen.shoot("offline-waiting")
    assert not device.screen.violations()
    assert device.arrived() == []
    lost = lose_the_first_answer(device)
    device.offline(False)
    expect(page.locator(SENT)).to_have_count(3, timeout=30_000)
    assert lost == [201]
    expect(page.locator("#waiting")).to_be_hidden()
    assert [text[:3] for text in device.arrived()] == ["第1件", "第2件", "第3件"]
    page.locator(SENT).first.get_by_role("link").click()
    expect(page.get_by_text(device.mark).first).to_be_visible()


def test_a_lost_answer_to_the_last_button_is_no_second_report(device: Device) -> None:
    without_the_worker_s_help(device)
    device.write(1)
    lost = lose_the_first_answer_of_sending(device)
    device.page.locator("button[value=send]").click()
    device.page.wait_for_url("**/track#waiting")
    expect(device.page.locator(SENT)).to_have_count(1, timeout=30_000)
    assert lost == [201]
    assert len(device.arrived()) == 1


def lose_the_first_answer_of_sending(device: Device) -> list[int]:
    device.page.locator("button[value=send]").wait_for()
    device.page.wait_for_load_state()  # before its script has come the form goes plainly
    return lose_the_first_answer(device)


def test_a_connection_that_goes_while_the_form_is_sent_loses_nothing(device: Device) -> None:
    page = device.open("/report")
    page.locator("#service_code-find").wait_for()
    page.locator("#description").fill(f"{device.mark} 路灯不亮。")
    page.locator("#on").click()
    page.locator("#address").fill("云桥新村1栋")
    # The page believes that it is online; only the worker finds out that it is not.
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => true})")
    device.offline()
    page.locator("#on").click()
    page.wait_for_url("**/track#waiting")
    expect(page.locator(WAITING)).to_have_count(1)
    device.offline(False)
    expect(page.locator(SENT)).to_have_count(1, timeout=30_000)
    assert len(device.arrived()) == 1


def test_what_is_refused_is_shown_and_can_be_changed(device: Device) -> None:
    device.offline()
    device.keep(1)
    page = device.page
    spoil = """async () => {
        const [item] = await self.citymend.waiting();
        await self.citymend.change(item, {fields: [...item.fields, ["service_code", "nonsense"]]
            .filter(([name, value]) => name !== "service_code" || value === "nonsense")});
    }"""
    page.evaluate(spoil)
    device.offline(False)
    expect(page.locator("#waiting .error")).to_be_visible(timeout=30_000)
    assert device.arrived() == []
    page.get_by_role("button", name="修改").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#description")).to_have_value(f"第1件：{device.mark} 路灯不亮。")
    device.screen.shoot("offline-refused")
    page.locator("#on").click()
    page.locator("#on").click()
    page.locator("button[value=send]").click()
    page.wait_for_url("**/report/done?*")
    page.goto(device.address("/track"))
    expect(page.locator("#waiting")).to_be_hidden()
    assert len(device.arrived()) == 1


def test_two_tabs_at_once_send_once(device: Device) -> None:
    device.offline()
    device.keep(1)
    other = device.page.context.new_page()
    other.goto(device.address("/track"))
    posts: list[str] = []
    device.page.context.on(
        "request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None
    )
    device.offline(False)
    for page in (device.page, other):
        page.evaluate("self.citymend.flush()")
    expect(other.locator(SENT)).to_have_count(1, timeout=30_000)
    assert len([url for url in posts if url.endswith("/report")]) <= 1
    assert len(device.arrived()) == 1


def test_a_draft_with_its_photo_survives_a_closed_tab(device: Device) -> None:
    page = device.open("/report")
    page.locator("#service_code-find").wait_for()
    page.locator("#description").fill("路灯不亮，还没写完")
    page.set_input_files("#picture", [picture("lamp.jpg")])
    expect(page.locator(".photo-said")).to_have_text("已收到")
    again = page.context.new_page()
    page.close()
    again.goto(device.address("/report"))
    expect(again.locator("#description")).to_have_value("路灯不亮，还没写完")
    expect(again.locator(".photo-entry img")).to_be_visible()


def test_without_a_connection_a_page_says_what_can_be_done(device: Device) -> None:
    device.offline()
    page = device.open("/board")
    expect(page.get_by_role("heading", level=1)).to_have_text("现在没有网络")
    device.screen.shoot("offline-away")
    assert not device.screen.violations()
    page.get_by_role("link", name="反映问题").last.click()
    expect(page.locator("#description")).to_be_visible()
    device.screen.shoot("offline-report")


def test_what_is_kept_holds_nobodys_words_and_no_page_of_the_staff(device: Device) -> None:
    device.write(1)
    device.page.locator("button[value=send]").click()
    device.page.wait_for_url("**/report/done?*")
    device.page.locator("a[href^='/track/']").first.click()
    device.open("/sign-in")
    kept: list[list[str]] = device.page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                    const answer = await cache.match(request);
                    found.push([new URL(request.url).pathname, await answer.text()]);
                }
            }
            return found;
        }"""
    )
    pages = {path for path, _ in kept if not path.startswith("/static/")}
    assert pages == {"/", "/report", "/track", "/report/away", "/report/kinds", "/-asked"}
    assert not [path for path, text in kept if device.mark in text]
    eventually(lambda: len(device.arrived()) == 1)
