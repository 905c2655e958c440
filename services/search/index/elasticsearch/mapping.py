"""What Elasticsearch holds of a document, with nothing but what every distribution brings.

A change here needs a rebuild (`citymend search rebuild`).
"""

from collections.abc import Mapping
from typing import Any

from services.search.index.document import Document
from services.search.index.keywords import KEYWORDS, keywords_of, sounds_of
from services.search.index.order import microseconds, sort_keys
from services.search.index.payload import to_payload
from services.search.text.streams import streams

_STREAM = {"type": "text", "analyzer": "whitespace"}
_KEYWORD = {"type": "keyword"}
_NUMBER = {"type": "long"}
_DEGREES = {"type": "double"}
"""Beside the point, whose coordinates are rounded: boxes then hold the same in both adapters."""

MAPPING: Mapping[str, Any] = {
    "dynamic": "strict",
    # The streams are never shown and a rebuild reads the bus, so they need not be stored.
    "_source": {"excludes": ["pairs", "chars", "sound"]},
    "properties": {
        "pairs": _STREAM,
        "chars": _STREAM,
        "sound": _KEYWORD,
        **dict.fromkeys(KEYWORDS, _KEYWORD),
        "lat": _DEGREES,
        "long": _DEGREES,
        "point": {"type": "geo_point"},
        "occurred_key": _NUMBER,
        "updated_key": _NUMBER,
        "updated_micros": _NUMBER,
        "payload": {"type": "object", "enabled": False},
    },
}

REFRESH = "500ms"
"""How long a durable write may stay unseen. Naming it keeps idle shards refreshing, too."""

SETTINGS: Mapping[str, Any] = {
    # One shard: totals, facet counts and the order of equal scores are exact.
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": REFRESH,
}


def to_source(document: Document) -> dict[str, Any]:
    occurred, updated = sort_keys(document)
    pairs, chars = streams(document.fields)
    return {
        "pairs": pairs,
        "chars": chars,
        "sound": list(sounds_of(document)),
        **{name: list(values) for name, values in keywords_of(document).items()},
        **_place(document),
        "occurred_key": occurred,
        "updated_key": updated,
        "updated_micros": microseconds(document.updated_at),
        "payload": to_payload(document),
    }


def _place(document: Document) -> dict[str, Any]:
    if document.lat is None or document.long is None:
        return {}
    point = {"lat": document.lat, "lon": document.long}
    return {"lat": document.lat, "long": document.long, "point": point}
