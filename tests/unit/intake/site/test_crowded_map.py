"""Where too many reports lie to be drawn, the map and its list show the same counts."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from services.intake.reports.report import ANYONE, NewReport
from services.intake.site import board_map
from tests.unit.intake.site_client import Site, open_site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(board_map, "MOST_POINTS", 4)
    opened = open_site(tmp_path)
    for lat, long in [(30.44, 123.11)] * 3 + [(30.41, 123.15)] * 2:
        new = NewReport(
            description="三天了。", address="文化路", service_code="street_lamp", lat=lat, long=long
        )
        opened.receive.receive(new, ANYONE)
    yield opened
    opened.database.close()


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def test_the_list_beside_the_map_says_what_the_map_shows(browser: FlaskClient) -> None:
    page = browser.get("/map").text
    found = browser.get("/map/points.geojson").get_json(force=True)
    drawn = [feature["properties"] for feature in found["features"]]
    assert (found["total"], found["clustered"]) == (5, True)
    assert [each["count"] for each in drawn] == [3, 2]
    listed = re.findall(r'data-place="([^"]+)"><h2[^>]*><a href="([^"]+)">([^<]+)<', page)
    assert listed == [
        (each["id"], each["href"].replace("&", "&amp;"), each["title"]) for each in drawn
    ]
    assert "共 5 条有位置的公开反映" in page


def test_a_count_opens_the_part_of_the_map_that_it_stands_for(browser: FlaskClient) -> None:
    first = browser.get("/map/points.geojson?days=7").get_json(force=True)["features"][0]
    assert first["properties"]["href"].startswith("/map?days=7&bbox=")
    closer = first["properties"]["href"].replace("/map?", "/map/points.geojson?")
    found = browser.get(unescape(closer)).get_json(force=True)
    assert (found["total"], found["clustered"]) == (3, False)
    assert {feature["properties"]["kind"] for feature in found["features"]} == {"report"}
