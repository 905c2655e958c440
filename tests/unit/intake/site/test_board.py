"""The board and the map show what is public, say how much, and can be shared by their address."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.intake.feedback import store as feedback_store
from services.intake.feedback.thread import Link, ProjectNews
from services.intake.reports.report import ANYONE, NewReport
from services.intake.site.board_store import PAGE
from tests.unit.intake.site_client import Site

NOW = datetime.now(UTC)
MEIYUAN = "yunqiao.hexin.meiyuan"


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def told(site: Site, subject: str = "路灯不亮", **said: Any) -> str:
    """The number of a public report."""
    values = {"description": "三天了。", "address": "文化路", "service_code": "street_lamp", **said}
    return site.receive.receive(NewReport(subject=subject, **values), ANYONE).id


def shown(page: str) -> list[str]:
    """Titles in the order of the list."""
    return [
        unescape(title)
        for title in re.findall(r'<h2 class="card-title"><a href="[^"]+">([^<]+)</a>', page)
    ]


def test_the_latest_stand_first_and_what_is_not_public_is_not_there(
    site: Site, browser: FlaskClient
) -> None:
    told(site, "早", occurred_at=NOW - timedelta(days=9))
    told(site, "晚", occurred_at=NOW - timedelta(days=1))
    told(site, "不公开", public=False)
    page = browser.get("/board").text
    assert shown(page) == ["晚", "早"]
    assert "共 2 条公开反映" in page


def test_filters_hold_together_and_can_be_taken_away_one_by_one(
    site: Site, browser: FlaskClient
) -> None:
    told(site, "梅园路灯", area=MEIYUAN)
    told(site, "梅园电梯", area=MEIYUAN, service_code="lift_fault")
    told(site, "别处电梯", area="liuting.luhua", service_code="lift_fault")
    told(site, "从前", area=MEIYUAN, service_code="lift_fault", occurred_at=NOW - timedelta(20))
    page = browser.get("/board?group=lift&area=yunqiao&days=7").text
    assert shown(page) == ["梅园电梯"]
    chips = re.findall(r'class="chip" href="([^"]+)"', page)
    assert [unescape(chip) for chip in chips] == [
        "/board?area=yunqiao&days=7",
        "/board?group=lift&days=7",
        "/board?group=lift&area=yunqiao",
        "/board",
    ]
    assert shown(browser.get(unescape(chips[1])).text) == ["别处电梯", "梅园电梯"]
    assert 'href="/map?group=lift&amp;area=yunqiao&amp;days=7"' in page


def test_pages_follow_each_other_without_gap_or_repetition(
    site: Site, browser: FlaskClient
) -> None:
    names = [f"第{number:02}件" for number in range(2 * PAGE + 3)]
    for number, name in enumerate(names):
        told(site, name, occurred_at=NOW - timedelta(hours=number // 2))
    seen: list[str] = []
    address = "/board"
    while address:
        page = browser.get(address).text
        assert f"共 {len(names)} 条" in page
        seen += shown(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following else ""
    assert sorted(seen) == names
    assert len(seen) == len(names)


@pytest.mark.parametrize(
    "query", ["group=nothing", "area=nowhere", "days=5", "cursor=x", "bbox=1,2,3", "bbox=nan,0,1,1"]
)
def test_an_address_that_is_partly_wrong_still_opens_and_says_so(
    site: Site, browser: FlaskClient, query: str
) -> None:
    told(site)
    page = browser.get(f"/board?{query}")
    assert page.status_code == 200
    assert "有一部分无法识别" in page.text
    assert len(shown(page.text)) == 1
    assert "有一部分无法识别" not in browser.get("/board?group=lift").text


def test_an_empty_board_says_what_to_do_next(site: Site, browser: FlaskClient) -> None:
    assert "您可以成为第一个" in browser.get("/board").text
    told(site)
    assert "查看全部反映" in browser.get("/board?group=lift").text


def test_an_entry_tells_what_became_of_it(site: Site, browser: FlaskClient) -> None:
    number = told(site)
    link = Link(report=number, need="N-000001", projects=("P-000001",), changed_at=NOW)
    news = ProjectNews(
        id="P-000001",
        title="文化路路灯改造",
        state="building",
        candidate=False,
        rank=3,
        ranked_at=NOW,
        people=12,
        created_at=NOW,
        changed_at=NOW,
    )
    site.database.write(lambda conn: feedback_store.save_links(conn, [link]))
    assert "合并统计" in browser.get("/board").text
    site.database.write(lambda conn: feedback_store.save_projects(conn, [news]))
    page = browser.get("/board").text
    assert 'href="/projects/P-000001"' in page
    assert "第 3 名" in page
    assert "文化路路灯改造" not in browser.get("/").text
    finished = ProjectNews(**{**{n: getattr(news, n) for n in news.__slots__}, "state": "accepted"})
    site.database.write(lambda conn: feedback_store.save_projects(conn, [finished]))
    assert "文化路路灯改造" in browser.get("/").text


def test_the_map_has_the_same_points_as_its_list(site: Site, browser: FlaskClient) -> None:
    inside = told(site, "梅园", lat=30.4444, long=123.11)
    told(site, "别处", lat=30.41, long=123.15)
    told(site, "没有位置")
    page = browser.get("/map").text
    assert shown(page) == ["别处", "梅园"]
    assert "共 2 条有位置的公开反映" in page
    found = browser.get("/map/points.geojson?bbox=123.1,30.44,123.12,30.45").get_json(force=True)
    assert [feature["properties"]["id"] for feature in found["features"]] == [f"report:{inside}"]
    assert found["features"][0]["geometry"]["coordinates"] == [123.11, 30.4444]


def test_what_was_erased_or_hidden_is_on_no_map(site: Site, browser: FlaskClient) -> None:
    told(site, "不公开", lat=30.4444, long=123.11, public=False)
    assert browser.get("/map/points.geojson").get_json(force=True)["features"] == []


def test_a_report_is_found_again_by_its_link_or_the_end_of_it(
    site: Site, browser: FlaskClient
) -> None:
    receipt = site.receive.receive(NewReport(description="坏了。", address="桥头"), ANYONE)
    token = receipt.tracking_token
    for typed in (token, f" http://city.example/track/{token}?lang=en ", f"/track/{token}/"):
        answer = browser.get("/track", query_string={"link": typed})
        assert answer.status_code == 303
        assert answer.location == f"/track/{token}"
    wrong = browser.get("/track?link=nothing")
    assert wrong.status_code == 422
    assert 'href="#link"' in wrong.text
    assert 'value="nothing"' in wrong.text


def test_large_type_is_switched_on_any_page_and_remembered(browser: FlaskClient) -> None:
    assert 'class="large-type"' not in browser.get("/board").text
    assert 'href="/board?group=lift&amp;type=large"' in browser.get("/board?group=lift").text
    browser.get("/board?type=large")
    assert 'class="large-type"' in browser.get("/report").text
    browser.get("/report?type=normal")
    assert 'class="large-type"' not in browser.get("/").text
