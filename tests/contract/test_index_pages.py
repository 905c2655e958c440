"""Audience, filters, facets, order and pages, on every adapter."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.search.index.port import DEEPEST_OFFSET, PUBLIC, STAFF, Index, Position, TooDeep
from services.search.query import USUAL_FACETS
from tests.contract.indexes import ADAPTERS, all_ids, opened, pages, url_of
from tests.unit.search.documents import MORNING, a_document, a_query, write_and_see


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with opened(url_of(request.param, request, tmp_path)) as made:
        made.make()
        yield made


def test_the_public_finds_public_records_only(index: Index) -> None:
    write_and_see(index, [a_document("1"), a_document("2", audience="staff")])

    assert all_ids(index, a_query(reader=PUBLIC)) == ["1"]
    assert sorted(all_ids(index, a_query(reader=STAFF))) == ["1", "2"]


def test_links_are_never_hits_unless_the_thread_asks(index: Index) -> None:
    link = a_document("r1", kind="link", title="", fields=(), refs=("need:N-1",))
    write_and_see(index, [link, a_document("2")])

    assert all_ids(index, a_query()) == ["2"]
    assert all_ids(index, a_query(kinds=("link",), refs=("need:N-1",))) == ["r1"]


def test_filters_of_one_name_are_alternatives_and_of_two_names_both_hold(index: Index) -> None:
    write_and_see(
        index,
        [
            a_document("1", category="lift", group="housing", state="a", source="hotline"),
            a_document("2", category="road", group="roads", state="a", request_type="help"),
            a_document("3", category="lift", group="housing", state="b"),
        ],
    )

    def found(**filters: Any) -> list[str]:
        return sorted(all_ids(index, a_query(**filters)))

    assert found(categories=("lift", "road")) == ["1", "2", "3"]
    assert found(categories=("lift",), states=("a",)) == ["1"]
    assert found(groups=("roads",)) == ["2"]
    assert found(sources=("hotline",)) == ["1"]
    assert found(request_types=("help",)) == ["2"]
    assert found(kinds=("need",)) == []
    assert found(kinds=()) == []


def test_a_record_is_found_by_every_area_on_its_path(index: Index) -> None:
    write_and_see(
        index,
        [a_document("1", area_path=("d", "d1", "d11")), a_document("2", area_path=("d", "d2"))],
    )

    assert sorted(all_ids(index, a_query(areas=("d",)))) == ["1", "2"]
    assert all_ids(index, a_query(areas=("d1",))) == ["1"]


def test_since_includes_its_second_and_until_does_not(index: Index) -> None:
    hours = [a_document(str(at), occurred_at=MORNING + timedelta(hours=at)) for at in range(4)]
    write_and_see(index, hours)

    between = a_query(since=MORNING + timedelta(hours=1), until=MORNING + timedelta(hours=3))

    assert all_ids(index, between) == ["2", "1"]


def test_facets_count_what_the_query_finds(index: Index) -> None:
    write_and_see(
        index,
        [
            a_document("1", category="lift", area_path=("d", "d1"), state="a"),
            a_document("2", category="lift", area_path=("d", "d2")),
            a_document("3", "路灯", category="lamp", area_path=("d", "d2")),
            a_document("4", kind="need", category="lift", audience="staff"),
        ],
    )

    facets = index.search(a_query("电梯", facets=USUAL_FACETS, page_size=1)).facets

    counted = {name: {v.value: v.count for v in values} for name, values in facets.items()}
    assert counted == {
        "kind": {"report": 2, "need": 1},
        "category": {"lift": 3},
        "area": {"d": 2, "d1": 1, "d2": 1},
        "state": {"a": 1},
    }
    assert [v.value for v in facets["area"]] == ["d", "d1", "d2"]


def test_newest_oldest_and_updated_order_by_their_dates(index: Index) -> None:
    later, latest = MORNING + timedelta(hours=1), MORNING + timedelta(hours=2)
    write_and_see(
        index,
        [
            a_document("1", occurred_at=MORNING, updated_at=latest),
            a_document("2", occurred_at=latest, updated_at=MORNING),
            a_document("3", occurred_at=later, updated_at=later),
        ],
    )

    assert all_ids(index, a_query(sort="newest")) == ["2", "3", "1"]
    assert all_ids(index, a_query(sort="oldest")) == ["1", "3", "2"]
    assert all_ids(index, a_query(sort="updated")) == ["1", "3", "2"]


@pytest.mark.parametrize("sort", ["newest", "oldest", "updated", "relevance"])
def test_pages_neither_repeat_nor_skip_among_fifty_equal_dates(index: Index, sort: str) -> None:
    write_and_see(index, [a_document(str(at)) for at in range(50)])

    query = a_query("电梯", sort=sort, page_size=7, facets=USUAL_FACETS)
    seen = list(pages(index, query))

    assert [len(page.hits) for page in seen] == [7] * 7 + [1]
    assert sorted(hit.id for page in seen for hit in page.hits) == sorted(map(str, range(50)))
    assert {page.total for page in seen} == {50}
    assert all(page.facets == seen[0].facets for page in seen)


def test_a_page_that_ends_exactly_with_the_hits_is_the_last(index: Index) -> None:
    write_and_see(index, [a_document(str(at)) for at in range(4)])

    assert [len(page.hits) for page in pages(index, a_query(page_size=2))] == [2, 2]


def test_relevance_pages_end_at_the_deepest_offset(index: Index) -> None:
    write_and_see(index, [a_document()])

    with pytest.raises(TooDeep):
        index.search(a_query("电梯", sort="relevance", after=Position(offset=DEEPEST_OFFSET)))


def test_a_record_about_fewer_words_is_more_relevant(index: Index) -> None:
    write_and_see(index, [a_document("1", "电梯" + "说明很长" * 30), a_document("2", "电梯坏了")])

    assert all_ids(index, a_query("电梯", sort="relevance")) == ["2", "1"]
