"""GET …/records/<kind>:<id>/thread: what belongs together, for this reader."""

from typing import Any

import pytest

from services.search.index.document import Document
from tests.unit.search.documents import a_document
from tests.unit.search.shelf import HELD, Shelf


def link(report: str, *refs: str) -> Document:
    return a_document(report, kind="link", audience="staff", title="", fields=(), refs=refs)


@pytest.fixture
def shelf_with_a_thread(shelf: Shelf) -> Shelf:
    """Two reports, one of them staff-only, describe N-1, which P-1 answers; R-9 stands alone."""
    shelf.put(
        a_document("R-1"),
        a_document("R-2", audience="staff"),
        a_document("R-9"),
        link("R-1", "need:N-1", "project:P-1"),
        link("R-2", "need:N-1", "project:P-1"),
        a_document("N-1", kind="need"),
        a_document("P-1", kind="project", refs=("need:N-1",)),
    )
    return shelf


def thread(shelf: Shelf, key: str, role: str | None = None) -> Any:
    answer = shelf.client(role).get(f"/api/search/v1/records/{key}/thread")
    assert answer.status_code == 200
    return answer.get_json()


def ids(strand: Any) -> list[str]:
    return sorted(item["id"] for item in strand["items"])


@pytest.mark.parametrize("key", ["report:R-1", "report:R-2", "need:N-1", "project:P-1"])
def test_the_whole_thread_is_reached_from_each_of_its_records(
    shelf_with_a_thread: Shelf, key: str
) -> None:
    found = thread(shelf_with_a_thread, key, "officer")

    assert f"{found['record']['kind']}:{found['record']['id']}" == key
    assert ids(found["reports"]) == ["R-1", "R-2"]
    assert ids(found["needs"]) == ["N-1"]
    assert ids(found["projects"]) == ["P-1"]


@pytest.mark.parametrize(("who", "seen"), [(None, ["R-1"]), ("officer", ["R-1", "R-2"])])
def test_reports_are_counted_for_those_who_may_read_them(
    shelf_with_a_thread: Shelf, who: str | None, seen: list[str]
) -> None:
    for key in ("need:N-1", "report:R-1", "project:P-1"):
        found = thread(shelf_with_a_thread, key, who)["reports"]
        assert (found["total"], ids(found)) == (len(seen), seen)


def test_the_counts_of_a_thread_are_held_to_areas_and_units(shelf: Shelf) -> None:
    own: dict[str, Any] = {
        "audience": "staff",
        "area_path": ("d", "d1"),
        "responsible_unit": "u1",
    }
    other = {**own, "area_path": ("d", "d2")}
    names = [f"R-{number:03}" for number in range(1, 121)]
    shelf.put(
        *(
            a_document(name, refs=(f"case:C-{name}",), **(own if number % 2 else other))
            for number, name in enumerate(names)
        ),
        *(link(name, "need:N-1") for name in names),
        a_document("C-R-002", kind="case", **own),
        a_document("C-R-001", kind="case", **other),
        a_document("N-1", kind="need"),
        a_document("P-1", kind="project", refs=("need:N-1",), **own),
        a_document("P-2", kind="project", refs=("need:N-1",), **other),
    )
    held = thread(shelf, "need:N-1", HELD)
    assert (held["reports"]["total"], len(held["reports"]["items"])) == (60, 50)
    assert set(ids(held["reports"])) <= set(names[1::2])
    assert (held["projects"]["total"], ids(held["projects"])) == (1, ["P-1"])
    assert held["cases"]["total"] == len(held["cases"]["items"])
    assert ids(thread(shelf, "report:R-002", HELD)["cases"]) == ["C-R-002"]
    assert thread(shelf, "need:N-1", "officer")["reports"]["total"] == 120
    assert thread(shelf, "need:N-1")["reports"]["total"] == 0


def test_a_report_on_a_case_of_others_names_no_case(shelf: Shelf) -> None:
    own: dict[str, Any] = {
        "audience": "staff",
        "area_path": ("d", "d1"),
        "responsible_unit": "u1",
    }
    shelf.put(
        a_document("R-1", refs=("case:C-1",), **own),
        a_document("C-1", kind="case", **{**own, "responsible_unit": "u2"}),
    )
    assert thread(shelf, "report:R-1", HELD)["cases"] == {"total": 0, "items": []}
    assert thread(shelf, "report:R-1", "officer")["cases"]["total"] == 1


