"""The residents' pages, as a browser without scripts sees them."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from services.intake.feedback import store as feedback_store
from services.intake.feedback.thread import Link, ProjectNews
from services.intake.reports.tables import reports
from tests.unit.intake.site_client import Site

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {name: unescape(value) for name, value in found}


def fill(browser: FlaskClient, **typed: str) -> TestResponse:
    """Open the form, type, send it."""
    form = browser.get("/report")
    values = {"description": "路灯坏了三天。", "address": "文化路 12 号", "public": "yes"}
    return browser.post("/report", data={**hidden(form), **values, **typed})


def sent(browser: FlaskClient, **typed: str) -> str:
    """The tracking token of a report that was sent."""
    answer = fill(browser, **typed)
    assert answer.status_code == 303
    return answer.location.split("token=")[1]


def people(site: Site) -> list[str | None]:
    query = select(reports.c.pseudonym)
    return list(site.database.read(lambda conn: conn.execute(query).scalars().all()))


def test_the_start_page_leads_to_the_form(browser: FlaskClient) -> None:
    page = browser.get("/")
    assert page.status_code == 200
    assert "反映问题" in page.text
    assert 'href="/report"' in page.text


def test_a_report_can_be_sent_without_scripts_and_followed(browser: FlaskClient) -> None:
    token = sent(browser)
    done = browser.get(f"/report/done?token={token}")
    assert re.search(r"\d{8}-[2-9A-Z]{5}", done.text)
    assert f"/track/{token}" in done.text
    page = browser.get(f"/track/{token}")
    assert page.status_code == 200
    assert "路灯坏了三天" in page.text
    assert "已收到" in page.text


def test_what_was_typed_is_kept_when_something_must_be_mended(browser: FlaskClient) -> None:
    answer = fill(browser, description=" ", phone="13800138000", address="桥头 <b>")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'href="#description"' in answer.text
    assert 'value="13800138000"' in answer.text
    assert "桥头 &lt;b&gt;" in answer.text


def test_a_neighbourhood_is_place_enough(browser: FlaskClient) -> None:
    assert fill(browser, address="").status_code == 422
    token = sent(browser, address="", area="yunqiao.hexin.meiyuan")
    assert "禾心梅园" in browser.get(f"/track/{token}").text


def test_a_form_without_its_token_is_refused(browser: FlaskClient) -> None:
    assert browser.post("/report", data={"description": "x"}).status_code == 400


def test_a_form_that_is_sent_twice_is_one_report(browser: FlaskClient, site: Site) -> None:
    form = {
        **hidden(browser.get("/report")),
        "description": "路灯坏了。",
        "address": "文化路",
    }
    first, again = browser.post("/report", data=form), browser.post("/report", data=form)
    assert first.location == again.location
    assert len(people(site)) == 1


def test_a_form_that_is_sent_back_and_changed_is_another_report(
    browser: FlaskClient, site: Site
) -> None:
    form = {**hidden(browser.get("/report")), "description": "路灯坏了。", "address": "文化路"}
    first = browser.post("/report", data=form)
    other = browser.post("/report", data={**form, "description": "电梯坏了。"})
    assert other.status_code == 303
    assert first.location != other.location
    assert len(people(site)) == 2


def test_one_browser_is_one_person_and_another_is_another(site: Site) -> None:
    mine, theirs = site.client(), site.client()
    sent(mine)
    sent(mine, description="电梯坏了。")
    sent(theirs)
    assert len(people(site)) == 3
    assert len(set(people(site))) == 2


def test_an_unknown_token_is_404(browser: FlaskClient) -> None:
    assert browser.get("/track/unknown").status_code == 404
    assert browser.get("/report/done?token=unknown").status_code == 404
    assert browser.get("/report/done").status_code == 404


def test_a_link_that_leads_nowhere_offers_the_ways_to_find_the_report(browser: FlaskClient) -> None:
    page = browser.get("/track/unknown", headers={**ENGLISH, "Accept": "text/html"})
    assert page.status_code == 404
    assert "No report has this link" in page.text
    assert 'href="/find"' in page.text


def test_a_report_that_waits_for_a_look_is_not_called_staff_only_for_good(
    browser: FlaskClient,
) -> None:
    token = sent(browser, service_code="other")
    page = browser.get(f"/track/{token}", headers=ENGLISH).text
    assert "Staff only, until we have looked at it" in page
    quiet = sent(browser, service_code="other", public="")
    assert "until we have looked" not in browser.get(f"/track/{quiet}", headers=ENGLISH).text


def test_the_page_tells_of_need_and_project_newest_first(site: Site, browser: FlaskClient) -> None:
    token = sent(browser)
    query = select(reports.c.id)
    number = site.database.read(lambda conn: conn.execute(query).scalar_one())
    later = datetime(2999, 1, 1, tzinfo=UTC)
    link = Link(report=number, need="N-000001", projects=("P-000001",), changed_at=later)
    news = ProjectNews(
        id="P-000001",
        title="文化路路灯改造",
        state="idea",
        candidate=True,
        rank=3,
        ranked_at=later,
        people=12,
        created_at=later,
        changed_at=later,
    )
    site.database.write(lambda conn: feedback_store.save_links(conn, [link]))
    before = browser.get(f"/track/{token}", headers=ENGLISH).text
    assert "N-000001" in before
    site.database.write(lambda conn: feedback_store.save_projects(conn, [news]))
    page = browser.get(f"/track/{token}", headers=ENGLISH).text
    places = [page.index(word) for word in ("Candidate project", "Counted into a need", "Received")]
    assert places == sorted(places)
    assert "Rank 3 in the bank" in page
    assert "12 people" in page
    assert 'href="/projects/P-000001"' in page


def test_pages_speak_chinese_by_default_and_english_when_asked(browser: FlaskClient) -> None:
    assert '<html lang="zh-CN">' in browser.get("/report").text
    english = browser.get("/report?lang=en").text
    assert "Report a problem" in english
    assert "反映" not in english.split('<main id="main"')[1]


def test_a_resident_never_reads_of_statuses_and_heat_in_office_words(browser: FlaskClient) -> None:
    token = sent(browser)
    page = browser.get(f"/track/{token}").text.split('<main id="main"')[1]
    assert not re.search(r"诉求|热度|上报|street|received\b", page)
