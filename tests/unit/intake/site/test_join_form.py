"""Joining what was reported nearby, from the last page of the form, without scripts."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.intake.site.test_site import hidden, people
from tests.unit.intake.site_client import Site

LAMP = {"service_code": "street_lamp", "lat": "30.43", "long": "123.13", "public": "yes"}


def check(browser: FlaskClient, words: str = "路灯不亮。", **said: str) -> TestResponse:
    form = {**hidden(browser.get("/report")), **LAMP, "description": words, "step": "check", **said}
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
    assert "合计至多按一人计" in done.text
    assert "用上面的编号获取验证码" not in done.text
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


def test_words_are_added_to_what_is_joined_and_it_is_said_before_and_after(site: Site) -> None:
    send(site.client())
    neighbour = site.client()
    page = check(neighbour, "灯杆还漏电，我叫王芳，电话 13800138000。", phone="13912345678")
    assert "会补充到那一件中" in page.text
    answer = join(neighbour, page)
    done = neighbour.get(answer.location).text
    assert "已补充到反映" in done
    assert "请核实您留下的联系方式" in done
    assert '<a href="/find">用上面的编号获取验证码</a>' in done
    track = neighbour.get(done.partition('primary big" href="')[2].partition('"')[0]).text
    assert "灯杆还漏电" in track
    assert "13800138000" not in track
    assert join(neighbour, page).location == answer.location


def test_going_back_and_changing_the_words_adds_them_too(site: Site) -> None:
    send(site.client())
    neighbour = site.client()
    page = check(neighbour, "灯杆漏电。")
    join(neighbour, page)
    number = page.text.split('name="join" value="')[1].split('"')[0]
    changed = {**hidden(page), "join": number, "description": "灯杆还在冒烟。"}
    assert neighbour.post("/report/join", data=changed).status_code == 303
    assert len(set(people(site))) == 2


def test_joining_what_is_gone_or_too_long_keeps_every_word(site: Site) -> None:
    neighbour = site.client()
    page = check(neighbour, "灯杆漏电。")
    gone = neighbour.post("/report/join", data={**hidden(page), "join": "20260101-NNNNN"})
    assert gone.status_code == 409
    assert "灯杆漏电。" in gone.text
    long = {**hidden(page), "join": "20260101-NNNNN", "description": "漏电" * 6_000}
    refused = neighbour.post("/report/join", data=long)
    assert refused.status_code == 422
    assert "漏电漏电" in refused.text


def test_a_script_that_joins_later_is_told_in_json(site: Site) -> None:
    send(site.client())
    neighbour = site.client()
    page = check(neighbour, "灯杆漏电。")
    number = page.text.split('name="join" value="')[1].split('"')[0]
    asked = {"data": {**hidden(page), "join": number}, "headers": {"Accept": "application/json"}}
    first = neighbour.post("/report/join", **asked)
    again = neighbour.post("/report/join", **asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json is not None
    assert first.json == again.json
    assert first.json["joins"] == number
