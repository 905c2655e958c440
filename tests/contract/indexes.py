"""Every adapter of the index, opened for one test, and ways to ask it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from elasticsearch import Elasticsearch

from services.search.index.opening import open_index
from services.search.index.port import Index, Page, Position, Query
from tests.unit.search.documents import a_query

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
    try:
        yield index
    finally:
        index.close()
        _remove(url)


def _remove(url: str) -> None:
    server, _, name = url.rpartition("/")
    if server.startswith("http"):
        with Elasticsearch(server) as client:
            for concrete in client.indices.get(index=f"{name}-*"):
                client.indices.delete(index=concrete)


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
