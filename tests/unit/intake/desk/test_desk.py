"""An officer works through the inbox and takes a case to its end with forms alone."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from services.intake.cases.case.tables import cases
from services.intake.cases.sweeping import due_soon
from services.intake.reports.report import ANYONE
from services.runtime.identity.access import Scope
from tests.unit.intake.builders import a_report
from tests.unit.intake.site_client import Site, bearing

PAGE = {**bearing("officer"), "Accept": "text/html", "Accept-Language": "en"}


class Officer:
    """A browser of an officer."""

    def __init__(self, site: Site) -> None:
        self.client: FlaskClient = site.client()

    def read(self, path: str, **headers: str) -> str:
        answer = self.client.get(path, headers={**PAGE, **headers})
        assert answer.status_code == 200, answer.text
        return answer.text

    def send(self, path: str, page: str, form: Mapping[str, Any]) -> TestResponse:
        return self.client.post(path, data={**form, **self.token(page)}, headers=PAGE)

    def token(self, page: str) -> Mapping[str, str]:
        """What a form of this page carries, to be sent by somebody else, too."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found is not None
        return {"csrf_token": found[1]}


def file_reports(site: Site, number: int, **said: Any) -> list[str]:
    lamp = {"service_code": "street_lamp", "lat": 30.4159, "long": 123.14607, **said}
    return [site.receive.receive(a_report(**lamp), ANYONE).id for _ in range(number)]


def dispatched(site: Site, officer: Officer) -> str:
    """The id of a case that was dispatched from the inbox."""
    numbers = file_reports(site, 2)
    page = officer.read("/desk")
    unit = re.search(r'name="unit"><option value="(\w+)"', page)
    assert unit is not None
    form = {"action": "dispatch", "reports": numbers, "condition": "out", "unit": unit[1]}
    answer = officer.send("/desk/bundles", page, form)
    assert answer.status_code == 303, answer.text
    found = re.search(r"done=(C-[0-9A-Z-]+)", answer.headers["Location"])
    assert found is not None
    return found[1]


