"""Pages speak the reader's language, keep what was typed, and refuse forged forms."""

import re

import pytest
from flask.testing import FlaskClient

from tests.unit.runtime.web.demo import demo_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_page_is_chinese_unless_the_browser_or_the_reader_asks_otherwise(
    client: FlaskClient,
) -> None:
    assert '<html lang="zh-CN">' in client.get("/").text
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "en-US"}).text
    french = client.get("/", headers={"Accept-Language": "fr"})
    assert '<html lang="zh-CN">' in french.text
    assert french.headers["Content-Language"] == "zh-CN"


def test_the_choice_of_language_is_remembered(client: FlaskClient) -> None:
    client.get("/?lang=en")
    assert '<html lang="en">' in client.get("/").text
    client.get("/?lang=zh")
    assert '<html lang="zh-CN">' in client.get("/", headers={"Accept-Language": "en"}).text


def test_a_language_nobody_speaks_is_ignored(client: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/?lang=tlh").text


def test_the_language_switch_keeps_the_query(client: FlaskClient) -> None:
    page = client.get("/?q=电梯&q=%26").text
    assert 'href="/?q=%E7%94%B5%E6%A2%AF&amp;q=%26&amp;lang=en"' in page


def test_a_form_without_its_token_is_refused_on_a_page(client: FlaskClient) -> None:
    client.get("/form")
    for data in ({"phone": "1"}, {"phone": "1", "csrf_token": "forged"}):
        answer = client.post("/form", data=data, headers=BROWSER)
        assert answer.status_code == 400
        assert answer.mimetype == "text/html"
        assert "表单已过期" in answer.text


def test_a_form_with_a_fault_says_where_and_keeps_what_was_typed(client: FlaskClient) -> None:
    data = {"phone": 'x"><b>', "what": "井盖\n缺失", "kind": "b", "who": "us", "public": "yes"}
    data["csrf_token"] = token(client.get("/form").text)
    page = client.post("/form", data=data, headers=BROWSER).text
    assert '<a href="#phone">电话：请输入数字</a>' in page
    assert 'aria-describedby="phone-hint phone-error" aria-invalid="true"' in page
    assert 'value="x&#34;&gt;&lt;b&gt;"' in page
    assert "井盖\n缺失</textarea>" in page
    assert '<option value="b" selected>' in page
    assert 'value="us" checked' in page
    assert re.search(r'name="public" value="yes" checked', page)
    assert "有 1 处需要修改" in page


@pytest.mark.parametrize("encoding", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_is_typed_into_a_page_reaches_its_view_without_nul(
    client: FlaskClient, encoding: str
) -> None:
    data = {"phone": "x", "what": "井\0盖", "csrf_token": token(client.get("/form").text)}
    page = client.post("/form", data=data, headers=BROWSER, content_type=encoding).text
    assert "井盖</textarea>" in page


def test_a_form_of_the_api_needs_no_token(client: FlaskClient) -> None:
    answer = client.post("/api/demo/v1/things", json={"name": "灯"})
    assert answer.status_code == 201


def test_a_browser_gets_errors_as_pages_and_a_program_as_problems(client: FlaskClient) -> None:
    for path, status in (("/none", 404), ("/gone", 404), ("/fall", 500)):
        page = client.get(path, headers=BROWSER)
        assert (page.status_code, page.mimetype) == (status, "text/html")
        assert page.headers["X-Request-Id"] in page.text
        plain = client.get(path)
        assert (plain.status_code, plain.mimetype) == (status, "application/problem+json")


def test_a_person_without_a_session_is_shown_the_door_and_comes_back(client: FlaskClient) -> None:
    page = client.get("/desk?late=yes", headers=BROWSER)
    assert (page.status_code, page.headers["Location"]) == (
        303,
        "/sign-in?next=%2Fdesk%3Flate%3Dyes",
    )
    for program in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
        answer = client.get("/desk", headers=program)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_form_that_is_too_large_is_a_page(client: FlaskClient) -> None:
    answer = client.post("/form", data={"what": "x" * 300_000}, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (413, "text/html")
    assert "内容过大" in answer.text


def test_no_page_has_anything_inline_or_from_elsewhere(client: FlaskClient) -> None:
    for path in ("/", "/form", "/none", "/api/demo/docs"):
        page = client.get(path, headers=BROWSER).text
        assert not re.search(r"<style|<script>|\sstyle=|\son\w+=", page)
        assert not re.search(r'(src|href)="(https?:)?//', page)


def test_a_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/form").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_a_session_cookie_given_over_https_stays_there() -> None:
    app = demo_app(trusted_proxies=1)
    answer = app.test_client().get("/form", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in answer.headers["Set-Cookie"]


def test_a_public_page_may_be_gone_back_to_and_a_staff_page_is_never_kept(
    client: FlaskClient,
) -> None:
    key = {"Authorization": "Bearer officer"}
    assert client.get("/form").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/form", headers=key).headers["Cache-Control"] == "no-store"
    assert client.get("/desk", headers=key).headers["Cache-Control"] == "no-store"
    assert client.get("/api/demo/v1/things").headers["Cache-Control"] == "no-store"
