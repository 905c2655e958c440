"""Circles for tantivy, which has none: a box finds, Python measures, numbers say what is inside."""

from dataclasses import replace

import tantivy

from services.search.index.places import Circle
from services.search.index.port import MOST_MEASURED, NEAR, Query, TooWide
from services.search.index.tantivy.queries import among, hits_of, outside, within


def hits_in_circle(searcher: tantivy.Searcher, query: Query) -> tantivy.Query:
    """All hits of the query, those of its circle exact to the millimetre. Raises TooWide."""
    circle = query.circle
    hits = hits_of(replace(query, circle=None) if circle else query)
    if circle is None:
        return hits
    around = within(hits, circle.around())
    if circle.radius > NEAR and _count(searcher, around) > MOST_MEASURED:
        raise TooWide
    inner = circle.inside()
    doubtful = around if inner is None else outside(around, inner)
    return among(hits, inner, _inside(searcher, doubtful, circle))


def _inside(searcher: tantivy.Searcher, doubtful: tantivy.Query, circle: Circle) -> list[int]:
    """The numbers of those that lie in the circle."""
    addresses = _addresses(searcher, doubtful)
    lats = searcher.fast_field_values("lat", addresses)
    longs = searcher.fast_field_values("long", addresses)
    numbers = searcher.fast_field_values("docno", addresses)
    return [
        int(number)
        for number, lat, long in zip(numbers, lats, longs, strict=True)
        if number is not None and lat is not None and long is not None
        if circle.holds(lat, long)
    ]


def _addresses(searcher: tantivy.Searcher, hits: tantivy.Query) -> list[tantivy.DocAddress]:
    """All hits; a second search where there are more than usual."""
    found = searcher.search(hits, limit=MOST_MEASURED, count=True)
    total = _total(found)
    if total > MOST_MEASURED:
        found = searcher.search(hits, limit=total, count=False)
    return [address for _, address in found.hits]


def _count(searcher: tantivy.Searcher, hits: tantivy.Query) -> int:
    return _total(searcher.search(hits, limit=1, count=True))


def _total(found: tantivy.SearchResult) -> int:
    counted: int = found.count  # type: ignore[attr-defined]  # the library's stub leaves it out
    return counted
