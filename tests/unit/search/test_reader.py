"""Staff who work for some areas and units find the staff records of these alone."""

from typing import Any

import pytest

from services.search.index.document import Fact
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import HELD, Shelf

RECORDS = "/api/search/v1/records"
OWN: dict[str, Any] = {"area_path": ("d", "d1"), "responsible_unit": "u1"}


@pytest.fixture
def town(shelf: Shelf) -> Shelf:
    facts = (Fact("external_id", "A1", public=False),)
    shelf.put(
        a_document("own", audience="staff", facts=facts, **OWN),
        a_document("own-public", facts=facts, **OWN),
        a_document("other-area", audience="staff", **{**OWN, "area_path": ("d", "d2")}),
        a_document("other-unit", audience="staff", **{**OWN, "responsible_unit": "u2"}),
        a_document("no-unit", audience="staff", **{**OWN, "responsible_unit": None}),
        a_document("public", facts=facts),
    )
    return shelf


def test_a_held_officer_finds_what_is_public_and_the_own(town: Shelf) -> None:
    assert sorted(town.found(RECORDS, HELD)) == ["report:own", "report:own-public", "report:public"]
    assert len(town.found(RECORDS, "officer")) == 6


def test_counts_and_totals_are_those_of_the_found(town: Shelf) -> None:
    answer = town.client(HELD).get(f"{RECORDS}?facets=responsible_unit").get_json()

    assert answer["total"] == 3
    assert answer["facets"]["responsible_unit"] == [{"value": "u1", "count": 2}]


def test_staff_facts_are_shown_of_the_own_alone(town: Shelf) -> None:
    items = town.client(HELD).get(RECORDS).get_json()["items"]

    told = {item["id"] for item in items if "external_id" in item["facts"]}
    assert told == {"own", "own-public"}


@pytest.mark.parametrize(
    ("record", "status"), [("own", 200), ("public", 200), ("other-area", 404), ("no-unit", 404)]
)
def test_a_record_out_of_reach_has_no_page_and_no_thread(
    town: Shelf, record: str, status: int
) -> None:
    client = town.client(HELD)
    assert client.get(f"{RECORDS}/report:{record}/thread").status_code == status
    assert client.get(f"/search/report:{record}").status_code == status
