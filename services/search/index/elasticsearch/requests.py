"""A query as the body of a search request. Filters have no part in the score."""

from collections.abc import Sequence
from typing import Any

from services.search.index.order import check_depth, first_key, wanted_hits
from services.search.index.port import FACETS, HIT_KINDS, Query
from services.search.text.asking import Phrase

_BUCKETS = 10_000
"""Distinct values of a facet that are counted; the shown ones are exact below it."""

Body = dict[str, Any]


def page_request(query: Query) -> Body:
    """One page of hits, the exact total, and the facets when asked for."""
    body: Body = {
        "query": hits_of(query),
        "_source": ["payload"],
        "track_total_hits": True,
        "size": query.page_size if query.sort == "relevance" else wanted_hits(query),
        "sort": _sort(query),
    }
    if query.sort == "relevance":
        body["from"] = check_depth(query)
    elif query.after is not None:
        # search_after skips its own value, but hits that share the position's key come again.
        beside = -1 if query.sort == "oldest" else 1
        body["search_after"] = [query.after.sort_key + beside]
    if query.facets:
        body["aggs"] = {name: {"terms": {"field": name, "size": _BUCKETS}} for name in FACETS}
    return body


def count_request(query: Query) -> Body:
    return {"query": hits_of(query), "size": 0, "track_total_hits": True}


def hits_of(query: Query) -> Body:
    """All hits of the query, whatever the page."""
    if query.question.hopeless or not query.kinds:
        return {"match_none": {}}
    return {
        "bool": {
            "must": [_phrase(phrase) for phrase in query.question.wanted],
            "must_not": [_phrase(phrase) for phrase in query.question.unwanted],
            "filter": [*_filters(query), *_dates(query)],
        }
    }


def _phrase(phrase: Phrase) -> Body:
    if len(phrase.terms) == 1:
        return {"term": {phrase.stream: phrase.terms[0]}}
    return {"match_phrase": {phrase.stream: " ".join(phrase.terms)}}


def _filters(query: Query) -> Sequence[Body]:
    filters: dict[str, Sequence[str]] = {
        "seen_by": (query.scope,) if "link" not in query.kinds else ("thread", query.scope),
        # Every kind of hit: `seen_by` keeps links out already.
        "kind": () if set(query.kinds) == set(HIT_KINDS) else query.kinds,
        "area": query.areas,
        "category": query.categories,
        "group": query.groups,
        "state": query.states,
        "source": query.sources,
        "request_type": query.request_types,
        "ref": query.refs,
    }
    return [{"terms": {field: list(values)}} for field, values in filters.items() if values]


def _dates(query: Query) -> Sequence[Body]:
    bounds = {
        name: first_key(moment)
        for name, moment in (("gte", query.since), ("lt", query.until))
        if moment is not None
    }
    return [{"range": {"occurred_key": bounds}}] if bounds else []


def _sort(query: Query) -> Sequence[Body]:
    if query.sort == "relevance":
        return [{"_score": "desc"}, {"occurred_key": "desc"}]
    return [{_date_field(query): "asc" if query.sort == "oldest" else "desc"}]


def _date_field(query: Query) -> str:
    return "updated_key" if query.sort == "updated" else "occurred_key"
