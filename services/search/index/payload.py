"""A document as the JSON that both adapters store beside the searchable fields, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal

from services.search.index.document import Document, Fact, Key, Scope

_TIMES = ("occurred_at", "updated_at")
_TUPLES = ("area_path", "indicators", "refs")
_STORED = [field for field in fields(Document) if field.name not in (*_TIMES, "fields", "facts")]
_NAMES = tuple(field.name for field in _STORED)
_DEFAULTS: Sequence[object] = [field.default for field in _STORED]
_values = attrgetter(*_NAMES)


def to_payload(document: Document) -> dict[str, Any]:
    """Everything but the searched fields; what has its default value is left out."""
    payload: dict[str, Any] = {
        name: value
        for name, value, default in zip(_NAMES, _values(document), _DEFAULTS, strict=True)
        if value != default
    }
    for name in _TIMES:
        payload[name] = getattr(document, name).isoformat()
    if document.facts:
        payload["facts"] = [list(fact) for fact in document.facts]
    return payload


def from_payload(payload: Mapping[str, Any]) -> Document:
    """The document without its searched fields."""
    known: dict[str, Any] = {name: payload[name] for name in payload if name in _KNOWN}
    for name in _TIMES:
        known[name] = datetime.fromisoformat(known[name])
    for name in _TUPLES:
        if name in known:
            known[name] = tuple(known[name])
    known["facts"] = tuple(_fact(*parts) for parts in known.get("facts", ()))
    return Document(**known)


def seen_by(document: Document) -> tuple[Scope | Literal["thread"], ...]:
    """Who may find the document: nobody an erased one, only the thread a link."""
    if document.erased:
        return ()
    if document.kind == "link":
        return ("thread",)
    return ("public", "staff") if document.audience == "public" else ("staff",)


def newest_versions(documents: Sequence[Document]) -> list[Document]:
    """Per key the newest version of the call."""
    newest: dict[Key, Document] = {}
    for document in documents:
        key = document.key
        known = newest.get(key)
        if known is None or document.version >= known.version:
            newest[key] = document
    return list(newest.values())


def _fact(name: str, value: Any, public: bool) -> Fact:
    return Fact(name, tuple(value) if isinstance(value, list) else value, public)


_KNOWN = frozenset(field.name for field in fields(Document))
