"""What a browser asks for to report without a connection, and sends when there is one again."""

import json
import re

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from services.intake.reports.tables import reports
from services.intake.site.offline.kept import PAGES, PUBLIC, kept
from services.intake.site.offline.pages import WORKER
from tests.unit.intake.site_client import Site

AS_PROGRAM = {"Accept": "application/json"}
TYPED = {"description": "路灯不亮。", "address": "文化路 12 号", "public": "yes", "step": "send"}


def send(browser: FlaskClient, **typed: str) -> TestResponse:
    token = browser.get("/report/token", headers=AS_PROGRAM).get_json()["csrf_token"]
    data = {**TYPED, "client_id": "made-on-the-device", "csrf_token": token, **typed}
    return browser.post("/report", data=data, headers=AS_PROGRAM)


def count(site: Site) -> int:
    query = select(func.count()).select_from(reports)
    return site.database.read(lambda conn: conn.execute(query).scalar_one())


def test_the_same_sent_again_gets_the_same_answer_and_is_one_report(site: Site) -> None:
    browser = site.client()
    first, second = send(browser), send(browser)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert first.get_json()["subject"] == "路灯不亮"
    assert count(site) == 1


def test_another_browser_cookie_on_the_second_try_does_not_count_twice(site: Site) -> None:
    browser = site.client()
    send(browser)
    browser.delete_cookie("browser")
    assert send(browser).status_code == 409
    assert count(site) == 1


def test_what_must_be_mended_names_its_fields(site: Site) -> None:
    answer = send(site.client(), description=" ", phone="nobody")
    assert answer.status_code == 422
    pointers = [error["pointer"] for error in answer.get_json()["errors"]]
    assert pointers == ["/description", "/phone"]
    assert count(site) == 0


def test_a_photo_that_is_gone_is_named_by_its_place(site: Site) -> None:
    answer = send(site.client(), photos="0" * 32)
    assert answer.status_code == 422
    error = answer.get_json()["errors"][0]
    assert (error["pointer"], error["rule"]) == ("/photos/0", "known_photo")


def test_a_token_is_for_one_browser_and_is_never_kept(site: Site) -> None:
    browser = site.client()
    answer = browser.get("/report/token")
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.get_cookie("browser") is not None
    stranger = site.client()
    data = {**TYPED, "csrf_token": answer.get_json()["csrf_token"]}
    assert stranger.post("/report", data=data, headers=AS_PROGRAM).status_code == 400


def told(browser: FlaskClient) -> dict[str, object]:
    text = browser.get("/sw.js").text
    found = re.search(r"^const KEPT = (\{.*\});$", text, re.MULTILINE)
    assert found is not None
    said: dict[str, object] = json.loads(found[1])
    return said


def test_the_worker_keeps_every_part_that_the_kept_pages_load(site: Site) -> None:
    browser = site.client()
    assets = told(browser)["assets"]
    assert isinstance(assets, list)
    for page in PAGES:
        text = browser.get(page).text.replace("&amp;", "&")
        parts = set(re.findall(r"/static/intake/[\w.]+\?v=\w+", text))
        assert parts <= set(assets), page
    for address in assets:
        with browser.get(address) as answer:
            assert answer.status_code == 200


def test_the_worker_keeps_nothing_of_the_staff_or_of_one_person(site: Site) -> None:
    answer = site.client().get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    for path in (*PAGES, *PUBLIC):
        assert not path.startswith(("/desk", "/bank", "/api", "/account", "/sign"))
    assert not any(page.startswith("/track/") for page in PAGES)


def test_a_changed_part_is_a_new_version_of_the_worker() -> None:
    def version(name: str) -> object:
        return kept(lambda asset: f"/static/{asset}?v={name}", "/report/kinds", WORKER)["version"]

    assert version("old") == version("old")
    assert version("old") != version("new")


def test_kinds_are_found_by_everyday_words(site: Site) -> None:
    words = site.client().get("/report/kinds").get_json()
    assert "困人" in words["lift_fault"]
