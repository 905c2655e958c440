"""The steps of reporting: typed, checked, changed, sent; every step a plain form."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.contracts.intake_events import Category
from services.intake.reports.rows import report_of
from services.intake.reports.store import REPORT
from services.intake.reports.tables import reports
from services.intake.site.form import FIELDS
from tests.unit.intake.builders import demonstration
from tests.unit.intake.site_client import Site

LIFT = "3栋电梯坏了，老人被困在电梯里。"


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def hidden(page: TestResponse) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="(\w+)"(?: id="\w+")? value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


def step(browser: FlaskClient, name: str, /, **typed: str) -> TestResponse:
    form = hidden(browser.get("/report"))
    values = {"description": LIFT, "address": "文化路 12 号", "public": "yes"}
    return browser.post("/report", data={**form, **values, **typed, "step": name})


def count(site: Site) -> int:
    query = select(func.count()).select_from(reports)
    return site.database.read(lambda conn: conn.execute(query).scalar_one())


def test_everything_is_shown_once_more_before_it_is_sent(site: Site, browser: FlaskClient) -> None:
    page = step(browser, "check", phone="13800138000", area="yunqiao.hexin.meiyuan")
    assert page.status_code == 200
    for word in (LIFT, "禾心梅园", "文化路 12 号", "13800138000"):
        assert word in page.text
    assert count(site) == 0
    sent = browser.post("/report", data={**hidden(page), "step": "send"})
    assert sent.status_code == 303
    assert count(site) == 1


def test_checking_carries_every_field_on(browser: FlaskClient) -> None:
    typed = {
        "service_code": "lift_fault",
        "request_type": "complaint",
        "area": "yunqiao.hexin.meiyuan",
        "place": "landmark:hexin_school",
        "lat": "30.44",
        "long": "123.11",
        "name": "梅 <b>",
        "phone": "13800138000",
        "email": "a@example.com",
    }
    page = step(browser, "check", **typed)
    kept = hidden(page)
    assert set(FIELDS) <= set(kept)
    assert {name: kept[name] for name in typed} == typed
    changed = browser.post("/report", data={**kept, "step": "change"})
    assert changed.status_code == 200
    assert hidden(changed)["client_id"] == kept["client_id"]
    assert LIFT in changed.text
    assert '<option value="lift_fault" selected>' in changed.text
    assert 'value="梅 &lt;b&gt;"' in changed.text


def test_what_must_be_mended_is_said_before_checking(browser: FlaskClient) -> None:
    for name in ("check", "send"):
        page = step(browser, name, phone="不知道", email="a@b")
        assert page.status_code == 422
        assert "例如 11 位手机号码" in page.text
        assert "完整的电子邮箱" in page.text
        assert 'href="#phone"' in page.text
        assert 'href="#email"' in page.text


@pytest.mark.parametrize("phone", ["13800138000", "010-1234567", "+86 138 0013 8000", ""])
def test_a_telephone_number_may_be_written_as_people_write_it(
    browser: FlaskClient, phone: str
) -> None:
    assert step(browser, "check", phone=phone).status_code == 200


def test_a_likely_kind_of_problem_is_asked_about(site: Site, browser: FlaskClient) -> None:
    page = step(browser, "check")
    asked = re.search(r'type="radio" name="service_code" value="(\w+)"', page.text)
    assert asked is not None
    kind = demonstration().problem_types[asked[1]]
    assert kind.question.zh in unescape(page.text)
    assert "service_code" not in hidden(page)
    browser.post("/report", data={**hidden(page), "service_code": asked[1], "step": "send"})
    query = select(reports.c.category, reports.c.category_decided_by)
    row = site.database.read(lambda conn: conn.execute(query).one())
    assert tuple(row) == (kind.code, "accepted")


UNSURE = "楼下很吵，而且路边堆了东西"


def kept(site: Site) -> Category:
    row = site.database.read(lambda conn: conn.execute(select(*REPORT)).one())
    return report_of(row).category


def offered(page: TestResponse) -> list[str]:
    return re.findall(r'type="radio" name="service_code" value="(\w+)"', page.text)


@pytest.mark.parametrize("said", [UNSURE, "The street light is broken, children fall"])
def test_of_unsure_words_three_kinds_are_offered_and_another_one(
    site: Site, browser: FlaskClient, said: str
) -> None:
    page = step(browser, "check", description=said)
    *three, another = offered(page)
    assert (len(set(three)), another) == (3, "another")
    form = hidden(page)
    browser.post("/report", data={**form, "service_code": three[1], "step": "send"})
    category = kept(site)
    assert (category.code, category.decided_by, category.accepted) == (
        three[1],
        "suggestion",
        True,
    )
    assert category.confidence < 1


def test_a_kind_picked_by_hand_beside_those_offered_is_the_reporters(
    site: Site, browser: FlaskClient
) -> None:
    page = step(browser, "check", description=UNSURE)
    by_hand = {"service_code": "another", "another_kind": offered(page)[0], "step": "send"}
    browser.post("/report", data={**hidden(page), **by_hand})
    category = kept(site)
    assert (category.code, category.decided_by, category.accepted, category.confidence) == (
        offered(page)[0],
        "reporter",
        False,
        1.0,
    )


def test_neither_those_offered_nor_another_leaves_it_to_the_staff(
    site: Site, browser: FlaskClient
) -> None:
    page = step(browser, "check", description=UNSURE)
    left = {**hidden(page), "service_code": "another", "another_kind": "", "step": "send"}
    browser.post("/report", data=left)
    category = kept(site)
    assert (category.code, category.decided_by, category.accepted) == ("other", "suggestion", False)


def test_accepted_stays_accepted_on_the_way_back_until_another_one_is_picked(
    site: Site, browser: FlaskClient
) -> None:
    page = step(browser, "check", description=UNSURE)
    first, second, *_ = offered(page)
    back = browser.post("/report", data={**hidden(page), "service_code": first, "step": "change"})
    assert hidden(back)["guessed"] == first
    typed = {"description": UNSURE, "address": "文化路 12 号", "public": "yes"}
    again = {**hidden(back), **typed, "step": "check"}
    checked = browser.post("/report", data={**again, "service_code": first})
    assert (hidden(checked)["service_code"], hidden(checked)["guessed"]) == (first, first)
    by_hand = browser.post("/report", data={**again, "service_code": second})
    assert (hidden(by_hand)["service_code"], hidden(by_hand)["guessed"]) == (second, "")
    browser.post("/report", data={**hidden(by_hand), "step": "send"})
    assert (kept(site).decided_by, kept(site).accepted) == ("reporter", False)


def test_nobody_is_asked_about_what_is_anybodys_guess(browser: FlaskClient) -> None:
    assert 'type="radio"' not in step(browser, "check", description="嗯。").text


def test_a_guess_is_given_to_a_script_only_with_the_forms_token(browser: FlaskClient) -> None:
    form = hidden(browser.get("/report"))
    asked = {"description": LIFT, "csrf_token": form["csrf_token"]}
    assert set(browser.post("/report/suggestion", data=asked).json or {}) == {
        "code",
        "danger",
        "name",
        "kinds",
        "question",
        "sure",
    }
    nothing = {**asked, "description": ""}
    assert browser.post("/report/suggestion", data=nothing).json == {}
    assert browser.post("/report/suggestion", data={"description": LIFT}).status_code == 400


def test_a_landmark_is_place_enough_and_has_a_point(site: Site, browser: FlaskClient) -> None:
    landmark = next(iter(demonstration().landmarks.values()))
    sent = step(browser, "send", address="", place=f"landmark:{landmark.code}")
    assert sent.status_code == 303
    query = select(reports.c.address, reports.c.lat, reports.c.long, reports.c.area)
    row = site.database.read(lambda conn: conn.execute(query).one())
    assert tuple(row)[:3] == (landmark.name.zh, landmark.lat, landmark.long)
    assert row.area is not None


def test_a_road_with_a_house_number_is_one_address(site: Site, browser: FlaskClient) -> None:
    road = next(iter(demonstration().roads.values()))
    step(browser, "send", address="12 号", place=f"road:{road.code}")
    query = select(reports.c.address)
    assert site.database.read(lambda conn: conn.execute(query).scalar_one()) == (
        f"{road.name.zh} 12 号"
    )


def test_a_point_on_the_map_wins_and_nonsense_is_no_point(site: Site, browser: FlaskClient) -> None:
    step(browser, "send", lat="30.4444", long="123.11")
    for number, lat in enumerate(("nan", "x", "91", "1e999")):
        sent = step(browser, "send", lat=lat, long="123.11", description=f"路灯{number}不亮")
        assert sent.status_code == 303
    query = select(reports.c.lat).order_by(reports.c.seq)
    rows = site.database.read(lambda conn: list(conn.execute(query).scalars()))
    assert rows == [30.4444, None, None, None, None]


def test_survey_findings_are_no_question_for_a_resident(browser: FlaskClient) -> None:
    page = browser.get("/report").text
    for kind in demonstration().problem_types.values():
        offered = f'<option value="{kind.code}">' in page
        assert offered == (kind.kind == "everyday"), kind.code


def test_one_way_to_say_where_is_enough_and_none_is_called_optional(browser: FlaskClient) -> None:
    page = browser.get("/report").text
    where = page[page.index("2 在哪里") : page.index("联系方式")]
    assert "填一项即可" in where
    assert "选填" not in where.rpartition("<details")[0]
    assert "有一项即可" in unescape(step(browser, "check", address="").text)


def test_a_point_is_named_by_its_area_and_one_outside_is_told(browser: FlaskClient) -> None:
    here = step(browser, "check", lat="30.44", long="123.11").text
    assert "您指定的位置（禾心梅园）" in here or "您指定的位置 (" in here
    assert 'id="outside"' not in here
    beijing = step(browser, "check", lat="39.9", long="116.4")
    assert beijing.status_code == 200
    assert "不在青禾示范区" in beijing.text
