"""The form, the check page and the page that says thank you tell whom to call; no script needed."""

from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from services.intake.reports.tables import reports
from tests.unit.intake.site.test_form import hidden
from tests.unit.intake.site_client import Site, open_site

GAS = "楼道里有很重的煤气味，快来人。"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return open_site(tmp_path)


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def sent(browser: FlaskClient, step: str, **fields: str) -> str:
    form = {**hidden(browser.get("/report")), "description": GAS, "address": "文化路", **fields}
    page = browser.post("/report", data={**form, "step": step}, follow_redirects=True)
    return unescape(page.text)


def test_every_step_says_whom_to_call(browser: FlaskClient) -> None:
    for step in ("check", "change", "send"):
        page = sent(browser, step)
        assert 'class="alarm"' in page, step
        assert 'href="tel:119"' in page, step
        assert "开窗" in page, step


def test_the_blank_form_names_the_lines_without_an_alarm(browser: FlaskClient) -> None:
    page = browser.get("/report").text
    assert 'href="tel:119"' in page
    assert 'class="alarm"' not in page


def test_a_harmless_report_raises_no_alarm(browser: FlaskClient) -> None:
    assert 'class="alarm"' not in sent(browser, "check", description="煤气费怎么交？")


def test_the_questions_of_a_kind_are_asked_before_it_is_sent(
    site: Site, browser: FlaskClient
) -> None:
    said = {"description": "电梯停在五楼不动了。", "service_code": "lift_fault"}
    page = sent(browser, "check", **said)
    assert "有没有人被困？" in page
    assert 'name="answer.lift_fault:trapped" value="now"' in page
    sent(browser, "send", **said, **{"answer.lift_fault:trapped": "now"})
    query = select(reports.c.extras, reports.c.severity, reports.c.danger_severity)
    extras, severity, danger = site.database.read(lambda conn: conn.execute(query).one())
    assert '"trapped": "now"' in extras
    assert (severity, danger) == (4, 4)


def test_an_answer_to_what_another_kind_asks_is_not_kept(site: Site, browser: FlaskClient) -> None:
    answers = {"answer.lift_fault:trapped": "now", "answer.street_lamp:state": "no-such-key"}
    sent(browser, "send", description="路灯不亮。", service_code="street_lamp", **answers)
    row = site.database.read(lambda conn: conn.execute(select(reports.c.extras)).one())
    assert row.extras == "{}"


def test_words_that_are_added_to_a_neighbour_s_report_raise_it(
    site: Site, browser: FlaskClient
) -> None:
    first = {"description": "路灯不亮。", "service_code": "street_lamp", "public": "yes"}
    sent(browser, "send", **first)
    number = site.database.read(lambda conn: conn.execute(select(reports.c.id)).scalar_one())
    other = site.client()
    form = {**hidden(other.get("/report")), "description": "灯杆漏电了！", "address": "文化路"}
    page = other.post("/report/join", data={**form, "join": number}, follow_redirects=True)
    assert 'href="tel:95598"' in page.text
    query = select(reports.c.severity, reports.c.danger_severity).where(reports.c.id == number)
    assert tuple(site.database.read(lambda conn: conn.execute(query).one())) == (4, 4)
