"""Form, track page, board, map, Open311, the API and cases are all told the time by one clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.intake.cases.case.case import Saying, Worker
from services.intake.reports import store
from services.intake.reports.report import ANYONE
from services.runtime.clock import FixedClock
from tests.unit.intake.builders import a_report
from tests.unit.intake.site.test_site import ENGLISH, fill, sent
from tests.unit.intake.site_client import Site, bearing, open_site

DAY = 24 * 3600
PIN = {"lat": "30.4159", "long": "123.14607"}
OFFICER = Worker(name="officer 李巍")


@pytest.fixture(params=["2019-03-05", "2043-03-05"], ids=["long past", "far ahead"])
def clock(request: pytest.FixtureRequest) -> FixedClock:
    """Nine in the morning of a Tuesday and of a Thursday, in the town."""
    return FixedClock(datetime.fromisoformat(f"{request.param}T01:00:00+00:00"))


@pytest.fixture
def site(tmp_path: Path, clock: FixedClock) -> Iterator[Site]:
    opened = open_site(tmp_path, clock=clock)
    yield opened
    opened.database.close()


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def lamp(browser: FlaskClient) -> str:
    return sent(browser, service_code="street_lamp", description="新华路路灯不亮。", **PIN)


def number_of(site: Site, token: str) -> str:
    kept = site.database.read(lambda conn: store.by_tracking_token(conn, token))
    assert kept is not None
    return kept.report.id


def listed(browser: FlaskClient, path: str, **headers: str) -> Any:
    answer = browser.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_report_of_the_form_came_now_wherever_it_is_shown(
    site: Site, browser: FlaskClient, clock: FixedClock
) -> None:
    token = lamp(browser)
    number = number_of(site, token)
    moment = clock.now()
    there = moment + timedelta(hours=8)
    assert there.strftime("%Y-%m-%d %H:%M") in browser.get(f"/track/{token}").text
    assert there.strftime("%Y-%m-%d") in browser.get("/board").text
    [request] = listed(browser, "/open311/v2/requests.json")
    assert request["service_request_id"] == number
    assert datetime.fromisoformat(request["requested_datetime"]) == moment
    case = site.cases.open_case.open((number,), OFFICER)
    assert case.opened_at == moment


def test_what_is_recent_is_recent_everywhere_and_over_at_once(
    site: Site, browser: FlaskClient, clock: FixedClock
) -> None:
    number = number_of(site, lamp(browser))
    near = f"/api/intake/v1/reports/nearby?category=street_lamp&lat={PIN['lat']}"
    near = f"{near}&long={PIN['long']}"
    week, points = "/board?days=7", "/map/points.geojson?days=7"

    assert [each["age_days"] for each in listed(browser, near)["items"]] == [0]
    assert number in browser.get(week).text
    assert listed(browser, points)["total"] == 1

    clock.advance(8 * DAY)
    assert [each["age_days"] for each in listed(browser, near)["items"]] == [8]
    assert number not in browser.get(week).text
    assert listed(browser, points)["total"] == 0
    assert len(listed(browser, "/open311/v2/requests.json")) == 1
    again = fill(browser, service_code="street_lamp", description="路灯不亮", step="check", **PIN)
    assert number in again.text
    assert "8 天前" in again.text

    clock.advance(91 * DAY)
    assert listed(browser, "/open311/v2/requests.json") == []


def test_duplicates_are_as_old_as_the_clock_says(
    site: Site, browser: FlaskClient, clock: FixedClock
) -> None:
    said = {"service_code": "street_lamp", "lat": 30.4159, "long": 123.14607}
    first = site.receive.receive(a_report(**said), ANYONE).id
    clock.advance(3 * DAY)
    second = site.receive.receive(a_report(**said, description="又坏了。"), ANYONE).id
    path = f"/api/intake/v1/reports/{second}/duplicates"
    found = listed(browser, path, **bearing("officer"))["items"]
    assert [(each["id"], each["age_days"]) for each in found] == [(first, 3)]


def test_the_page_of_a_report_asks_and_warns_by_the_clock_of_its_case(
    site: Site, browser: FlaskClient, clock: FixedClock
) -> None:
    token = lamp(browser)
    number = number_of(site, token)
    out = Saying(condition="out", unit="municipal")
    case = site.cases.handle_bundle.handle([number], "dispatch", OFFICER, out)
    due = case.clock.due_at
    assert due is not None
    assert due.tzinfo is not None
    assert timedelta(0) < due - clock.now() < timedelta(days=60)
    page = browser.get(f"/track/{token}", headers=ENGLISH).text
    assert due.astimezone(UTC).strftime("It should be dealt with by %Y") in page
    steps = (("accept", OFFICER), ("hand_back", OFFICER), ("close", Worker(name="officer 周洋")))
    for step, who in steps:
        clock.advance(60)
        said = (
            Saying(outcome="repaired", note="灯已修好。", reason="夜间作业")
            if step == "hand_back"
            else Saying()
        )
        case = site.cases.take_step.take(case.id, case.version, step, who, said)
    assert "Is it fixed?" in browser.get(f"/track/{token}", headers=ENGLISH).text
    clock.advance(60 * DAY)
    later = browser.get(f"/track/{token}", headers=ENGLISH).text
    assert "Is it fixed?" not in later
    assert "Still not fixed?" in later
