"""A case from the inbox to its end, and what its reporter sees and says of it."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import expect

from tests.browser.screens import Screens
from tests.browser.test_desk import address, officer
from tests.support.running import Home

LAMP = "湖边步道的路灯不亮，晚上看不清台阶。"


def reported(home: Home, lat: float) -> Mapping[str, Any]:
    """A report of a lamp that is not near any other: its number and its tracking token."""
    body = {
        "service_code": "street_lamp",
        "description": LAMP,
        "lat": lat,
        "long": 123.1502,
        "public": True,
        "contact": {"phone": "13800001234"},
    }
    answer = home.request("POST", "/api/intake/v1/reports", body)
    assert answer.status == 201
    told: Mapping[str, Any] = answer.body
    return told


def test_an_officer_takes_a_case_from_the_inbox_to_its_end_and_the_reporter_reads_it(
    screens: Screens, demonstration: Home
) -> None:
    told = reported(demonstration, 30.4301)
    page = officer(screens, demonstration, "chen.an", name="陈安").page
    page.goto(address(demonstration, f"/desk?group=street_asset&bundle={told['id']}"))
    expect(page.locator("input[name=bundle]")).to_have_value(told["id"])
    with page.expect_navigation():
        page.keyboard.press("d")
    assert "group=street_asset" in page.url
    with page.expect_navigation():
        page.locator(".notice a").click()
    case = page.url
    with page.expect_navigation():
        page.keyboard.press("c")
    expect(page.locator(".holder")).to_contain_text("由您经办")
    page.keyboard.press("d")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("e")
    page.locator("#hand_back-template").select_option("lamp_repaired:zh")
    expect(page.locator("#hand_back-note")).to_have_value(re.compile("已由.+更换"))
    expect(page.locator("#hand_back-outcome")).to_have_value("repaired")
    page.locator("#hand_back-reason").fill("夜间抢修，未拍照。")
    with page.expect_navigation():
        page.locator("form:has(#hand_back-note) button.primary").click()
    expect(page.get_by_text("核查中").first).to_be_visible()
    page.locator("#note-text").fill("回访请在下午。")
    page.get_by_role("button", name="保存备注").click()
    expect(page.locator(".timeline .internal")).to_contain_text("回访请在下午。")
    colleague = officer(screens, demonstration, "lin.ping", name="林平").page
    colleague.goto(case)
    colleague.locator("form:has(input[name=step][value=close]) button.primary").click()
    expect(colleague.get_by_text("已结案").first).to_be_visible()
    page.goto(address(demonstration, f"/track/{told['tracking_token']}"))
    expect(page.locator(".timeline")).to_contain_text("更换")
    expect(page.locator(".timeline")).to_contain_text("已修复")
    assert "回访请在下午" not in page.content()
    assert "chen" not in page.content()


def closed(home: Home, number: str) -> str:
    """A case of the report that two officers handled and closed; its id."""
    keys = [
        home.json("keys", "add", "--role", "officer", "--name", name)["key"]
        for name in ("handler", "verifier")
    ]

    def call(path: str, body: Mapping[str, Any], key: str = keys[0]) -> Mapping[str, Any]:
        answer = home.request("POST", f"/api/intake/v1/cases{path}", body, key=key)
        assert answer.status in (200, 201), answer.body
        told: Mapping[str, Any] = answer.body
        return told

    case = call("", {"reports": [number]})
    repaired = {"step": "hand_back", "outcome": "repaired", "note": "灯已修好。", "reason": "夜间"}
    for step, key in (
        ({"step": "file", "condition": "out"}, keys[0]),
        ({"step": "dispatch", "unit": "housing_bureau"}, keys[0]),
        ({"step": "accept"}, keys[0]),
        (repaired, keys[0]),
        ({"step": "close"}, keys[1]),
    ):
        case = call(f"/{case['id']}/steps", {**step, "version": case["version"]}, key)
    assert case["state"] == "closed"
    return str(case["id"])


def test_the_reporter_disputes_another_officer_upholds_and_the_case_reopens(
    screens: Screens, demonstration: Home
) -> None:
    told = reported(demonstration, 30.4322)
    case = closed(demonstration, told["id"])
    track = address(demonstration, f"/track/{told['tracking_token']}")
    resident = screens.screen("phone").page
    resident.goto(track)
    resident.locator("textarea[name=reason]").fill("昨晚又灭了。")
    resident.locator("button[value=dispute]").click()
    expect(resident.get_by_text("由其他人")).to_be_visible()
    page = officer(screens, demonstration, "zhao.qing").page
    page.goto(address(demonstration, f"/desk/cases/{case}"))
    expect(page.get_by_text("昨晚又灭了。")).to_be_visible()
    page.locator("button[value=upheld]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("#verdict-reason").fill("现场复查，确实未修好。")
    page.locator("button[value=upheld]").click()
    expect(page.get_by_text("已立案").first).to_be_visible()
    resident.goto(track)
    expect(resident.get_by_text("现场复查，确实未修好。").first).to_be_visible()


def test_a_neighbour_joins_what_is_reported_already_instead_of_saying_it_again(
    screens: Screens, demonstration: Home
) -> None:
    told = reported(demonstration, 30.4343)
    screen = screens.screen("phone")
    page = screen.page
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 30.4343, "longitude": 123.1502})
    page.goto(address(demonstration, "/report"))
    page.locator("#service_code-find").wait_for()
    page.locator("#description").fill("步道路灯不亮，太黑了。")
    page.locator("#on").click()
    page.get_by_role("button", name="就在我现在的位置").click()
    page.locator(f"button[name=join][value='{told['id']}']").click()
    page.wait_for_url("**/report/done?*")
    assert not screen.faults
    near = "/api/intake/v1/reports/nearby?lat=30.4343&long=123.1502&category=street_lamp"
    known = demonstration.request("GET", near).body["items"]
    assert [(each["id"], each["people"]) for each in known] == [(told["id"], 2)]
