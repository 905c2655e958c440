"""Joining what was reported nearby, from the last page of the form, without scripts."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.intake.site.test_site import hidden, people
from tests.unit.intake.site_client import Site

LAMP = {"service_code": "street_lamp", "lat": "30.43", "long": "123.13", "public": "yes"}


def check(browser: FlaskClient) -> TestResponse:
    form = {**hidden(browser.get("/report")), **LAMP, "description": "路灯不亮。", "step": "check"}
    return browser.post("/report", data=form)


def send(browser: FlaskClient) -> None:
    page = check(browser)
    assert browser.post("/report", data={**hidden(page), "step": "send"}).status_code == 303


def join(browser: FlaskClient, page: TestResponse) -> TestResponse:
    number = page.text.split('name="join" value="')[1].split('"')[0]
    return browser.post("/report/join", data={**hidden(page), "join": number})


def test_a_neighbour_sees_what_is_known_and_joins_it(site: Site) -> None:
    send(site.client())
    neighbour = site.client()
    page = check(neighbour)
    assert "是不是其中一件" in page.text
    answer = join(neighbour, page)
    assert answer.status_code == 303
    done = neighbour.get(answer.location)
    assert done.status_code == 200
    track = neighbour.get(done.text.partition('primary big" href="')[2].partition('"')[0])
    assert "“我也遇到”" in track.text
    assert '<a href="/search/report:' in track.text
    assert len(set(people(site))) == 2
    assert len(people(site)) == 2


def test_who_reported_it_is_told_that_they_count_already(site: Site) -> None:
    browser = site.client()
    send(browser)
    answer = join(browser, check(browser))
    assert answer.status_code == 200
    assert "您的意见已经计入" in answer.text
    assert len(people(site)) == 1


def test_nothing_is_offered_where_nothing_was_said(site: Site) -> None:
    assert 'name="join"' not in check(site.client()).text
