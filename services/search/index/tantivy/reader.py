"""Searching a tantivy directory that this or another process writes."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import tantivy

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import Document, Key
from services.search.index.order import (
    check_depth,
    facet_values,
    moment_of,
    page_by_date,
    page_by_relevance,
    wanted_hits,
)
from services.search.index.payload import from_payload
from services.search.index.port import FacetValue, Page, Query
from services.search.index.tantivy import generations
from services.search.index.tantivy.circles import hits_in_circle
from services.search.index.tantivy.queries import from_position, keyed

_BUCKETS = 10_000
"""Distinct values of a facet that are counted; the shown ones are exact below it."""


class TantivyReader:
    """IndexReader on a directory. A commit of the writer is seen by the next search."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._opened: tuple[Path, tantivy.Index] | None = None
        self._stamp: tuple[int, ...] | None = None
        self._as_of: tuple[tuple[int, ...], datetime | None] | None = None

    def search(self, query: Query) -> Page:
        searcher = self._searcher()
        with _searching():
            hits = hits_in_circle(searcher, query)
            if query.sort == "relevance":
                return _by_relevance(searcher, hits, query)
            return _by_date(searcher, hits, query)

    def count(self, queries: Sequence[Query]) -> Sequence[int]:
        searcher = self._searcher()
        with _searching():
            return [_total(searcher, hits_in_circle(searcher, query)) for query in queries]

    def kept(self) -> Mapping[str, int]:
        kinds = {"kind": {"terms": {"field": "kind", "size": _BUCKETS}}}
        with _searching():
            counted = self._searcher().aggregate(tantivy.Query.all_query(), kinds)
        return {bucket["key"]: bucket["doc_count"] for bucket in counted["kind"]["buckets"]}

    def visible(self, keys: Sequence[Key]) -> Mapping[Key, Document]:
        if not keys:
            return {}
        searcher = self._searcher()
        with _searching():
            found = searcher.search(keyed(keys), limit=len(keys), count=False)
            documents = [_document(searcher, address) for _, address in found.hits]
        return {document.key: document for document in documents}

    def as_of(self) -> datetime | None:
        stamp, searcher = self._newest()
        if self._as_of is not None and self._as_of[0] == stamp:
            return self._as_of[1]
        newest = {"newest": {"max": {"field": "updated_micros"}}}
        with _searching():
            value = searcher.aggregate(tantivy.Query.all_query(), newest)["newest"]["value"]
        moment = None if value is None else moment_of(value)
        self._as_of = stamp, moment
        return moment

    def ready(self) -> str | None:
        try:
            self._searcher()
        except IndexUnavailable as error:
            return str(error)
        return None

    def close(self) -> None:
        with self._lock:
            self._opened = None
            self._stamp = None

    def _searcher(self) -> tantivy.Searcher:
        return self._newest()[1]

    def _newest(self) -> tuple[tuple[int, ...], tantivy.Searcher]:
        """A searcher that shows every commit made before this call, and what tells it apart."""
        try:
            return self._look()
        except IndexUnavailable:
            # A rebuild may have switched between two looks; then the second one succeeds.
            return self._look()

    def _look(self) -> tuple[tuple[int, ...], tantivy.Searcher]:
        stamp = generations.stamp(self._root)
        with self._lock:
            opened = self._opened
            if opened is None or stamp != self._stamp:
                opened = self._reload()
                self._stamp = stamp
            return stamp, opened[1].searcher()

    def _reload(self) -> tuple[Path, tantivy.Index]:
        generation = generations.current(self._root)
        generations.check_format(generation)
        try:
            opened = self._opened
            if opened is None or opened[0] != generation:
                index = tantivy.Index.open(str(generation))
                index.config_reader("manual")
                opened = self._opened = generation, index
            opened[1].reload()
            return opened
        except (ValueError, OSError) as error:
            self._opened = None
            raise IndexUnavailable("the search index cannot be opened") from error


def _by_date(searcher: tantivy.Searcher, hits: tantivy.Query, query: Query) -> Page:
    field = "updated_key" if query.sort == "updated" else "occurred_key"
    order = tantivy.Order.Asc if query.sort == "oldest" else tantivy.Order.Desc
    found = searcher.search(
        from_position(hits, field, query),
        limit=wanted_hits(query),
        count=query.after is None,
        order_by_field=field,
        order=order,
    )
    total = _counted(found) if query.after is None else _total(searcher, hits)
    documents = [_document(searcher, address) for _, address in found.hits]
    shown, position = page_by_date(query, documents)
    return Page(total, shown, position, _facets(searcher, hits, query))


def _by_relevance(searcher: tantivy.Searcher, hits: tantivy.Query, query: Query) -> Page:
    found = searcher.search(hits, limit=query.page_size, offset=check_depth(query), count=True)
    documents = [_document(searcher, address) for _, address in found.hits]
    total = _counted(found)
    shown, position = page_by_relevance(query, documents, total)
    return Page(total, shown, position, _facets(searcher, hits, query))


def _total(searcher: tantivy.Searcher, hits: tantivy.Query) -> int:
    return _counted(searcher.search(hits, limit=1, count=True))


def _counted(found: Any) -> int:
    """The count of a SearchResult, which the library's type stub leaves out."""
    return int(found.count)


def _facets(
    searcher: tantivy.Searcher, hits: tantivy.Query, query: Query
) -> Mapping[str, tuple[FacetValue, ...]]:
    if not query.facets:
        return {}
    wanted = {
        name: {"terms": {"field": name, "size": _BUCKETS, "segment_size": _BUCKETS}}
        for name in query.facets
    }
    answer = searcher.aggregate(hits, wanted)
    return {
        name: facet_values([(b["key"], b["doc_count"]) for b in answer[name]["buckets"]])
        for name in query.facets
    }


def _document(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Document:
    payload: Any = searcher.doc(address).get_first("payload")
    return from_payload(json.loads(bytes(payload)))


@contextmanager
def _searching() -> Iterator[None]:
    """tantivy reports every fault as a ValueError; our queries are well formed, so it is the
    index that is at fault."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnavailable("the search index does not answer") from error