def test_a_report_of_no_need_is_alone(shelf_with_a_thread: Shelf) -> None:
    found = thread(shelf_with_a_thread, "report:R-9")

    assert ids(found["reports"]) == ["R-9"]
    assert found["needs"] == found["projects"] == {"total": 0, "items": []}


def test_a_project_that_grew_beyond_the_links_is_found_by_its_needs(shelf: Shelf) -> None:
    shelf.put(
        a_document("N-1", kind="need"),
        a_document("P-2", kind="project", refs=("need:N-1",)),
    )
    assert ids(thread(shelf, "need:N-1")["projects"]) == ["P-2"]


def test_a_draft_for_the_staff_is_not_even_counted_for_others(shelf: Shelf) -> None:
    shelf.put(
        a_document("R-1"),
        link("R-1", "need:N-1", "project:P-1", "project:P-2"),
        a_document("N-1", kind="need"),
        a_document("P-1", kind="project", refs=("need:N-1",), audience="staff"),
        a_document("P-2", kind="project", refs=("need:N-1",)),
    )
    for key in ("report:R-1", "need:N-1"):
        shown = thread(shelf, key)["projects"]
        assert (shown["total"], ids(shown)) == (1, ["P-2"])
        assert thread(shelf, key, "officer")["projects"]["total"] == 2


@pytest.mark.parametrize("key", ["report:R-2", "report:none", "link:R-1", "poem:1"])
def test_what_a_reader_may_not_see_is_not_there(shelf_with_a_thread: Shelf, key: str) -> None:
    answer = shelf_with_a_thread.client().get(f"/api/search/v1/records/{key}/thread")
    assert answer.status_code == 404


def test_an_erased_report_has_no_thread(shelf_with_a_thread: Shelf) -> None:
    shelf_with_a_thread.put(a_document("R-1", version=2, erased=True, title="", fields=()))

    answer = shelf_with_a_thread.client("officer").get("/api/search/v1/records/report:R-1/thread")

    assert answer.status_code == 404
    assert ids(thread(shelf_with_a_thread, "need:N-1", "officer")["reports"]) == ["R-2"]


@pytest.fixture
def shelf_with_a_case(shelf: Shelf) -> Shelf:
    """C-1 handles R-1 and R-2, which describe N-1; R-3 describes it without a case."""
    shelf.put(
        a_document("R-1", refs=("case:C-1",)),
        a_document("R-2", refs=("case:C-1",), audience="staff"),
        a_document("R-3"),
        *(link(report, "need:N-1", "project:P-1") for report in ("R-1", "R-2", "R-3")),
        a_document("C-1", kind="case", audience="staff", late=True),
        a_document("N-1", kind="need"),
        a_document("P-1", kind="project", refs=("need:N-1",)),
    )
    return shelf


def test_the_thread_of_a_case_has_its_reports_and_their_need(shelf_with_a_case: Shelf) -> None:
    found = thread(shelf_with_a_case, "case:C-1", "officer")

    assert ids(found["reports"]) == ["R-1", "R-2"]
    assert ids(found["cases"]) == ["C-1"]
    assert ids(found["needs"]) == ["N-1"]
    assert ids(found["projects"]) == ["P-1"]


@pytest.mark.parametrize("key", ["report:R-1", "need:N-1", "project:P-1"])
def test_staff_see_the_cases_on_the_way(shelf_with_a_case: Shelf, key: str) -> None:
    assert ids(thread(shelf_with_a_case, key, "officer")["cases"]) == ["C-1"]


def test_a_report_without_a_case_has_none(shelf_with_a_case: Shelf) -> None:
    assert ids(thread(shelf_with_a_case, "report:R-3", "officer")["cases"]) == []


def test_the_public_is_told_of_no_case(shelf_with_a_case: Shelf) -> None:
    assert thread(shelf_with_a_case, "report:R-1")["cases"] is None
    assert (
        shelf_with_a_case.client().get("/api/search/v1/records/case:C-1/thread").status_code == 404
    )
    assert "C-1" not in shelf_with_a_case.client().get("/search/report:R-1").get_data(as_text=True)
