"""A photo on its way: its reporter sees it, an officer passes it with one key, all see it."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.screens import Screens
from tests.browser.test_desk import address, looked_at, officer
from tests.support.running import Home

HERE = (30.4159, 123.14607)
THERE = (30.4189, 123.14607)
"""Too far away to be one bundle with what is reported here."""


def a_lamp(*, lit: bool) -> bytes:
    """A street at night with a lamp, as far as it can be drawn in a few lines."""
    image = Image.new("RGB", (1600, 1200), (38, 44, 66))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 900, 1600, 1200), fill=(60, 60, 64))
    if lit:
        draw.polygon([(820, 260), (420, 900), (1220, 900)], fill=(120, 112, 74))
    draw.rectangle((800, 250, 830, 1000), fill=(110, 112, 118))
    draw.ellipse((770, 200, 870, 280), fill=(255, 226, 140) if lit else (70, 72, 80))
    written = BytesIO()
    image.save(written, "JPEG")
    return written.getvalue()


def file(*, lit: bool) -> FilePayload:
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": a_lamp(lit=lit)}


def sent(page: Page, home: Home) -> str:
    form: dict[str, str | float | bool | bytes | FilePayload] = {"file": file(lit=False)}
    answer = page.request.post(address(home, "/api/intake/v1/photos"), multipart=form)
    assert answer.status == 201
    return str(answer.json()["id"])


def reported(
    page: Page, home: Home, *photos: str, place: tuple[float, float] = HERE
) -> dict[str, str]:
    said = {
        "description": "文化路口的路灯又不亮了，晚上看不清台阶。",
        "service_code": "street_lamp",
        "photos": list(photos),
        "lat": place[0],
        "long": place[1],
    }
    answer = page.request.post(address(home, "/api/intake/v1/reports"), data=said)
    assert answer.status == 201
    return dict(answer.json())


def all_loaded(page: Page) -> bool:
    """Whether every picture is there, and took no more room than it was given before."""
    page.evaluate("document.querySelectorAll('img').forEach(i => i.loading = 'eager')")
    page.wait_for_function("[...document.images].every(i => i.complete)")
    drawn: bool = page.evaluate(
        "document.images.length > 0 && [...document.images].every(i => i.naturalWidth && i.alt)"
    )
    return drawn


@pytest.mark.parametrize("size", ["desk", pytest.param("phone", marks=pytest.mark.long)])
def test_photos_are_looked_at_before_everybody_sees_them(
    screens: Screens, demonstration: Home, size: str
) -> None:
    reader = screens.screen("phone")
    first, second = (sent(reader.page, demonstration) for _ in range(2))
    made = reported(reader.page, demonstration, first, second)
    track = address(demonstration, f"/track/{made['tracking_token']}")
    reader.open(track)
    assert all_loaded(reader.page)
    expect(reader.page.locator(".photos .meta").first).to_have_text(
        "审核之前只有您和工作人员可以看到"
    )
    looked_at(reader, "photos-track")

    screen = officer(screens, demonstration, f"photos.{size}", size)
    page = screen.page
    page.goto(address(demonstration, f"/desk/moderation?item=photo:{first}"))
    assert all_loaded(page)
    looked_at(screen, "photos-moderation")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("p")
    page.goto(address(demonstration, f"/desk/moderation?item=photo:{second}"))
    page.keyboard.press("w")
    expect(page.locator("#why")).to_be_focused()
    page.keyboard.type("可以认出具体的人")
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("不予公开")

    reader.open(address(demonstration, "/board"))
    assert all_loaded(reader.page)
    assert first in reader.page.content()
    looked_at(reader, "photos-board")


@pytest.mark.long
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_an_officer_sees_photos_from_the_inbox_on_and_adds_one(
    screens: Screens, demonstration: Home, size: str
) -> None:
    reader = screens.screen("phone")
    photo = sent(reader.page, demonstration)
    made = reported(reader.page, demonstration, photo, place=THERE)
    screen = officer(screens, demonstration, f"done.{size}", size)
    page = screen.page
    page.goto(address(demonstration, f"/desk?bundle={made['id']}"))
    assert all_loaded(page)
    looked_at(screen, "photos-inbox")
    page.locator("button[value=dispatch]").click()
    case = page.locator(".notice a").first.inner_text()
    page.goto(address(demonstration, f"/desk/cases/{case}/photos"))
    page.locator("#photo").set_input_files(file(lit=True))
    with page.expect_navigation(wait_until="load"):
        page.locator("main button[type=submit]").click()
    assert all_loaded(page)
    looked_at(screen, "photos-of-case")
    page.goto(address(demonstration, f"/desk/cases/{case}"))
    assert all_loaded(page)
    looked_at(screen, "photos-case")
