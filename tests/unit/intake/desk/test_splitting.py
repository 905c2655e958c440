"""An officer splits a report with a form or over the API, and its reporter reads of the parts."""

from services.intake.reports.report import ANYONE
from tests.unit.intake.builders import a_report
from tests.unit.intake.desk.test_desk import Officer
from tests.unit.intake.desk.test_supports import told
from tests.unit.intake.site_client import Site, bearing


def test_a_report_is_split_with_the_form_on_its_page(site: Site) -> None:
    receipt = site.receive.receive(a_report(description="灯坏了，垃圾也没人收。"), ANYONE)
    officer = Officer(site)
    at = f"/desk/reports/{receipt.id}"
    page = officer.read(at)
    assert "Split: it holds several problems" in page
    one = {"category-1": "street_lamp", "description-1": "The lamp is out"}
    refused = officer.send(f"{at}/split", page, one)
    assert refused.status_code == 422
    assert "Name at least two problems" in refused.text
    assert ">The lamp is out</textarea>" in refused.text
    both = {**one, "category-2": "rubbish", "description-2": "The bin is full"}
    done = officer.send(f"{at}/split", page, both)
    assert (done.status_code, done.headers["Location"]) == (303, at)
    page = officer.read(at)
    assert "Split into" in page
    assert "The bin is full" in page
    assert officer.send(f"{at}/split", page, both).status_code == 409
    for language, words in (("en", "each is handled by itself"), ("zh", "您反映了多个问题")):
        track = site.client().get(
            f"/track/{receipt.tracking_token}", headers={"Accept-Language": language}
        )
        assert words in track.text
        assert "The bin is full" in track.text


def test_the_api_splits_and_lists_the_parts(site: Site) -> None:
    receipt = site.receive.receive(a_report(), ANYONE)
    client, head = site.client(), bearing("officer")
    at = f"/api/intake/v1/reports/{receipt.id}/parts"
    lamp = {"category": "street_lamp", "description": "The lamp is out"}
    wrong = client.post(at, json={"parts": [lamp, {**lamp, "area": "nowhere"}]}, headers=head)
    assert (wrong.status_code, told(wrong)["errors"][0]["pointer"]) == (422, "/parts/1/area")
    made = client.post(at, json={"parts": [lamp, {**lamp, "category": "rubbish"}]}, headers=head)
    assert made.status_code == 201
    assert [part["category"] for part in told(made)["parts"]] == ["street_lamp", "rubbish"]
    listed = told(client.get(at, headers=head))
    assert {part["id"] for part in listed["parts"]} == {part["id"] for part in told(made)["parts"]}
    assert client.post(at, json={"parts": [lamp, lamp]}, headers=head).status_code == 409
    assert client.post(at, json={"parts": [lamp, lamp]}).status_code == 401
