"""Searching an Elasticsearch alias."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch

from services.runtime.unavailable import IndexUnavailable
from services.search.index.document import KINDS, Document, Key
from services.search.index.elasticsearch.connection import talking
from services.search.index.elasticsearch.requests import (
    Body,
    around_request,
    count_request,
    page_request,
)
from services.search.index.order import facet_values, moment_of, page_by_date, page_by_relevance
from services.search.index.payload import from_payload
from services.search.index.port import MOST_MEASURED, NEAR, Page, Query, TooWide

_TOGETHER = 200
"""Searches in one request of count()."""


class ElasticsearchReader:
    """IndexReader on an alias. What was written is seen within the refresh interval."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self._client = client
        self._name = name

    def search(self, query: Query) -> Page:
        self._check_width(query)
        answer = self._search(page_request(query))
        total = int(answer["hits"]["total"]["value"])
        found = _documents(answer)
        page = page_by_relevance(query, found, total) if query.sort == "relevance" else None
        shown, position = page or page_by_date(query, found)
        buckets = answer.get("aggregations", {})
        facets = {
            name: facet_values([(b["key"], b["doc_count"]) for b in buckets[name]["buckets"]])
            for name in query.facets
        }
        return Page(total, shown, position, facets)

    def count(self, queries: Sequence[Query]) -> Sequence[int]:
        totals: list[int] = []
        for start in range(0, len(queries), _TOGETHER):
            lines: list[Body] = []
            for query in queries[start : start + _TOGETHER]:
                self._check_width(query)
                lines += [{}, count_request(query)]
            with talking():
                answer = self._client.msearch(index=self._name, searches=lines)
            totals += [_total(one) for one in answer["responses"]]
        return totals

    def kept(self) -> Mapping[str, int]:
        kinds = {"kind": {"terms": {"field": "kind", "size": len(KINDS)}}}
        answer = self._search({"size": 0, "aggs": kinds})
        buckets = answer["aggregations"]["kind"]["buckets"]
        return {bucket["key"]: bucket["doc_count"] for bucket in buckets}

    def visible(self, keys: Sequence[Key]) -> Mapping[Key, Document]:
        if not keys:
            return {}
        ids = {"ids": {"values": [str(key) for key in keys]}}
        answer = self._search({"query": ids, "size": len(keys), "_source": ["payload"]})
        return {document.key: document for document in _documents(answer)}

    def as_of(self) -> datetime | None:
        newest = {"newest": {"max": {"field": "updated_micros"}}}
        answer = self._search({"size": 0, "aggs": newest, "track_total_hits": False})
        value = answer["aggregations"]["newest"]["value"]
        return None if value is None else moment_of(value)

    def ready(self) -> str | None:
        try:
            self._search({"size": 0, "track_total_hits": False})
        except IndexUnavailable as error:
            return str(error)
        return None

    def close(self) -> None:
        self._client.close()

    def _check_width(self, query: Query) -> None:
        """The engine could answer; both adapters refuse the same. Raises TooWide."""
        if query.circle is None or query.circle.radius <= NEAR:
            return
        if _total(self._search(around_request(query))) > MOST_MEASURED:
            raise TooWide

    def _search(self, body: Body) -> Mapping[str, Any]:
        with talking():
            answer: Mapping[str, Any] = self._client.search(index=self._name, body=body).body
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise IndexUnavailable("a part of the search index does not answer")
        return answer


def _documents(answer: Mapping[str, Any]) -> list[Document]:
    return [from_payload(hit["_source"]["payload"]) for hit in answer["hits"]["hits"]]


def _total(answer: Mapping[str, Any]) -> int:
    if "error" in answer or answer["_shards"]["failed"]:
        raise IndexUnavailable("a part of the search index does not answer")
    return int(answer["hits"]["total"]["value"])
