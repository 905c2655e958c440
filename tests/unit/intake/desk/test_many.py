"""Declining many reports at once, wherever they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.intake.desk.test_desk import Officer, file_reports
from tests.unit.intake.site_client import Site, bearing, open_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    opened = open_site(tmp_path)
    yield opened
    opened.database.close()


def junk(site: Site) -> list[str]:
    """Five reports so far apart that no bundle holds two of them."""
    return [file_reports(site, 1, lat=30.40 + n / 50, long=123.14)[0] for n in range(5)]


def test_what_is_ticked_is_declined_with_one_reason_and_can_be_undone(site: Site) -> None:
    officer, numbers = Officer(site), junk(site)
    page = officer.read("/desk/many")
    assert all(number in page for number in numbers)
    form = {"reports": numbers[:4], "outcome": "not_accepted", "reason": "同一人灌水"}
    done = officer.send("/desk/many", page, form)
    assert done.status_code == 303
    case = done.headers["Location"].partition("done=")[2]
    left = officer.read("/desk/many")
    assert [number in left for number in numbers] == [False] * 4 + [True]
    assert "同一人灌水" in officer.read(f"/desk/cases/{case}")
    undone = officer.send(f"/desk/cases/{case}/undo", officer.read("/desk"), {})
    assert undone.status_code == 303
    again = officer.read("/desk/many")
    assert all(number in again for number in numbers)


def test_without_a_tick_or_a_reason_nothing_is_declined(site: Site) -> None:
    officer, numbers = Officer(site), junk(site)
    page = officer.read("/desk/many")
    bare = {"outcome": "not_accepted", "reason": "灌水"}
    assert officer.send("/desk/many", page, bare).status_code == 422
    unsaid = officer.send(
        "/desk/many", page, {"reports": numbers, "outcome": "not_accepted", "reason": ""}
    )
    assert unsaid.status_code == 422
    assert "checked" in unsaid.text
    assert all(number in officer.read("/desk/many") for number in numbers)


def test_what_those_who_joined_added_stands_beside_the_report(site: Site) -> None:
    """Who declines a report declines what a neighbour added to it."""
    [number, *_] = junk(site)
    joined = {"client_id": "n1", "description": "井盖也没了，孩子差点掉下去"}
    said = site.client().post(f"/api/intake/v1/reports/{number}/join", json=joined)
    assert said.status_code == 201
    page = Officer(site).read("/desk/many")
    assert "井盖也没了，孩子差点掉下去" in page
    assert said.json is not None
    assert f"/desk/reports/{said.json['id']}" in page


def test_it_is_the_officers_page(site: Site) -> None:
    assert site.client().get("/desk/many", headers=bearing("planner")).status_code == 403
