"""An officer asks another unit for support with a form, and the reporter reads that it helps."""

from typing import Any

from werkzeug.test import TestResponse

from tests.unit.intake.desk.test_desk import Officer, dispatched, file_reports
from tests.unit.intake.site_client import Site, bearing


def test_support_is_asked_and_answered_on_the_page_of_the_case(site: Site) -> None:
    officer = Officer(site)
    number = dispatched(site, officer)
    page = officer.read(f"/desk/cases/{number}")
    typed = {"unit": "sanitation", "task": "Clear the rubbish at the lamp", "limit": "4小时"}
    refused = officer.send(f"/desk/cases/{number}/supports", page, typed)
    assert refused.status_code == 422
    assert "write it like 2工作日" in refused.text
    assert ">Clear the rubbish at the lamp</textarea>" in refused.text
    sent = officer.send(f"/desk/cases/{number}/supports", page, {**typed, "limit": "4工作时"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/desk/cases/{number}")
    page = officer.read(f"/desk/cases/{number}")
    assert "Sanitation centre" in page
    assert "Clear the rubbish at the lamp" in page
    ending = {"ending": "done", "said": "Cleared"}
    assert officer.send(f"/desk/cases/{number}/supports/1", page, ending).status_code == 303
    assert "Cleared" in officer.read(f"/desk/cases/{number}")
    again = officer.send(f"/desk/cases/{number}/supports/1", page, ending)
    assert (again.status_code, "has ended already" in again.text) == (409, True)
    assert officer.send(f"/desk/cases/{number}/supports/1", page, {}).status_code == 400


def told(answer: TestResponse) -> Any:
    """The body of an answer that has one."""
    assert answer.json is not None
    return answer.json


def test_the_api_asks_lists_and_ends_tasks(site: Site) -> None:
    number = dispatched(site, Officer(site))
    client, head = site.client(), bearing("officer")
    body = {"unit": "sanitation", "task": "Clear the rubbish", "limit": "1紧急工作日"}
    at = f"/api/intake/v1/cases/{number}/supports"
    asked = client.post(at, json=body, headers=head)
    assert (asked.status_code, told(asked)["state"], told(asked)["late"]) == (201, "asked", False)
    assert client.post(at, json=body, headers=head).status_code == 409
    (waiting,) = told(client.get("/api/intake/v1/cases/supports", headers=head))["items"]
    assert (waiting["case"], waiting["unit"]) == (number, "sanitation")
    whole = told(client.get(f"/api/intake/v1/cases/{number}", headers=head))
    assert [task["task"] for task in whole["supports"]] == ["Clear the rubbish"]
    wrong = client.post(f"{at}/1", json={"ending": "late", "said": "x"}, headers=head)
    assert (wrong.status_code, told(wrong)["errors"][0]["pointer"]) == (422, "/ending")
    done = client.post(f"{at}/1", json={"ending": "done", "said": "Cleared"}, headers=head)
    assert (done.status_code, told(done)["state"], told(done)["said"]) == (200, "done", "Cleared")
    assert (
        client.post(f"{at}/7", json={"ending": "done", "said": "x"}, headers=head).status_code
        == 404
    )
    assert told(client.get("/api/intake/v1/cases/supports", headers=head))["items"] == []


def test_a_refusal_calls_what_was_asked_for_by_its_name(site: Site) -> None:
    [number] = file_reports(site, 1)
    opened = site.client().post(
        "/api/intake/v1/cases", json={"reports": [number]}, headers=bearing("officer")
    )
    body = {"unit": "sanitation", "task": "Clear the rubbish", "limit": "1紧急工作日"}
    at = f"/api/intake/v1/cases/{told(opened)['id']}/supports"
    early = site.client().post(
        at, json=body, headers={**bearing("officer"), "Accept-Language": "en"}
    )
    assert early.status_code == 409
    assert "“Ask another unit for support” cannot be done now" in told(early)["detail"]
    assert "ask_support" not in early.text
