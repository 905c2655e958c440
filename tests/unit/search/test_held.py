"""Somebody who works for a part of the town searches what is theirs, and what is public."""

from typing import Any

import pytest

from services.search.index.document import Fact
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import HELD, Shelf

RECORDS = "/api/search/v1/records"
OWN: dict[str, Any] = {"area_path": ("d", "d1"), "responsible_unit": "u1", "object": "LAMP-7"}
OTHER: dict[str, Any] = {**OWN, "area_path": ("d", "d2")}


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """One public and one staff record of the reader's, and one of each of others."""
    known = Fact("external_id", "WX-2026-77", public=False)
    shelf.put(
        a_document("R-1", "路灯坏了", **OWN),
        a_document("R-2", "路灯坏了", audience="staff", **OWN),
        a_document("R-3", "路灯坏了", facts=(known,), **OTHER),
        a_document("R-4", "路灯坏了", audience="staff", facts=(known,), **OTHER),
    )
    return shelf


def answer(shelf: Shelf, path: str, who: str | None = HELD) -> Any:
    found = shelf.client(who).get(path)
    assert found.status_code == 200, found.text
    return found.get_json()


def ids(found: Any) -> list[str]:
    return sorted(item["id"] for item in found["items"])


def test_hits_totals_and_facets_count_what_the_reader_may_see(filled: Shelf) -> None:
    for path in (f"{RECORDS}?facets=area,kind", f"{RECORDS}?q=路灯&facets=area,kind"):
        found = answer(filled, path)
        assert (found["total"], ids(found)) == (3, ["R-1", "R-2", "R-3"])
        assert found["facets"]["kind"] == [{"value": "report", "count": 3}]
        assert {one["value"]: one["count"] for one in found["facets"]["area"]} == {
            "d": 3,
            "d1": 2,
            "d2": 1,
        }


def test_what_is_for_the_staff_finds_no_record_of_others(filled: Shelf) -> None:
    """A public record of another area tells its object and its other number to its own staff."""
    assert ids(answer(filled, f"{RECORDS}?object=LAMP-7")) == ["R-1", "R-2"]
    counted = answer(filled, f"{RECORDS}?facets=object")["facets"]["object"]
    assert counted == [{"value": "LAMP-7", "count": 2}]
    assert answer(filled, f"{RECORDS}?q=WX-2026-77")["total"] == 0
    assert ids(answer(filled, f"{RECORDS}?q=WX-2026-77", "officer")) == ["R-3", "R-4"]


def test_a_saved_search_is_held_when_it_runs_not_when_it_was_saved(filled: Shelf) -> None:
    client = filled.client(HELD)
    body = {"name": "路灯", "parameters": {"q": "路灯", "object": "LAMP-7"}}
    kept = client.post("/api/search/v1/saved", json=body).get_json()
    run = f"/api/search/v1/saved/{kept['id']}/records"
    assert ids(client.get(run).get_json()) == ["R-1", "R-2"]
    filled.put(a_document("R-2", "路灯坏了", version=2, audience="staff", **OTHER))
    assert ids(client.get(run).get_json()) == ["R-1"]
    assert filled.client("officer").get(run).status_code == 404
