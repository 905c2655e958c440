"""The one order by date that every adapter keeps.

A sort key is one 63-bit number: epoch seconds, then 31 bits of a hash of the record's key, so
that records of the same second have an order of their own that no engine can choose. Two records
that agree in both share a sort key; a page's position therefore names the keys shown at it.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from services.search.index.document import Document, Key
from services.search.index.port import (
    DEEPEST_OFFSET,
    LONGEST_FACET,
    FacetValue,
    Position,
    Query,
    TooDeep,
)

SECOND_BITS = 31
"""The bits below the seconds."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)


def sort_key(moment: datetime, key: Key) -> int:
    """The place of a record in the order by `moment`."""
    return (seconds(moment) << SECOND_BITS) | _hash(key)


def sort_keys(document: Document) -> tuple[int, int]:
    """The places of a record in the orders by `occurred_at` and by `updated_at`."""
    low = _hash(document.key)
    occurred, updated = seconds(document.occurred_at), seconds(document.updated_at)
    return (occurred << SECOND_BITS) | low, (updated << SECOND_BITS) | low


def seconds(moment: datetime) -> int:
    """Whole epoch seconds, rounded down; 1902 to 2106 fit a sort key."""
    return min(max((moment - _EPOCH) // _SECOND, -(2**31)), 2**32 - 1)


def first_key(moment: datetime) -> int:
    """The smallest sort key of the moment's second: the bound of `since` and `until`."""
    return seconds(moment) << SECOND_BITS


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(micros: float) -> datetime:
    """The inverse of microseconds(); exact up to the year 2255, also through a double."""
    return _EPOCH + int(micros) * _MICROSECOND


def document_sort_key(document: Document, query: Query) -> int:
    moment = document.updated_at if query.sort == "updated" else document.occurred_at
    return sort_key(moment, document.key)


def wanted_hits(query: Query) -> int:
    """How many hits an adapter must fetch to fill the page: those of the position come again."""
    shown = len(query.after.shown) if query.after else 0
    return query.page_size + shown + 1


def check_depth(query: Query) -> int:
    """The offset of a page by relevance. Raises TooDeep."""
    offset = query.after.offset if query.after else 0
    if offset + query.page_size > DEEPEST_OFFSET:
        raise TooDeep
    return offset


def page_by_date(
    query: Query, found: Sequence[Document]
) -> tuple[tuple[Document, ...], Position | None]:
    """The page and the position behind it, from hits at and after the position, in order."""
    position = query.after or Position()
    fresh = [hit for hit in found if str(hit.key) not in position.shown]
    hits = tuple(fresh[: query.page_size])
    if len(fresh) <= query.page_size or not hits:
        return hits, None
    last = document_sort_key(hits[-1], query)
    shown = [str(hit.key) for hit in hits if document_sort_key(hit, query) == last]
    if query.after and query.after.sort_key == last:
        shown += query.after.shown
    return hits, Position(last, tuple(sorted(shown)))


def page_by_relevance(
    query: Query, found: Sequence[Document], total: int
) -> tuple[tuple[Document, ...], Position | None]:
    offset = check_depth(query)
    hits = tuple(found[: query.page_size])
    end = offset + len(hits)
    more = end < total and end + query.page_size <= DEEPEST_OFFSET
    return hits, Position(offset=end) if more else None


def facet_values(counts: Sequence[tuple[str, int]]) -> tuple[FacetValue, ...]:
    """Most frequent first, then by value; at most LONGEST_FACET."""
    ordered = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    return tuple(FacetValue(value, count) for value, count in ordered[:LONGEST_FACET])


def docno(key: Key) -> int:
    """63 bits of a hash: names a record among the few thousand that a circle measures."""
    return int.from_bytes(hashlib.blake2b(str(key).encode(), digest_size=8).digest(), "big") >> 1


def _hash(key: Key) -> int:
    digest = hashlib.blake2b(str(key).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") & ((1 << SECOND_BITS) - 1)
