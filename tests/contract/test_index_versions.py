"""Versions, erasure and rebuilds, on every adapter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Key
from services.search.index.port import Index, IndexOutdated
from services.search.index.tantivy import generations
from tests.contract.indexes import ADAPTERS, all_ids, opened, total, url_of
from tests.unit.search.documents import a_document, a_query, write_and_see


@pytest.fixture(params=ADAPTERS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with opened(url_of(request.param, request, tmp_path)) as made:
        made.make()
        yield made


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


def age(index: Index, url: str) -> None:
    """Make the index look like one that another release made."""
    server, _, name = url.rpartition("/")
    if server.startswith("http"):
        with Elasticsearch(server) as client:
            client.indices.put_mapping(index=name, properties={"former": {"type": "keyword"}})
        return
    root = Path(url.removeprefix("tantivy://"))
    (generations.current(root) / "format").write_text("0", encoding="ascii")


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_index_of_another_release_takes_nothing_until_it_is_rebuilt(
    adapter: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = url_of(adapter, request, tmp_path)
    with opened(url) as former:
        write_and_see(former, [a_document("1")])
        age(former, url)
        former.close()

        with opened(url) as index:
            with pytest.raises(IndexOutdated):
                index.make()
            with pytest.raises(IndexOutdated):
                index.write([a_document("2")])
            rebuild = index.rebuild()
            rebuild.write([a_document("1"), a_document("2")])
            rebuild.switch()
            index.make()
            write_and_see(index, [a_document("3")])

            assert sorted(all_ids(index, a_query())) == ["1", "2", "3"]
