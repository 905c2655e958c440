"""Circles for tantivy, which has none: a box finds, Python measures, numbers say what is inside."""

import tantivy

from services.search.index.port import MOST_MEASURED, NEAR, Query, TooWide
from services.search.index.tantivy.queries import among, hits_of, outside


def hits_in_circle(searcher: tantivy.Searcher, query: Query) -> tantivy.Query:
    """All hits of the query, those of its circle exact to the millimetre. Raises TooWide."""
    hits = hits_of(query)
    circle = query.circle
    if circle is None:
        return hits
    limit = _room(searcher, hits, circle.radius)
    inner = circle.inside()
    doubtful = hits if inner is None else outside(hits, inner)
    found = searcher.search(doubtful, limit=limit, count=False)
    addresses = [address for _, address in found.hits]
    lats = searcher.fast_field_values("lat", addresses)
    longs = searcher.fast_field_values("long", addresses)
    numbers = searcher.fast_field_values("docno", addresses)
    inside = [
        int(number)
        for number, lat, long in zip(numbers, lats, longs, strict=True)
        if number is not None and lat is not None and long is not None
        if circle.holds(lat, long)
    ]
    return among(hits, inner, inside)


def _room(searcher: tantivy.Searcher, hits: tantivy.Query, radius: float) -> int:
    """How many must be fetched at most."""
    counted = searcher.search(hits, limit=1, count=True)
    count: int = counted.count  # type: ignore[attr-defined]  # the library's stub leaves it out
    if count > MOST_MEASURED and radius > NEAR:
        raise TooWide
    return max(count, 1)
