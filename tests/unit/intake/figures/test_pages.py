"""The pages of figures say what is counted, for officers and for everybody."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from services.intake.cases.case.case import Saying
from services.intake.figures.showing.csv_table import harmless
from tests.unit.intake.figures.test_api import OFFICER, dispatched
from tests.unit.intake.site_client import Site, bearing

READER = {"Accept": "text/html", "Accept-Language": "en"}
PAGE = {**bearing("officer"), **READER}


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    return site.client()


def read(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path, headers=PAGE)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_picture_has_a_finding_and_a_table_of_its_numbers(
    site: Site, browser: FlaskClient
) -> None:
    dispatched(site)
    page = read(browser, "/desk/statistics")
    pictures = re.findall(r'<section class="picture" id="([\w-]+)" aria', page)
    assert len(pictures) == 9
    for part in page.split('<section class="picture"')[1:10]:
        drawn, table = part.count("<svg"), part.count("<table>")
        assert table >= drawn
        assert re.search(r'class="finding"[^>]*>[^<]+\S', part)
    assert "cases opened: 1, ended: 0" in page


def test_filters_are_chips_and_wrong_days_are_said_and_kept(
    site: Site, browser: FlaskClient
) -> None:
    dispatched(site)
    page = read(browser, "/desk/statistics?unit=municipal&area=yunqiao&since=2026-01-01")
    chips = re.findall(r'class="chip" href="([^"]+)"', page)
    assert chips == [
        "/desk/statistics?area=yunqiao&amp;unit=municipal",
        "/desk/statistics?since=2026-01-01&amp;unit=municipal",
        "/desk/statistics?since=2026-01-01&amp;area=yunqiao",
        "/desk/statistics",
    ]
    wrong = read(browser, "/desk/statistics?until=31.1.&unit=municipal")
    assert "Enter a day such as" in wrong
    assert 'value="31.1."' in wrong
    assert "Choose a longer period" in read(browser, "/desk/statistics?group=lift")


def test_a_stranger_is_shown_where_to_sign_in_but_reads_what_is_published(
    site: Site, browser: FlaskClient
) -> None:
    dispatched(site)
    assert browser.get("/desk/statistics", headers=READER).status_code in (302, 303, 401)
    page = browser.get("/figures", headers=READER).text
    for said in ("Response rate", "Closed without repair", "Disputes upheld", "On time"):
        assert said in page
    assert "100.0 % (1/1)" in page
    assert "unavailable" in page
    assert 'href="/figures"' in browser.get("/", headers=READER).text
    assert 'href="/figures"' in browser.get("/board", headers=READER).text


def test_published_figures_are_counted_once_in_a_while(site: Site, browser: FlaskClient) -> None:
    assert "(1/1)" not in browser.get("/figures", headers=READER).text
    dispatched(site)
    assert "(1/1)" not in browser.get("/figures", headers=READER).text


def test_the_table_opens_in_a_spreadsheet_and_holds_no_formula(
    site: Site, browser: FlaskClient
) -> None:
    case = dispatched(site)
    site.cases.take_step.take(case, 3, "send_back", OFFICER, Saying(reason="=1+1 不归我们"))
    answer = browser.get("/desk/statistics.csv", headers=PAGE)
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert ["Dispatch accuracy", "0", "1", "0.0"] in [row[4:8] for row in rows]
    assert "'=1+1 不归我们" in [row[4] for row in rows]
    assert [harmless(cell) for cell in ("-1", "@a", "\tb", "一")] == ["'-1", "'@a", "'\tb", "一"]
