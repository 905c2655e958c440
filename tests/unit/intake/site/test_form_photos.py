"""Photos on the form, as a browser without scripts sends them."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.intake.photos.tables import photos
from services.intake.reports.tables import reports
from tests.unit.intake.site.test_form import LIFT, hidden
from tests.unit.intake.site_client import Site

GPS_TAG = 0x8825
Upload = tuple[BytesIO, str]


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def picture(name: str = "lift.jpg", *, located: bool = False) -> Upload:
    written = BytesIO()
    exif = Image.Exif()
    if located:
        exif[GPS_TAG] = {1: "N", 2: (30.0, 26.0, 0.0), 3: "E", 4: (123.0, 6.0, 0.0)}
    Image.new("RGB", (64, 48), "teal").save(written, "JPEG", exif=exif)
    return BytesIO(written.getvalue()), name


def strange() -> Upload:
    return BytesIO(b"MZ this is no picture"), "lift.jpg.exe"


def step(
    browser: FlaskClient, name: str, /, *pictures: Upload, form: TestResponse | None = None,
    **typed: object,
) -> TestResponse:  # fmt: skip
    page = form if form is not None else browser.get("/report")
    values = {"description": LIFT, "address": "文化路 12 号", "public": "yes"}
    kept = {**values, **hidden(page), "photos": ids(page)}
    return browser.post("/report", data={**kept, **typed, "picture": list(pictures), "step": name})


def ids(page: TestResponse) -> list[str]:
    return re.findall(r'name="photos" value="([0-9a-f]{32})"', page.text)


def attached(site: Site) -> int:
    query = select(func.count()).where(photos.c.report_id == reports.c.id)
    return site.database.read(lambda conn: conn.execute(query).scalar_one())


def test_photos_are_carried_through_the_check_to_the_report(
    site: Site, browser: FlaskClient
) -> None:
    page = step(browser, "check", picture(), picture())
    assert page.status_code == 200
    assert "附 2 张照片" in page.text
    assert len(ids(page)) == 2
    assert step(browser, "send", form=page).status_code == 303
    assert attached(site) == 2


def test_a_refused_picture_is_named_and_everything_else_is_kept(browser: FlaskClient) -> None:
    page = step(browser, "check", picture(), strange())
    assert page.status_code == 422
    assert "lift.jpg.exe: 这不是可以接收的照片" in page.text
    assert 'href="#picture"' in page.text
    assert LIFT in page.text
    assert len(ids(page)) == 1
    assert step(browser, "check", form=page).status_code == 200


def test_the_sixth_picture_is_refused_and_five_stay(browser: FlaskClient) -> None:
    page = step(browser, "check", *(picture() for _ in range(6)))
    assert page.status_code == 422
    assert "最多附 5 张照片" in page.text
    assert len(ids(page)) == 5


def test_an_unticked_photo_is_left_out(site: Site, browser: FlaskClient) -> None:
    page = step(browser, "check", picture(), picture())
    changed = step(browser, "change", form=page)
    assert changed.text.count('name="photos"') == 2
    step(browser, "send", form=changed, photos=ids(changed)[:1])
    assert attached(site) == 1


def test_the_place_in_a_picture_is_used_only_when_its_owner_says_so(
    site: Site, browser: FlaskClient
) -> None:
    page = step(browser, "check", picture(located=True))
    assert "照片里记有拍摄地点" in page.text
    step(browser, "send", form=page)
    step(browser, "send", form=page, use_taken="yes", client_id="another", photos=[])
    query = select(reports.c.lat, reports.c.long).order_by(reports.c.seq)
    rows = site.database.read(lambda conn: [tuple(row) for row in conn.execute(query)])
    assert rows == [(None, None), (pytest.approx(30.433333), 123.1)]


@pytest.mark.parametrize("carried", ["91", "x,y", "30.4,1e9", "1,2,3", "nan,nan"])
def test_what_is_no_place_is_not_taken_for_one(browser: FlaskClient, carried: str) -> None:
    page = step(browser, "check", taken=carried, use_taken="yes")
    assert page.status_code == 200
    assert hidden(page)["lat"] == ""
    assert hidden(page)["taken"] == ""


def test_a_photo_that_is_gone_is_told_and_the_rest_can_be_sent(
    site: Site, browser: FlaskClient
) -> None:
    good = ids(step(browser, "check", picture()))
    page = step(browser, "send", photos=["0" * 32, *good])
    assert page.status_code == 422
    assert "这张照片已经不在了" in page.text
    assert LIFT in page.text
    assert ids(page) == good
    assert step(browser, "send", form=page).status_code == 303
    assert attached(site) == 1


def test_a_form_sent_again_without_any_cookie_is_one_report(site: Site) -> None:
    first = site.client()
    form = first.get("/report")
    first.delete_cookie("browser")
    data = {**hidden(form), "description": LIFT, "address": "文化路", "step": "send"}
    locations = []
    for _ in range(2):
        first.delete_cookie("browser")
        locations.append(first.post("/report", data=data).location)
    assert locations[0] == locations[1]


def test_the_form_says_who_receives_the_report(browser: FlaskClient) -> None:
    assert "责任单位" in browser.get("/report").text
    english = browser.get("/report", headers={"Accept-Language": "en"}).text
    assert "to the unit that is responsible" in english


def previews(page: TestResponse) -> list[str]:
    found = re.findall(r'<img class="photo-small" src="([^"]+)"', page.text)
    return [address.replace("&amp;", "&") for address in found]


def test_what_was_sent_is_shown_small_without_scripts_to_its_sender_alone(
    site: Site, browser: FlaskClient
) -> None:
    form = step(browser, "check", picture(), strange())
    check = step(browser, "check", form=form)
    for page in (form, check):
        (address,) = previews(page)
        shown = browser.get(address)
        assert shown.mimetype == "image/jpeg"
        assert "private" in shown.headers["Cache-Control"]
        assert site.client().get(address).status_code == 404
        assert browser.get(address.partition("?")[0]).status_code == 404


def test_a_photo_of_a_report_is_no_longer_shown_as_one_that_waits(browser: FlaskClient) -> None:
    check = step(browser, "check", picture())
    assert step(browser, "send", form=check).status_code == 303
    assert browser.get(previews(check)[0]).status_code == 404
