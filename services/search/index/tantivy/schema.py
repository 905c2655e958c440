"""What tantivy holds of a document. A change here needs a new FORMAT in generations.py."""

import json
from functools import cache

import tantivy

from services.search.index.document import Document
from services.search.index.keywords import KEYWORDS, keywords_of, sounds_of
from services.search.index.order import docno, microseconds, sort_keys
from services.search.index.payload import to_payload
from services.search.index.port import FACETS, DocumentRefused
from services.search.text.streams import streams

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for stream in ("pairs", "chars"):
        builder.add_text_field(stream, tokenizer_name="whitespace", index_option="position")
    for name in ("key", "sound", *KEYWORDS):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=name in FACETS
        )
    for name in ("version", "occurred_key", "updated_key", "updated_micros"):
        builder.add_integer_field(name, indexed=False, fast=True)
    for name in ("lat", "long"):
        builder.add_float_field(name, indexed=False, fast=True)
    builder.add_unsigned_field("docno", indexed=True, fast=True)
    builder.add_bytes_field("payload", stored=True)
    return builder.build()


def to_tantivy(document: Document) -> tantivy.Document:
    """The document with its two term streams. Raises DocumentRefused."""
    try:
        return _to_tantivy(document)
    except (ValueError, OverflowError) as error:
        # Half a surrogate pair, for one, which no UTF-8 can hold.
        raise DocumentRefused(type(error).__name__) from error


def _to_tantivy(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    pairs, chars = streams(document.fields)
    made.add_text("pairs", pairs)
    made.add_text("chars", chars)
    key = document.key
    made.add_text("key", str(key))
    for name, values in keywords_of(document).items():
        for value in values:
            made.add_text(name, value)
    for sound in sounds_of(document):
        made.add_text("sound", sound)
    if document.lat is not None and document.long is not None:
        made.add_float("lat", document.lat)
        made.add_float("long", document.long)
        made.add_unsigned("docno", docno(key))
    made.add_integer("version", document.version)
    occurred, updated = sort_keys(document)
    made.add_integer("occurred_key", occurred)
    made.add_integer("updated_key", updated)
    made.add_integer("updated_micros", microseconds(document.updated_at))
    made.add_bytes("payload", _encode(to_payload(document)).encode())
    return made
