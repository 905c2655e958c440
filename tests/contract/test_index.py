"""The promises of the index, tried on every adapter."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from services.runtime.unavailable import IndexUnavailable
from services.search.index.opening import open_index
from services.search.index.port import (
    DEEPEST_OFFSET,
    Document,
    Fact,
    Index,
    Key,
    Page,
    Position,
    Query,
    TooDeep,
)
from services.search.text.asking import ask
from services.search.text.folding import fold
from services.search.text.marking import matches
from tests.unit.search.documents import MORNING, a_document, a_query, write_and_see

ADAPTERS = ("tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch))


def url_of(adapter: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if adapter == "tantivy":
        return f"tantivy://{folder / token_hex(4)}"
    server = str(request.getfixturevalue("elasticsearch_url"))
    return f"{server}/test-{token_hex(4)}"


@contextmanager
def opened(url: str) -> Iterator[Index]:
    """The index for writing; on a shared engine nothing of it stays."""
    index = open_index(url, "write")
    yield index
    index.close()
    server, _, name = url.rpartition("/")
    if server.startswith("http"):
        with Elasticsearch(server) as client:
            for concrete in client.indices.get(index=f"{name}-*"):
                client.indices.delete(index=concrete)


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with opened(url_of(request.param, request, tmp_path)) as made:
        made.make()
        yield made


def pages(index: Index, query: Query) -> Iterator[Page]:
    after: Position | None = None
    while True:
        page = index.search(replace(query, after=after))
        yield page
        if page.next is None:
            return
        after = page.next


def replace(query: Query, **changes: object) -> Query:
    values = {name: getattr(query, name) for name in Query.__dataclass_fields__}
    return Query(**{**values, **changes})


def all_ids(index: Index, query: Query) -> list[str]:
    return [hit.id for page in pages(index, query) for hit in page.hits]


def total(index: Index, typed: str) -> int:
    return index.search(a_query(typed)).total


# Text


def test_traditional_and_simplified_find_each_other(index: Index) -> None:
    write_and_see(index, [a_document("1", "小區電梯壞了"), a_document("2", "小区电梯坏了")])

    assert total(index, "電梯") == total(index, "电梯") == 2


def test_a_pair_inside_a_longer_word_is_found(index: Index) -> None:
    write_and_see(index, [a_document(text="路面下的排水管网老化")])

    assert total(index, "管网") == 1


def test_a_phrase_never_spans_a_gap(index: Index) -> None:
    write_and_see(
        index,
        [
            a_document("1", "排水，水管坏了"),
            a_document("2", "排水a水管"),
            a_document("3", "排水管坏了"),
        ],
    )

    assert all_ids(index, a_query("排水管")) == ["3"]
    assert all_ids(index, a_query("水水")) == []


def test_a_phrase_never_spans_two_fields(index: Index) -> None:
    write_and_see(index, [a_document(fields=("电", "梯坏了", "3栋。", "楼道"))])

    assert total(index, "电梯") == 0
    assert total(index, '"栋 楼道"') == 0
    assert total(index, "3栋楼") == 0
    assert total(index, "楼道") == 1


def test_digits_match_whole(index: Index) -> None:
    write_and_see(index, [a_document("1", "3栋楼漏水"), a_document("2", "13栋漏水")])

    assert all_ids(index, a_query("3栋")) == ["1"]


def test_a_single_character_is_found(index: Index) -> None:
    write_and_see(index, [a_document("1", "堵，很堵"), a_document("2", "畅通")])

    assert all_ids(index, a_query("堵")) == ["1"]


def test_terms_all_hold_and_minus_excludes(index: Index) -> None:
    write_and_see(
        index,
        [
            a_document("1", "电梯坏了"),
            a_document("2", "电梯噪音扰民"),
            a_document("3", "噪音"),
        ],
    )

    assert all_ids(index, a_query("噪音 电梯")) == ["2"]
    assert all_ids(index, a_query("电梯 -噪音")) == ["1"]
    assert sorted(all_ids(index, a_query("-噪音"))) == ["1"]


def test_an_empty_search_means_all_and_mere_punctuation_nothing(index: Index) -> None:
    write_and_see(index, [a_document("1"), a_document("2")])

    assert total(index, "") == 2
    assert total(index, "？！") == 0


def test_a_word_longer_than_any_engine_takes_is_found_whole(index: Index) -> None:
    long = "a" * 40_000
    write_and_see(index, [a_document("1", f"编号{long}"), a_document("2", f"编号{long}b")])

    assert all_ids(index, a_query(long)) == ["1"]


def synthetic_texts(generator: random.Random, count: int) -> list[tuple[str, str]]:
    """Few characters, so that pairs recur; gaps, words and traditional forms among them."""
    letters = "电梯管网水路灯坏小区電樓"
    odd = ["，", " ", "3", "13", "A7", "b", "。", "\n", "㎡", "３", "-", "“", "栋"]

    def text() -> str:
        parts = [
            generator.choice(odd) if generator.random() < 0.25 else generator.choice(letters)
            for _ in range(generator.randint(0, 30))
        ]
        return "".join(parts)

    return [(text(), text()) for _ in range(count)]


def test_totals_equal_a_scan(index: Index) -> None:
    generator = random.Random(20261122)
    texts = synthetic_texts(generator, 300)
    write_and_see(index, [a_document(str(at), fields=fields) for at, fields in enumerate(texts)])
    joined = [fold(field).text for fields in texts for field in fields if field]
    asked = [
        field[start : start + generator.randint(1, 5)]
        for field in generator.choices(joined, k=600)
        for start in [generator.randrange(len(field))]
    ]

    totals = index.count([a_query(f'"{term}"') for term in asked])

    expected = [sum(matches(fields, ask(f'"{term}"')) for fields in texts) for term in asked]
    assert totals == expected
    assert sum(expected) > 1000, "the corpus was too thin to prove anything"


def test_pure_han_totals_equal_plain_substring_counts(index: Index) -> None:
    generator = random.Random(7)
    texts = ["".join(generator.choices("电梯管网水路", k=12)) for _ in range(200)]
    write_and_see(index, [a_document(str(at), text) for at, text in enumerate(texts)])
    asked = {text[at : at + n] for text in texts[:20] for at in range(9) for n in (1, 2, 3, 4)}

    totals = dict(zip(asked, index.count([a_query(term) for term in asked]), strict=True))

    assert totals == {term: sum(term in text for text in texts) for term in asked}


# Versions


def test_an_older_version_never_overwrites_a_newer_one(index: Index) -> None:
    write_and_see(index, [a_document(text="新的说法", version=3)])
    write_and_see(index, [a_document(text="旧的说法", version=2)])

    assert total(index, "新的") == 1
    assert total(index, "旧的") == 0
    assert index.versions_of([Key("report", "1")]) == {Key("report", "1"): 3}


def test_of_two_versions_in_one_call_the_newer_stays(index: Index) -> None:
    write_and_see(index, [a_document(text="新的", version=2), a_document(text="旧的", version=1)])

    assert (total(index, "新的"), total(index, "旧的")) == (1, 0)


def test_a_newer_version_replaces_the_older(index: Index) -> None:
    write_and_see(index, [a_document(text="旧的", version=1)])
    write_and_see(index, [a_document(text="新的", version=2)])

    assert (total(index, ""), total(index, "旧的"), total(index, "新的")) == (1, 0, 1)


def test_the_same_version_twice_changes_nothing(index: Index) -> None:
    write_and_see(index, [a_document()])
    write_and_see(index, [a_document()])

    assert total(index, "电梯") == 1


def test_an_erased_record_is_not_found_and_cannot_come_back(index: Index) -> None:
    write_and_see(index, [a_document(version=1)])
    stub = a_document(version=2, erased=True, title="", fields=())
    write_and_see(index, [stub])
    write_and_see(index, [a_document(version=1)])

    assert (total(index, "电梯"), total(index, "")) == (0, 0)
    assert index.visible([stub.key])[stub.key].erased
    assert index.versions_of([stub.key]) == {stub.key: 2}


def test_unknown_keys_have_no_version(index: Index) -> None:
    write_and_see(index, [a_document()])

    assert index.versions_of([Key("need", "1")]) == {}
    assert index.visible([Key("need", "1")]) == {}
    assert index.versions_of([]) == {}


# Audience and filters


def test_the_public_finds_public_records_only(index: Index) -> None:
    write_and_see(index, [a_document("1"), a_document("2", audience="staff")])

    assert all_ids(index, a_query(scope="public")) == ["1"]
    assert sorted(all_ids(index, a_query(scope="staff"))) == ["1", "2"]


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

    facets = index.search(a_query("电梯", facets=True, page_size=1)).facets

    counted = {name: {v.value: v.count for v in values} for name, values in facets.items()}
    assert counted == {
        "kind": {"report": 2, "need": 1},
        "category": {"lift": 3},
        "area": {"d": 2, "d1": 1, "d2": 1},
        "state": {"a": 1},
    }
    assert [v.value for v in facets["area"]] == ["d", "d1", "d2"]


# Order and pages


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

    query = a_query("电梯", sort=sort, page_size=7, facets=True)
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


# Keeping


def test_a_document_comes_back_as_it_was_written(index: Index) -> None:
    written = a_document(
        title="电梯 <坏>",
        body="正文",
        category="lift",
        group="housing",
        area_path=("d", "d1"),
        state="a",
        source="hotline",
        request_type="help",
        refs=("need:N-1",),
        facts=(Fact("people", 3), Fact("rank", None, public=False), Fact("needs", ("N-1",))),
        occurred_at=MORNING + timedelta(microseconds=5),
    )
    write_and_see(index, [written])

    [hit] = index.search(a_query()).hits

    assert hit == without_fields(written)


def without_fields(document: Document) -> Document:
    values = {name: getattr(document, name) for name in Document.__dataclass_fields__}
    return Document(**{**values, "fields": ()})


def test_as_of_is_the_newest_update_shown(index: Index) -> None:
    write_and_see(index, [])
    assert index.as_of() is None

    newest = MORNING + timedelta(seconds=3, microseconds=123_456)
    write_and_see(index, [a_document("1"), a_document("2", updated_at=newest, erased=True)])

    assert index.as_of() == newest


def test_many_counts_at_once_equal_single_ones(index: Index) -> None:
    write_and_see(index, [a_document("1", "电梯"), a_document("2", "电灯")])

    assert index.count([a_query("电"), a_query("梯"), a_query("？")]) == [2, 1, 0]
    assert index.count([]) == []


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_what_was_written_is_there_after_reopening(
    adapter: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = url_of(adapter, request, tmp_path)
    first = open_index(url, "write")
    write_and_see(first, [a_document()])
    first.close()

    with opened(url) as again:
        assert total(again, "电梯") == 1


# Rebuild


def test_the_old_index_serves_until_the_switch(index: Index) -> None:
    write_and_see(index, [a_document("old", "电梯")])
    rebuild = index.rebuild()
    rebuild.write([a_document("new", "电梯")])

    assert all_ids(index, a_query("电梯")) == ["old"]
    rebuild.switch()
    assert all_ids(index, a_query("电梯")) == ["new"]
    assert index.versions_of([Key("report", "old")]) == {}


def test_what_is_written_during_a_rebuild_is_in_both(index: Index) -> None:
    rebuild = index.rebuild()
    write_and_see(index, [a_document("late", version=5)])
    rebuild.write([a_document("late", version=4), a_document("early")])
    rebuild.switch()

    assert sorted(all_ids(index, a_query("电梯"))) == ["early", "late"]
    assert index.versions_of([Key("report", "late")]) == {Key("report", "late"): 5}


def test_an_abandoned_rebuild_leaves_the_old_index(index: Index) -> None:
    write_and_see(index, [a_document("old")])
    rebuild = index.rebuild()
    rebuild.write([a_document("new")])
    rebuild.abandon()
    write_and_see(index, [a_document("later")])

    assert sorted(all_ids(index, a_query())) == ["later", "old"]
    with pytest.raises(IndexUnavailable):
        rebuild.switch()


def test_abandoning_after_the_switch_changes_nothing(index: Index) -> None:
    rebuild = index.rebuild()
    rebuild.write([a_document("new")])
    rebuild.switch()
    rebuild.abandon()

    assert all_ids(index, a_query()) == ["new"]


def test_a_second_rebuild_takes_the_place_of_the_first(index: Index) -> None:
    first = index.rebuild()
    first.write([a_document("first")])
    second = index.rebuild()
    second.write([a_document("second")])

    with pytest.raises(IndexUnavailable):
        first.switch()
    second.switch()
    assert all_ids(index, a_query()) == ["second"]


# Both at once


@pytest.mark.elasticsearch
def test_both_adapters_give_the_same_order(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    generator = random.Random(3)
    documents = [
        a_document(
            str(at),
            generator.choice(["电梯坏了", "电梯噪音", "路灯坏了"]),
            kind=generator.choice(["report", "need", "project"]),
            occurred_at=MORNING + timedelta(minutes=generator.randint(0, 20)),
            updated_at=MORNING + timedelta(minutes=generator.randint(0, 20)),
            category=generator.choice(["lift", "lamp", None]),
            area_path=generator.choice([("d",), ("d", "d1"), ()]),
        )
        for at in range(300)
    ]
    queries = [
        a_query(typed, sort=sort, page_size=33, facets=True, areas=areas)
        for typed in ("电梯", "坏了 -路灯", "")
        for sort in ("newest", "oldest", "updated")
        for areas in ((), ("d",))
    ]
    answers = []
    for adapter in ("tantivy", "elasticsearch"):
        with opened(url_of(adapter, request, tmp_path)) as index:
            write_and_see(index, documents)
            answers.append([list(pages(index, query)) for query in queries])

    assert answers[0] == answers[1]


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_index_that_nobody_made_is_unavailable(
    adapter: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    reader = open_index(url_of(adapter, request, tmp_path), "read")

    with pytest.raises(IndexUnavailable):
        reader.search(Query())
    assert reader.ready() is not None
    reader.close()


def test_making_an_index_that_is_there_changes_nothing(index: Index) -> None:
    write_and_see(index, [a_document()])
    index.make()

    assert total(index, "电梯") == 1


def test_settled_writes_are_seen_by_the_next_search(index: Index) -> None:
    for at in range(5):
        index.write([a_document(str(at))])
        index.settle()
        assert total(index, "电梯") == at + 1


def test_a_reader_sees_what_another_process_commits(tmp_path: Path) -> None:
    url = f"tantivy://{tmp_path / 'index'}"
    writer, reader = open_index(url, "write"), open_index(url, "read")
    writer.write([a_document("1")])
    assert reader.search(Query()).total == 1

    writer.write([a_document("2")])
    assert reader.search(Query()).total == 2

    rebuild = writer.rebuild()
    rebuild.switch()
    assert reader.search(Query()).total == 0
    writer.close()


def test_a_second_writer_waits_until_the_first_lets_go(tmp_path: Path) -> None:
    url = f"tantivy://{tmp_path / 'index'}"
    first, second = open_index(url, "write"), open_index(url, "write")
    first.write([a_document("1")])

    with pytest.raises(IndexUnavailable):
        second.write([a_document("2")])
    first.close()
    second.write([a_document("2")])
    second.close()


def test_an_engine_that_is_not_there_is_unavailable() -> None:
    reader = open_index("http://127.0.0.1:9/nothing", "read")

    assert reader.ready() is not None
    with pytest.raises(IndexUnavailable):
        reader.count([Query()])
    reader.close()
