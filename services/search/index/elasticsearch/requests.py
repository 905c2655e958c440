"""A query as the body of a search request. Filters have no part in the score."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.search.index.keywords import filters_of, held_of
from services.search.index.order import check_depth, first_key, wanted_hits
from services.search.index.places import Box
from services.search.index.port import Query
from services.search.text.asking import Phrase

_BUCKETS = 10_000
"""Distinct values of a facet that are counted; the shown ones are exact below it."""

_NEAR_WORDS = 1000
"""Words one letter away that a search for a mistyped one considers."""

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
        counted = {name: {"field": name, "size": _BUCKETS} for name in query.facets}
        body["aggs"] = {name: {"terms": terms} for name, terms in counted.items()}
    return body


def count_request(query: Query) -> Body:
    return {"query": hits_of(query), "size": 0, "track_total_hits": True}


def around_request(query: Query) -> Body:
    """Counts the hits in the box around the query's circle."""
    circle = query.circle
    hits = hits_of(replace(query, circle=None))
    near = _in_box(circle.around()) if circle else []
    return {
        "query": {"bool": {"filter": [hits, *near]}},
        "size": 0,
        "track_total_hits": True,
    }


def hits_of(query: Query) -> Body:
    """All hits of the query, whatever the page."""
    if query.question.hopeless or not query.kinds:
        return {"match_none": {}}
    return {
        "bool": {
            "must": [_phrase(phrase) for phrase in query.question.wanted],
            "must_not": [_phrase(phrase) for phrase in query.question.unwanted],
            "filter": [*_filters(query), *_dates(query), *_places(query)],
        }
    }


def _phrase(phrase: Phrase) -> Body:
    if phrase.near:
        near = {"value": phrase.terms[0], "fuzziness": 1, "max_expansions": _NEAR_WORDS}
        return {"fuzzy": {phrase.stream: near}}
    if len(phrase.terms) == 1:
        return {"term": {phrase.stream: phrase.terms[0]}}
    return {"match_phrase": {phrase.stream: " ".join(phrase.terms)}}


def _filters(query: Query) -> Sequence[Body]:
    filters = _each(filters_of(query))
    if held := held_of(query):
        public = _each({"seen_by": ("public",)}) if not query.own_only else []
        seen = [*public, {"bool": {"filter": _each(held)}}]
        filters.append({"bool": {"should": seen, "minimum_should_match": 1}})
    if query.sound:
        filters.append({"prefix": {"sound": query.sound}})
    return filters


def _each(filters: Mapping[str, Sequence[str]]) -> list[Body]:
    return [{"terms": {field: list(values)}} for field, values in filters.items()]


def _dates(query: Query) -> Sequence[Body]:
    bounds = {
        name: first_key(moment)
        for name, moment in (("gte", query.since), ("lt", query.until))
        if moment is not None
    }
    return [{"range": {"occurred_key": bounds}}] if bounds else []


def _places(query: Query) -> Sequence[Body]:
    places: list[Body] = [] if query.box is None else _in_box(query.box)
    if query.circle is not None:
        circle = query.circle
        centre = {"lat": circle.lat, "lon": circle.long}
        places.append({"geo_distance": {"distance": f"{circle.radius}m", "point": centre}})
    return places


def _in_box(box: Box) -> list[Body]:
    return [
        {"range": {"lat": {"gte": box.south, "lte": box.north}}},
        {"range": {"long": {"gte": box.west, "lte": box.east}}},
    ]


def _sort(query: Query) -> Sequence[Body]:
    if query.sort == "relevance":
        return [{"_score": "desc"}, {"occurred_key": "desc"}]
    return [{_date_field(query): "asc" if query.sort == "oldest" else "desc"}]


def _date_field(query: Query) -> str:
    return "updated_key" if query.sort == "updated" else "occurred_key"
