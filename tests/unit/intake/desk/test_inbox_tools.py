"""What helps an officer with 300 items: filters that are kept, templates, merging, notes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.identity.access import Actor, Scope
from tests.unit.intake.builders import PHONE
from tests.unit.intake.desk.test_desk import Officer, dispatched, file_reports, take, version_on
from tests.unit.intake.site_client import FixedKeys, Site, bearing, open_site


class Two(FixedKeys):
    """A second officer."""

    def actor(self, key: str) -> Actor | None:
        return Actor("officer", "周敏", "k9") if key == "zhou" else super().actor(key)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path, Two())
    yield opened
    opened.database.close()


def test_a_note_is_for_colleagues_masked_and_changes_no_version(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    page = officer.read(f"/desk/cases/{case}")
    form = {"version": version_on(page), "text": f"Call {PHONE} before noon."}
    assert officer.send(f"/desk/cases/{case}/notes", page, form).status_code == 303
    after = officer.read(f"/desk/cases/{case}")
    assert version_on(after) == version_on(page)
    assert "before noon." in after
    assert PHONE not in after
    empty = officer.send(f"/desk/cases/{case}/notes", page, {**form, "text": " "})
    assert empty.status_code == 422


def test_notes_are_read_by_officers_only(site: Site) -> None:
    case = dispatched(site, Officer(site))
    client, path = site.client(), f"/api/intake/v1/cases/{case}/notes"
    written = client.post(path, json={"text": "Ring twice."}, headers=bearing("officer"))
    assert (written.status_code, written.get_json()["number"]) == (201, 1)
    listed = client.get(path, headers=bearing("officer")).get_json()
    assert [note["text"] for note in listed["items"]] == ["Ring twice."]
    assert client.get(path).status_code == 401
    assert client.get(path, headers=bearing("planner")).status_code == 403
    assert "Ring twice." not in client.get(f"/api/intake/v1/cases/{case}").text


def test_a_filter_is_kept_under_a_name_and_belongs_to_one_officer(site: Site) -> None:
    officer = Officer(site)
    page = officer.read("/desk/cases?late=yes&state=handling")
    form = {"page": "cases", "query": "late=yes&state=handling&evil=1", "name": "  my   late "}
    kept = officer.send("/desk/filters", page, form)
    assert kept.headers["Location"] == "/desk/cases?state=handling&late=yes"
    assert "my late" in officer.read("/desk/cases")
    assert "my late" not in officer.read("/desk/cases", **bearing("zhou"))
    assert "my late" not in officer.read("/desk")
    dropped = {"page": "cases", "query": "", "name": "my late"}
    assert officer.send("/desk/filters/drop", page, dropped).status_code == 303
    assert "my late" not in officer.read("/desk/cases")
    assert officer.send("/desk/filters", page, {**form, "name": ""}).status_code == 422
    assert officer.send("/desk/filters", page, {**form, "page": "x"}).status_code == 400


def test_an_action_on_a_bundle_keeps_the_filters_and_the_place_in_the_list(site: Site) -> None:
    file_reports(site, 1)
    file_reports(site, 1, lat=30.43, long=123.16)
    noise = file_reports(site, 1, service_code="construction_noise", lat=30.41, long=123.14)
    officer = Officer(site)
    page = officer.read("/desk?group=street_asset")
    assert noise[0] not in page
    assert "2 of them fit the filters." in page
    opened = re.search(r'name="bundle" value="([^"]+)"', page)
    following = re.search(r'name="following" value="([^"]+)"', page)
    assert opened is not None
    assert following is not None
    unit = re.search(r'name="unit"><option value="(\w+)"', page)
    assert unit is not None
    form = {
        "action": "dispatch", "reports": opened[1], "bundle": opened[1], "condition": "out",
        "following": following[1], "group": "street_asset", "unit": unit[1],
    }  # fmt: skip
    place = officer.send("/desk/bundles", page, form).headers["Location"]
    assert place.startswith("/desk?group=street_asset&done=C-")
    assert place.endswith(f"bundle={following[1]}")


def test_what_is_undone_is_open_again_and_a_bundle_that_is_gone_is_said_to_be(site: Site) -> None:
    officer = Officer(site)
    file_reports(site, 1, lat=30.43, long=123.16)
    case = dispatched(site, officer)
    gone = site.cases.parts(site.cases.seen(case, Scope()))[1][0].id
    page = officer.read(f"/desk?bundle={gone}")
    assert "The bundle you were led to waits no more" in page
    undone = officer.send(f"/desk/cases/{case}/undo", page, {})
    assert undone.headers["Location"] == f"/desk?undone=yes&bundle={gone}"
    page = officer.read(undone.headers["Location"])
    assert "Undone: the reports wait here again." in page
    assert f'name="bundle" value="{gone}"' in page
    assert 'action="/desk/bundles" novalidate autocomplete="off"' in page


def test_a_template_is_inserted_without_scripts_and_edited_before_it_is_sent(site: Site) -> None:
    (number,) = file_reports(site, 1)
    officer = Officer(site)
    page = officer.read("/desk")
    assert "deadline:en" not in page  # a bundle has no deadline yet, so no gap can be sent
    form = {"reports": number, "bundle": number, "template": "already_known:en", "insert": "yes"}
    shown = officer.send("/desk/bundles", page, form)
    assert shown.status_code == 200
    note = re.search(r'<textarea id="answer-note"[^>]*>([^<]+)</textarea>', shown.text)
    assert note is not None
    assert "is already in hand" in note[1]
    assert '<option value="duplicate" selected>' in shown.text
    assert "one bundle of one report" in officer.read("/desk")


def test_a_case_offers_templates_with_its_unit_and_deadline(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    take(officer, case, "accept")
    page = officer.read(f"/desk/cases/{case}")
    assert "lamp_repaired:en" in page
    assert "lift_repaired:en" not in page
    assert re.search(r'value="deadline:zh" data-text="[^"]*20\d\d-\d\d-\d\d \d\d:\d\d', page)
    form = {"step": "hand_back", "version": version_on(page), "template": "lamp_repaired:en"}
    shown = officer.send(f"/desk/cases/{case}/steps", page, {**form, "insert": "yes"})
    assert "replaced the damaged fixture" in shown.text


def test_a_bundle_is_merged_with_an_open_case_nearby(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    (number,) = file_reports(site, 1)
    page = officer.read("/desk")
    form = {"action": "merge", "reports": number, "bundle": number, "case": case}
    merged = officer.send("/desk/bundles", page, form)
    assert merged.status_code == 303
    assert number in officer.read(f"/desk/cases/{case}")
    unknown = officer.send("/desk/bundles", page, {**form, "case": "C-NONE"})
    assert unknown.status_code == 404


def test_reports_are_added_to_a_case_by_their_numbers(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    numbers = file_reports(site, 2)
    page = officer.read(f"/desk/cases/{case}")
    form = {"version": version_on(page), "numbers": "，".join(numbers)}
    assert officer.send(f"/desk/cases/{case}/reports", page, form).status_code == 303
    assert "4 reports" in officer.read(f"/desk/cases/{case}")
    wrong = officer.send(f"/desk/cases/{case}/reports", page, {**form, "numbers": "X-1"})
    assert wrong.status_code == 422
    assert "X-1</textarea>" in wrong.text


def test_who_comes_second_to_a_bundle_is_told_who_took_it_and_keeps_the_text(site: Site) -> None:
    (number,) = file_reports(site, 1)
    officer = Officer(site)
    page = officer.read("/desk")
    form = {
        "action": "answer", "reports": number, "bundle": number, "outcome": "answered",
        "note": "We know of it.",
    }  # fmt: skip
    assert officer.send("/desk/bundles", page, form).status_code == 303
    late = officer.send("/desk/bundles", page, {**form, "note": "My own words."})
    assert late.status_code == 409
    assert "front desk took it up: Answer at once, just now, case C-" in late.text
    assert "readonly>My own words.</textarea>" in late.text


def test_the_opened_case_stands_beside_the_list_and_its_forms_lead_back_there(site: Site) -> None:
    officer = Officer(site)
    case = dispatched(site, officer)
    page = officer.read(f"/desk/cases?state=dispatched&case={case}")
    assert 'name="list-state" value="dispatched"' in page
    form = {
        "step": "accept", "version": version_on(page), "list": "yes", "list-state": "dispatched",
    }  # fmt: skip
    done = officer.send(f"/desk/cases/{case}/steps", page, form)
    assert done.headers["Location"] == f"/desk/cases?state=dispatched&case={case}"
    again = officer.send(f"/desk/cases/{case}/steps", page, form)
    assert again.status_code == 409
    assert "data-desk-list" in again.text


def test_what_neighbours_added_is_read_in_the_inbox_before_there_is_a_case(site: Site) -> None:
    [number] = file_reports(site, 1)
    said = {"description": f"灯杆底下的门开着，电话 {PHONE}。"}
    answer = site.client().post(f"/api/intake/v1/reports/{number}/join", json=said)
    assert answer.status_code == 201, answer.text
    bare = site.client().post(f"/api/intake/v1/reports/{number}/join", json={})
    page = Officer(site).read("/desk")
    assert "灯杆底下的门开着" in page
    assert PHONE not in page
    added = answer.get_json()["id"]
    assert f'href="/desk/reports/{added}"' in page
    assert bare.get_json()["id"] not in page
    assert page.count("Added by somebody who joined") == 1
