"""Nothing that an officer has typed is lost: on the way to a photo, by a refusal, by a sign-out."""

import io
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.screens import Screens
from tests.browser.test_desk import OWN, address, looked_at, officer
from tests.support.running import Home

ANSWER = "路灯已换成新灯，请您再看看。"


def picture(name: str = "after.jpg") -> FilePayload:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 480), (30, 120, 60)).save(drawn, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


@pytest.fixture(scope="module")
def key(demonstration: Home) -> str:
    made = demonstration.json("keys", "add", "--role", "officer", "--name", "值班员")
    return str(made["key"])


def handled(home: Home, key: str) -> str:
    """The id of a case of its own that somebody works on."""

    def post(path: str, body: Mapping[str, Any]) -> Any:
        answer = home.request("POST", f"/api/intake/v1/{path}", body, key=key)
        assert answer.status in (200, 201), answer.body
        return answer.body

    place = {"lat": 30.4159, "long": 123.14607}
    said = {"service_code": "street_lamp", "description": "路口的灯不亮了，夜里看不见路。", **place}
    case = post("cases", {"reports": [post("reports", said)["id"]]})
    path, version = f"cases/{case['id']}/steps", case["version"]
    for step in (
        {"step": "file", "condition": "out"},
        {"step": "dispatch", "unit": "municipal"},
        {"step": "accept"},
    ):
        version = post(path, {**step, "version": version})["version"]
    return str(case["id"])


def opened(page: Page, home: Home, case: str) -> Locator:
    """The form that hands a case back."""
    page.goto(address(home, f"/desk/cases/{case}"))
    form = page.locator("form:has(input[name=step][value=hand_back])")
    page.locator("details:has(input[name=step][value=hand_back])").evaluate(
        "each => each.open = true"
    )
    return form


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_answer_stays_on_the_way_to_the_photos_and_goes_with_its_own(
    screens: Screens, demonstration: Home, key: str, size: str
) -> None:
    home, case = demonstration, handled(demonstration, key)
    screen = officer(screens, home, f"typed.{size}", size)
    page = screen.page
    opened(page, home, case).locator("textarea[name=note]").fill(ANSWER)
    page.locator(f"a[href='/desk/cases/{case}/photos']").first.click()
    page.locator(f"main a[href='/desk/cases/{case}']").click()
    form = opened(page, home, case)
    expect(form.locator("textarea[name=note]")).to_have_value(ANSWER)
    looked_at(screen, "typed-restored")
    form.locator("select[name=outcome]").select_option("repaired")
    heavy: FilePayload = {**picture(), "buffer": b"\xff\xd8\xff" + b"\0" * (16 * 1024 * 1024)}
    form.locator("input[type=file]").set_input_files(heavy)
    form.locator("button[type=submit]").last.click()
    expect(page.locator("#hand_back-photo-error")).to_contain_text("15 MB")
    screen.faults[:] = [each for each in screen.faults if "413" not in each]
    looked_at(screen, "typed-photo-refused")
    form = page.locator("form:has(input[name=step][value=hand_back])")
    expect(form.locator("textarea[name=note]")).to_have_value(ANSWER)
    form.locator("input[type=file]").set_input_files(picture())
    form.locator("button[type=submit]").last.click()
    expect(page.locator(".timeline")).to_contain_text(ANSWER)
    expect(page.locator(".photos img").first).to_be_visible()
    # What was accepted comes back into no form.
    page.reload()
    for area in page.locator("main form textarea").all():
        expect(area).to_have_value("")
    assert not screen.faults


def test_another_form_of_the_page_costs_no_answer(
    screens: Screens, demonstration: Home, key: str
) -> None:
    home, case = demonstration, handled(demonstration, key)
    page = officer(screens, home, "typed.forms").page
    form = opened(page, home, case)
    form.locator("textarea[name=note]").fill(ANSWER)
    form.locator("select[name=outcome]").select_option("made_safe")
    page.locator("textarea[name=text]").fill("先问问物业。")
    page.locator("form:has(textarea[name=text]) button[type=submit]").click()
    expect(page.locator(".timeline")).to_contain_text("先问问物业。")
    expect(form.locator("textarea[name=note]")).to_have_value(ANSWER)
    expect(form.locator("select[name=outcome]")).to_have_value("made_safe")
    expect(page.locator("textarea[name=text]")).to_have_value("")


def test_what_was_typed_into_one_item_stays_there_while_another_is_looked_at(
    screens: Screens, demonstration: Home
) -> None:
    page = officer(screens, demonstration, "typed.list").page
    first = page.locator("input[name=bundle]").input_value()
    page.keyboard.press("e")
    page.locator("textarea[name=note]").fill(ANSWER)
    page.locator("textarea[name=note]").blur()
    page.keyboard.press("j")
    expect(page.locator("input[name=bundle]")).not_to_have_value(first)
    expect(page.locator("textarea[name=note]")).to_have_value("")
    page.keyboard.press("k")
    expect(page.locator("input[name=bundle]")).to_have_value(first)
    expect(page.locator("textarea[name=note]")).to_have_value(ANSWER)


def test_a_session_that_ended_loses_no_note(
    screens: Screens, demonstration: Home, key: str
) -> None:
    home, case = demonstration, handled(demonstration, key)
    screen = officer(screens, home, "typed.over")
    page = screen.page
    page.goto(address(home, f"/desk/cases/{case}"))
    note = page.locator("textarea[name=text]")
    note.fill("已与物业约好周五上门。")
    page.context.clear_cookies()
    page.locator("form:has(textarea[name=text]) button[type=submit]").click()
    expect(page.locator("textarea")).to_have_value("已与物业约好周五上门。")
    screen.shoot("signed-out")
    assert not screen.violations()
    with page.context.expect_page() as tab:
        page.locator("a[href='/sign-in'][target=_blank]").click()
    door = tab.value
    door.locator("#login").fill("typed.over")
    door.locator("#password").fill(OWN)
    door.keyboard.press("Enter")
    expect(door.locator("h1")).to_have_text("收件箱")
    page.locator("form.card button[type=submit]").click()
    expect(page.locator("textarea")).to_have_value("已与物业约好周五上门。")
    page.locator("form.card button[type=submit]").click()
    expect(page.locator(".timeline")).to_contain_text("已与物业约好周五上门。")
