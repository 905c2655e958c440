"""What Elasticsearch holds of a document, with nothing but what every distribution brings.

A change here needs a rebuild (`citymend search rebuild`).
"""

from collections.abc import Mapping
from typing import Any

from services.search.index.order import microseconds, sort_key
from services.search.index.payload import seen_by, to_payload
from services.search.index.port import Document
from services.search.text.streams import streams

_STREAM = {"type": "text", "analyzer": "whitespace"}
_KEYWORD = {"type": "keyword"}
_NUMBER = {"type": "long"}

MAPPING: Mapping[str, Any] = {
    "dynamic": "strict",
    # The streams are never shown and a rebuild reads the bus, so they need not be stored.
    "_source": {"excludes": ["pairs", "chars"]},
    "properties": {
        "pairs": _STREAM,
        "chars": _STREAM,
        "kind": _KEYWORD,
        "seen_by": _KEYWORD,
        "area": _KEYWORD,
        "category": _KEYWORD,
        "group": _KEYWORD,
        "state": _KEYWORD,
        "source": _KEYWORD,
        "request_type": _KEYWORD,
        "ref": _KEYWORD,
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
    pairs, chars = streams(document.fields)
    return {
        "pairs": pairs,
        "chars": chars,
        "kind": document.kind,
        "seen_by": list(seen_by(document)),
        "area": list(document.area_path),
        "category": document.category,
        "group": document.group,
        "state": document.state,
        "source": document.source,
        "request_type": document.request_type,
        "ref": list(document.refs),
        "occurred_key": sort_key(document.occurred_at, document.key),
        "updated_key": sort_key(document.updated_at, document.key),
        "updated_micros": microseconds(document.updated_at),
        "payload": to_payload(document),
    }
