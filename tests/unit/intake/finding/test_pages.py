"""Finding a report again with forms alone."""

from services.intake.finding.code import Codes
from services.intake.reports import store
from services.intake.reports.numbering.typed_number import read_number
from tests.unit.intake.site.test_site import ENGLISH, hidden, sent
from tests.unit.intake.site_client import Site

SECRET = b"a secret of the tests only, 32 chars"


def test_from_the_start_page_to_the_report_by_number_and_code(site: Site) -> None:
    token = sent(site.client(), phone="13800138000")
    kept = site.database.read(lambda conn: store.by_tracking_token(conn, token))
    assert kept is not None
    browser = site.client()
    assert 'href="/find"' in browser.get("/").text
    form = {**hidden(browser.get("/find")), "number": kept.report.id, "address": "138 0013 8000"}
    asked = browser.post("/find", data=form)
    assert asked.status_code == 303
    page = browser.get(asked.location, headers=ENGLISH)
    assert "six digits are on their way" in page.text
    assert "no-referrer" in page.text
    wrong = browser.post(asked.location, data={**hidden(page), "code": "x"}, headers=ENGLISH)
    assert wrong.status_code == 422
    assert "You can try 4 more times." in wrong.text
    code = Codes(SECRET).of(asked.location.rpartition("/")[2])
    opened = browser.post(asked.location, data={**hidden(page), "code": code})
    assert opened.location == f"/track/{token}"
    assert "This code is over" in browser.get(asked.location, headers=ENGLISH).text


def test_an_unknown_report_is_answered_with_the_same_pages(site: Site) -> None:
    browser = site.client()
    form = {**hidden(browser.get("/find")), "number": "20260101-NNNNN", "address": "a@b.example"}
    asked = browser.post("/find", data=form)
    assert asked.status_code == 303
    page = browser.get(asked.location, headers=ENGLISH)
    assert "six digits are on their way" in page.text
    code = Codes(SECRET).of(asked.location.rpartition("/")[2])
    answer = browser.post(asked.location, data={**hidden(page), "code": code}, headers=ENGLISH)
    assert answer.status_code == 422
    assert "You can try 4 more times." in answer.text


def test_what_is_missing_is_named_and_what_was_typed_stays(site: Site) -> None:
    browser = site.client()
    form = {**hidden(browser.get("/find")), "number": "20260101-NNNNN", "address": " "}
    answer = browser.post("/find", data=form, headers=ENGLISH)
    assert answer.status_code == 422
    assert 'href="#address"' in answer.text
    assert 'value="20260101-NNNNN"' in answer.text


def test_a_number_is_read_as_people_type_it_and_none_is_told_at_once(site: Site) -> None:
    assert read_number(" 20260101－nn2nn ") == "20260101-NN2NN"
    assert read_number("20260101 NN2NN") == "20260101-NN2NN"
    assert read_number("12") is None
    browser = site.client()
    form = {**hidden(browser.get("/find")), "number": "12", "address": "a@b.example"}
    answer = browser.post("/find", data=form, headers=ENGLISH)
    assert answer.status_code == 422
    assert 'href="#number"' in answer.text
