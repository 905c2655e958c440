"""Filters, facets and mistyped words over HTTP."""

from typing import Any
from urllib.parse import quote

import pytest

from services.search.index.document import Fact
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import Shelf

RECORDS = "/api/search/v1/records"


def get(shelf: Shelf, query: str = "", role: str | None = None) -> Any:
    answer = shelf.client(role).get(f"{RECORDS}?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_records_are_found_by_unit_indicator_and_lateness(shelf: Shelf) -> None:
    shelf.put(
        a_document("1", responsible_unit="housing", indicators=("i1", "i2"), late=True),
        a_document("2", responsible_unit="roads", late=False),
        a_document("3"),
    )

    assert shelf.found(f"{RECORDS}?responsible_unit=housing") == ["report:1"]
    assert shelf.found(f"{RECORDS}?indicator=i2,i9") == ["report:1"]
    assert shelf.found(f"{RECORDS}?late=true") == ["report:1"]
    assert shelf.found(f"{RECORDS}?late=false") == ["report:2"]
    [item] = get(shelf, "late=true")["items"]
    assert (item["responsible_unit"], item["indicators"], item["late"]) == (
        "housing",
        ["i1", "i2"],
        True,
    )


def test_records_are_found_in_a_box_and_around_a_place(shelf: Shelf) -> None:
    shelf.put(
        a_document("near", lat=30.44, long=123.13),
        a_document("far", lat=30.46, long=123.13),
        a_document("nowhere"),
    )

    assert shelf.found(f"{RECORDS}?bbox=123.12,30.43,123.14,30.45") == ["report:near"]
    assert shelf.found(f"{RECORDS}?lat=30.441&long=123.13&radius=200") == ["report:near"]
    [item] = get(shelf, "bbox=123.12,30.43,123.14,30.45")["items"]
    assert (item["facts"]["lat"], item["facts"]["long"]) == (30.44, 123.13)


def test_objects_are_for_staff(shelf: Shelf) -> None:
    shelf.put(a_document("1", object="L-7", facts=(Fact("object", "L-7", public=False),)))

    assert shelf.found(f"{RECORDS}?object=L-7", "officer") == ["report:1"]
    assert get(shelf, "facets=object", "officer")["facets"]["object"] == [
        {"value": "L-7", "count": 1}
    ]
    for query in ("object=L-7", "facets=object", "facets=kind,object"):
        assert shelf.client().get(f"{RECORDS}?{query}").status_code == 403
    assert "L-7" not in shelf.client().get(RECORDS).get_data(as_text=True)


def test_the_facets_asked_for_are_counted(shelf: Shelf) -> None:
    shelf.put(a_document("1", category="lift", source="hotline"))

    facets = get(shelf, "facets=source,category")["facets"]

    assert facets["source"] == [{"value": "hotline", "count": 1}]
    assert facets["category"] == [{"value": "lift", "count": 1}]
    assert facets["kind"] == []


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("bbox=1,2,3", ["/bbox"]),
        ("bbox=10,0,5,1", ["/bbox"]),
        ("bbox=0,0,0,nan", ["/bbox"]),
        ("lat=1&long=2", ["/radius"]),
        ("radius=10", ["/lat", "/long"]),
        ("lat=91&long=2&radius=3", ["/lat"]),
        ("lat=1&long=2&radius=50001", ["/radius"]),
        ("lat=1&long=2&radius=0", ["/radius"]),
        ("late=perhaps", ["/late"]),
        ("facets=colour", ["/facets"]),
    ],
)
def test_a_wrong_filter_is_pointed_at(shelf: Shelf, query: str, pointers: list[str]) -> None:
    answer = shelf.client().get(f"{RECORDS}?{query}")
    assert answer.status_code == 422
    assert sorted(error["pointer"] for error in answer.get_json()["errors"]) == pointers


def test_a_circle_that_holds_too_much_is_400(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.search.index.tantivy.circles.MOST_MEASURED", 0)
    shelf.put(a_document("1", lat=30.0, long=120.0))

    answer = shelf.client().get(f"{RECORDS}?lat=30&long=120&radius=6000")

    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["pointer"] == "/radius"


def test_a_mistyped_word_is_mended_and_that_is_said(shelf: Shelf) -> None:
    shelf.put(a_document("1", "The elevator is broken"))

    answer = get(shelf, "q=elevatr broken")

    assert answer["corrected"] == "elevator broken"
    assert answer["items"][0]["snippet"] == "The <mark>elevator</mark> is <mark>broken</mark>"
    assert get(shelf, "q=elevator")["corrected"] is None


def test_a_mistyped_word_learns_nothing_from_what_the_reader_may_not_see(shelf: Shelf) -> None:
    shelf.put(a_document("1", "The elevator is broken", audience="staff"))

    assert (get(shelf, "q=elevatr")["corrected"], get(shelf, "q=elevatr")["total"]) == (None, 0)
    assert get(shelf, "q=elevatr", "officer")["corrected"] == "elevator"


def test_quoted_and_chinese_words_are_never_mended(shelf: Shelf) -> None:
    shelf.put(a_document("1", "elevator 电梯"))

    for typed in ('"elevatr"', "电第"):
        assert get(shelf, f"q={quote(typed)}")["total"] == 0
