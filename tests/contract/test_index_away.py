"""An index that is away, blocked or slow is retried, never believed to have written."""

import threading

import pytest
from elasticsearch import Elasticsearch

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Key
from services.search.index.opening import open_index
from services.search.index.port import Index
from tests.support.engines.elasticsearch_server import ElasticsearchServer
from tests.support.engines.room import unique
from tests.support.eventually import eventually
from tests.unit.search.documents import a_document, a_query, write_and_see

RECORD = Key("report", "1")


def test_a_full_disk_makes_the_index_unavailable_until_there_is_room(
    elasticsearch_url: str,
) -> None:
    name = unique("full")
    index = open_index(f"{elasticsearch_url}/{name}", "write")
    write_and_see(index, [a_document("1")])
    with Elasticsearch(elasticsearch_url) as client:
        [concrete] = client.indices.get(index=f"{name}-*")
        # What the engine itself sets when the disk passes its last watermark.
        block(client, concrete, True)
        with pytest.raises(IndexUnavailable):
            index.write([a_document("1", version=2)])
        assert index.search(a_query("电梯")).total == 1

        block(client, concrete, False)
        write_and_see(index, [a_document("1", version=2)])
        assert index.versions_of([RECORD]) == {RECORD: 2}
        client.indices.delete(index=concrete)
    index.close()


def block(client: Elasticsearch, index: str, on: bool) -> None:
    settings = {"index.blocks.read_only_allow_delete": on or None}
    client.indices.put_settings(index=index, settings=settings)


def test_what_was_written_survives_a_killed_engine_and_the_rest_is_written_again(
    elasticsearch_server: ElasticsearchServer,
) -> None:
    index = open_index(f"{elasticsearch_server.url}/killed", "write")
    index.make()
    acknowledged: dict[Key, int] = {}
    killing = threading.Timer(0.5, elasticsearch_server.kill)
    version = 0
    try:
        while True:
            version += 1
            documents = [a_document(str(at), version=version) for at in range(20)]
            index.write(documents)
            acknowledged = {document.key: version for document in documents}
            if version == 1:  # however long the first took
                killing.start()
    except IndexUnavailable:
        killing.join()
    assert index.ready() is not None

    elasticsearch_server.start()
    eventually(lambda: index.ready() is None, timeout=60)

    stored = index.versions_of(list(acknowledged))
    assert acknowledged
    assert all(stored[key] >= version for key, version in acknowledged.items())
    write_and_see(index, [a_document("1", version=version + 1)])
    assert_frozen_is_unavailable(elasticsearch_server, index)
    index.close()


def assert_frozen_is_unavailable(server: ElasticsearchServer, index: Index) -> None:
    """A stalled engine answers nobody; the time-out says so, and it works again afterwards."""
    server.freeze()
    try:
        with pytest.raises(IndexUnavailable):
            index.search(a_query("电梯"))
    finally:
        server.thaw()
    eventually(lambda: index.ready() is None, timeout=30)
