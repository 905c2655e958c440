"""Officers look at what waits: over the API, and with the page's forms alone."""

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.intake.reports.report import ANYONE
from tests.unit.intake.builders import a_report
from tests.unit.intake.photos.pictures import jpeg
from tests.unit.intake.site_client import Site, bearing

API = "/api/intake/v1/moderation"
OFFICER = bearing("officer")
PAGE = {**OFFICER, "Accept": "text/html", "Accept-Language": "en"}


def held(site: Site, text: str = "这帮混蛋 <b>不修</b>路灯") -> str:
    return site.receive.receive(a_report(service_code="street_lamp", description=text), ANYONE).id


def photographed(site: Site) -> tuple[str, str]:
    """A public report, and the photo that waits."""
    photo = site.photos.receive.receive(jpeg()).photo.id
    report = a_report(service_code="street_lamp", photos=(photo,))
    return site.receive.receive(report, ANYONE).id, photo


def said(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def send(client: FlaskClient, page: str, **form: str) -> TestResponse:
    names = ("csrf_token", "kind", "subject", "mark", "following")
    sent: Mapping[str, Any] = {**{name: said(page, name) for name in names}, **form}
    return client.post("/desk/moderation", data=sent, headers=PAGE)


def read(client: FlaskClient, path: str = "/desk/moderation", status: int = 200) -> str:
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == status, answer.text
    return answer.text


def test_the_api_lists_what_waits_and_takes_one_decision_for_each(
    site: Site, client: FlaskClient
) -> None:
    number, (owner, photo) = held(site), photographed(site)
    queue = client.get(API, headers=OFFICER).get_json()
    assert [(item["kind"], item["subject"]) for item in queue["items"]] == [
        ("report", number), ("photo", photo),
    ]  # fmt: skip
    assert (queue["waiting"], queue["items"][0]["reasons"]) == (2, ["abuse"])
    assert queue["items"][1]["report"]["id"] == owner
    mark = queue["items"][1]["mark"]

    body = {"verdict": "passed", "mark": mark}
    passed = client.post(f"{API}/photo/{photo}", json=body, headers=OFFICER)
    again = client.post(f"{API}/photo/{photo}", json=body, headers=OFFICER)

    assert passed.get_json()["photo"]["public"] is True
    assert [each["who"] for each in passed.get_json()["history"]] == ["officer front desk"]
    assert again.status_code == 409
    assert "front desk" in again.get_json()["detail"]
    assert client.get(f"/photos/{photo}.jpg").status_code == 200


def test_the_api_says_what_is_missing(site: Site, client: FlaskClient) -> None:
    path = f"{API}/report/{held(site).lower()}"
    mark = client.get(path, headers=OFFICER).get_json()["mark"]

    without_why = client.post(path, json={"verdict": "withheld", "mark": mark}, headers=OFFICER)
    nonsense = client.post(path, json={"verdict": "burn", "mark": mark}, headers=OFFICER)

    assert [each["pointer"] for each in without_why.get_json()["errors"]] == ["/why"]
    assert (without_why.status_code, nonsense.status_code) == (422, 422)
    for missing in ("report/R-1", "photo/R-1", "person/R-1"):
        assert client.get(f"{API}/{missing}", headers=OFFICER).status_code == 404


def test_what_is_withheld_is_gone_for_everybody_and_comes_back_when_it_is_passed(
    site: Site, client: FlaskClient
) -> None:
    number, photo = photographed(site)
    for subject in (f"photo/{photo}", f"report/{number}"):
        for verdict, shown in (("passed", 200), ("withheld", 404), ("passed", 200)):
            mark = client.get(f"{API}/{subject}", headers=OFFICER).get_json()["mark"]
            body = {"verdict": verdict, "why": "车牌", "mark": mark}
            assert client.post(f"{API}/{subject}", json=body, headers=OFFICER).status_code == 200
            assert client.get(f"/photos/{photo}.jpg").status_code == shown
    assert client.get(f"/api/intake/v1/reports/{number}").status_code == 200


def test_the_page_opens_the_oldest_and_goes_on_to_the_next(site: Site, client: FlaskClient) -> None:
    number, (_, photo) = held(site), photographed(site)
    page = read(client)
    assert "2 reports and photos wait" in page
    assert "&lt;b&gt;" in page
    assert said(page, "subject") == number

    answer = send(client, page, verdict="passed")

    assert answer.headers["Location"] == f"/desk/moderation?done=report:{number}&item=photo:{photo}"
    following = read(client, answer.headers["Location"])
    assert said(following, "subject") == photo
    assert re.search(
        rf'<img src="/photos/{photo}.jpg" width="96" height="64" alt="[^"]+"', following
    )
    assert "Look at it again" in following
    last = read(client, send(client, following, verdict="passed").headers["Location"])
    assert "Nothing waits." in last


def test_who_withholds_without_a_reason_is_asked_for_one_and_loses_nothing(
    site: Site, client: FlaskClient
) -> None:
    number = held(site)
    page = read(client)

    asked = send(client, page, verdict="withheld", why=" ")
    told = send(client, page, verdict="withheld", why="It insults somebody")
    late = send(client, page, verdict="withheld", why="又骂人")

    assert (asked.status_code, told.status_code, late.status_code) == (422, 303, 409)
    assert "Say why it is not shown to everybody." in asked.text
    assert ">front desk was first: withheld." in late.text
    assert 'value="又骂人"' in late.text
    again = read(client, f"/desk/moderation?number={number.lower()}")
    assert "It insults somebody" in again
    assert "Only the staff see it" in again


def test_a_number_that_nobody_knows_is_said_and_the_queue_stays(
    site: Site, client: FlaskClient
) -> None:
    held(site)
    page = read(client, "/desk/moderation?number=R-1", 404)
    assert "There is no such report or photo." in page
    assert said(page, "kind") == "report"


def test_an_empty_queue_says_what_to_do_next(client: FlaskClient) -> None:
    page = read(client)
    assert "Nothing waits." in page
    assert client.get("/desk/moderation", headers={**PAGE, "Accept-Language": "zh"}).text.count(
        "公开审核"
    )