def version_on(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def take(officer: Officer, case: str, step: str, **form: str) -> TestResponse:
    page = officer.read(f"/desk/cases/{case}")
    sent = {"step": step, "version": version_on(page), **form}
    return officer.send(f"/desk/cases/{case}/steps", page, sent)


def test_a_stranger_is_shown_where_to_sign_in_and_a_planner_is_refused(site: Site) -> None:
    for path in ("/desk", "/desk/cases", "/desk/cases/C-1"):
        page = site.client().get(path, headers={"Accept": "text/html"})
        assert page.status_code == 303
        assert page.headers["Location"].startswith("/sign-in?next=%2Fdesk")
        assert site.client().get(path, headers=bearing("planner")).status_code == 403


def test_an_empty_inbox_says_what_to_do_next(site: Site) -> None:
    assert "Nothing waits." in Officer(site).read("/desk")


def test_the_inbox_shows_bundles_and_proposes_a_unit_with_its_reason(site: Site) -> None:
    file_reports(site, 3)
    page = Officer(site).read("/desk")
    assert "one bundle of 3 reports" in page
    assert page.count('name="reports"') == 3
    assert "←" in page


def test_one_action_dispatches_a_bundle_and_can_be_undone(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    page = officer.read(f"/desk?done={case}")
    assert "Undo (within 30 seconds)" in page
    assert "Nothing waits." in page
    undone = officer.send(f"/desk/cases/{case}/undo", page, {})
    assert undone.headers["Location"].startswith("/desk?undone=yes&bundle=")
    assert "one bundle of 2 reports" in officer.read("/desk")


def test_what_an_action_lacks_is_said_and_nothing_typed_is_lost(site: Site) -> None:
    (number,) = file_reports(site, 1)
    officer = Officer(site)
    page = officer.read("/desk")
    form = {"action": "decline", "reports": [number], "outcome": "not_ours", "note": "市管 <b>"}
    refused = officer.send("/desk/bundles", page, {**form, "bundle": number})
    assert refused.status_code == 422
    assert "This step needs it." in refused.text
    assert "市管 &lt;b&gt;" in refused.text
    assert "one bundle of one report" in officer.read("/desk")


def test_an_action_that_nobody_knows_is_refused(site: Site) -> None:
    numbers = file_reports(site, 1)
    officer = Officer(site)
    page = officer.read("/desk")
    answer = officer.send("/desk/bundles", page, {"action": "burn", "reports": numbers})
    assert answer.status_code == 400


def test_a_case_is_taken_to_its_end_by_forms_and_its_page_tells_the_story(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    assert take(officer, case, "accept").status_code == 303
    handed = take(
        officer, case, "hand_back", outcome="repaired", note="The lamp works.", reason="at night"
    )
    assert handed.status_code == 303
    offered = officer.read(f"/desk/cases/{case}")
    assert 'value="close"' not in offered
    assert "did not handle this case" in offered
    (report,) = site.cases.parts(site.cases.seen(case, Scope()))[1][:1]
    assert f'href="/desk/reports/{report.id}"' in offered
    by_handler = take(officer, case, "close")
    assert by_handler.status_code == 403
    assert "did not handle this case" in by_handler.text
    page = officer.read(f"/desk/cases/{case}")
    for said in ("Hand back as done", "The lamp works.", "Opened", "being verified"):
        assert said in page


def test_what_leads_on_is_offered_first_and_what_was_undone_counts_as_nothing(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    assert take(officer, case, "send_back", reason="another unit").status_code == 303
    anybody = update(cases).values(barred=[])
    site.database.write(lambda conn: conn.execute(anybody) and None)
    page = officer.read(f"/desk/cases/{case}")
    assert re.findall(r'name="step" value="(\w+)"', page) == ["dispatch", "answer", "shelve"]
    assert re.search(r'<details class="card" open><summary data-key="d">', page)
    undone = dispatched(site, officer)
    assert officer.send(f"/desk/cases/{undone}/undo", page, {}).status_code == 303
    assert "state=void" not in officer.read("/desk/cases")


def test_who_acts_on_an_old_version_is_told_who_was_first(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    page = officer.read(f"/desk/cases/{case}")
    form = {"step": "accept", "version": version_on(page)}
    assert officer.send(f"/desk/cases/{case}/steps", page, form).status_code == 303
    again = officer.send(f"/desk/cases/{case}/steps", page, form)
    assert again.status_code == 409
    assert "front desk changed the case meanwhile (Accept, just now)" in again.text


def test_cases_are_listed_with_the_time_that_is_left(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    page = officer.read("/desk/cases")
    assert case in page
    assert re.search(r"\d+ (hours?|days?|minutes?) left", page)
    assert "No case is like this." in officer.read("/desk/cases?state=closed")
    assert "No case is like this." in officer.read("/desk/cases?late=yes")
    chinese = officer.read("/desk/cases", **{"Accept-Language": "zh"})
    assert "已派遣" in chinese


def test_a_case_that_is_not_there_is_a_page_that_says_so(site: Site) -> None:
    answer = site.client().get("/desk/cases/C-NONE", headers=PAGE)
    assert answer.status_code == 404
    assert "There is no such case." in answer.text


def test_the_api_tells_what_may_be_done_and_does_it(site: Site) -> None:
    numbers = file_reports(site, 2)
    client = site.client()
    opened = client.post(
        "/api/intake/v1/cases", json={"reports": numbers[:1]}, headers=bearing("officer")
    )
    assert opened.status_code == 201
    case = opened.get_json()
    path = f"/api/intake/v1/cases/{case['id']}"
    linked = client.post(
        f"{path}/reports", json={"reports": numbers}, headers=bearing("officer")
    ).get_json()
    assert (linked["reports"], linked["version"]) == (2, 2)
    whole = client.get(path, headers=bearing("officer")).get_json()
    assert [step["step"] for step in whole["steps"]] == ["file", "decline", "answer"]
    assert sorted(whole["members"]) == sorted(numbers)
    condition = whole["conditions"][0]["code"]
    step = {"step": "file", "version": whole["version"], "condition": condition}
    filed = client.post(f"{path}/steps", json=step, headers=bearing("officer"))
    assert (filed.status_code, filed.get_json()["state"]) == (200, "filed")
    stale = client.post(f"{path}/steps", json=step, headers=bearing("officer"))
    assert stale.status_code == 409
    assert (
        client.delete(f"{path}/reports/{numbers[1]}", headers=bearing("officer")).status_code == 204
    )
    listed = client.get("/api/intake/v1/cases?state=open", headers=bearing("officer")).get_json()
    assert [item["id"] for item in listed["items"]] == [case["id"]]


@pytest.mark.parametrize("key", [None, "planner", "device"])
def test_cases_are_for_officers(site: Site, key: str | None) -> None:
    headers = {} if key is None else bearing(key)
    status = 401 if key is None else 403
    for method, path in (
        ("GET", ""), ("POST", ""), ("GET", "/C-1"), ("POST", "/C-1/steps"),
        ("POST", "/C-1/reports"), ("DELETE", "/C-1/reports/R"),
    ):  # fmt: skip
        answer = site.client().open(f"/api/intake/v1/cases{path}", method=method, headers=headers)
        assert answer.status_code == status, f"{method} {path}"


def test_a_deadline_that_concerns_the_reader_is_said_on_every_page(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    assert "deadlines concern you" not in officer.read("/desk")
    due = site.cases.clock.now() + timedelta(hours=2)
    database = site.database
    begun = update(cases).values(due_at=due, clock_since=due - timedelta(hours=9))
    database.write(lambda conn: conn.execute(begun))
    outbox, moment = site.cases.take_step.outbox, site.cases.clock.now()
    assert database.write(lambda conn: due_soon.note(conn, outbox, moment, "clock", 9)) == 1
    for path in ("/desk", "/desk/cases", "/desk/mailbox"):
        assert re.search(r"1<span[^>]*> deadlines concern you", officer.read(path)), path
    listed = officer.read("/desk/mailbox").partition("Deadlines that concern you")[2]
    assert f'<a href="/desk/cases/{case}">' in listed
    assert "Due soon" in listed
    assert "Due soon" in officer.read(f"/desk/cases/{case}")
