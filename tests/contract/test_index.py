"""Keeping and opening, on every adapter; and the adapters compared."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Document, Fact
from services.search.index.opening import open_index
from services.search.index.port import Index, Query
from services.search.query import USUAL_FACETS
from tests.contract.indexes import ADAPTERS, opened, pages, total, url_of
from tests.unit.search.documents import MORNING, a_document, a_query, write_and_see


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with opened(url_of(request.param, request, tmp_path)) as made:
        made.make()
        yield made


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
        a_query(typed, sort=sort, page_size=33, facets=USUAL_FACETS, areas=areas)
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
