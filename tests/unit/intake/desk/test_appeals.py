"""An officer asks for an exemption and others review it, with forms and over the API."""

from datetime import timedelta

from sqlalchemy import update

from services.intake.cases.case.tables import cases
from tests.unit.intake.desk.test_desk import Officer, dispatched
from tests.unit.intake.site_client import Site, bearing


def late_case(site: Site, officer: Officer) -> str:
    """A case whose deadline has passed."""
    number = dispatched(site, officer)
    past = site.cases.clock.now() - timedelta(days=1)
    site.database.write(
        lambda conn: conn.execute(update(cases).where(cases.c.id == number).values(due_at=past))
    )
    return number


def test_an_appeal_is_sent_with_a_form_and_its_sender_does_not_review_it(site: Site) -> None:
    officer = Officer(site)
    number = late_case(site, officer)
    page = officer.read(f"/desk/cases/{number}")
    assert "Ask that the lateness be excused" in page
    blank = officer.send(f"/desk/cases/{number}/appeals", page, {"reason": " "})
    assert (blank.status_code, "This step needs it." in blank.text) == (422, True)
    sent = officer.send(f"/desk/cases/{number}/appeals", page, {"reason": "No power for a day"})
    assert sent.status_code == 303
    page = officer.read(f"/desk/cases/{number}")
    assert "Waits for the first review" in page
    assert "No power for a day" in page
    form = {"verdict": "upheld", "reason": "Quite so"}
    refused = officer.send(f"/desk/cases/{number}/appeals/reviews", page, form)
    assert refused.status_code == 403
    assert "two people who neither asked nor handled it" in refused.text
    assert ">Quite so</textarea>" in refused.text
    assert 'name="verdict" value="upheld"' in refused.text


def test_the_api_lists_what_waits_and_refuses_the_same_person(site: Site) -> None:
    number = late_case(site, Officer(site))
    client, head = site.client(), bearing("officer")
    at = f"/api/intake/v1/cases/{number}/appeals"
    asked = client.post(at, json={"reason": "No power"}, headers=head)
    assert (asked.status_code, asked.get_json()["state"], asked.get_json()["reviews"]) == (
        201,
        "first_review",
        [],
    )
    assert client.post(at, json={"reason": "No power"}, headers=head).status_code == 409
    body = {"verdict": "upheld", "reason": "Yes"}
    assert client.post(f"{at}/reviews", json=body, headers=head).status_code == 403
    wrong = client.post(f"{at}/reviews", json={**body, "verdict": "maybe"}, headers=head)
    assert (wrong.status_code, wrong.get_json()["errors"][0]["pointer"]) == (422, "/verdict")
    (waiting,) = client.get("/api/intake/v1/cases/appeals", headers=head).get_json()["items"]
    assert (waiting["case"], waiting["reason"]) == (number, "No power")
    whole = client.get(f"/api/intake/v1/cases/{number}", headers=head).get_json()
    assert [(each["state"]) for each in whole["appeals"]] == ["first_review"]
    assert (whole["late"], whole["exempted"]) == (True, False)
