"""A document as the JSON that both adapters store beside the searchable fields, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Literal

from services.search.index.port import Document, Fact, Scope

_TIMES = ("occurred_at", "updated_at")
_TUPLES = ("area_path", "indicators", "refs")
_DEFAULTS: Mapping[str, object] = {
    field.name: field.default for field in fields(Document) if field.name not in _TIMES
}


def to_payload(document: Document) -> dict[str, Any]:
    """Everything but the searched fields; what has its default value is left out."""
    payload: dict[str, Any] = {}
    for field in fields(Document):
        value = getattr(document, field.name)
        if field.name == "fields" or value == _DEFAULTS.get(field.name, ...):
            continue
        if field.name in _TIMES:
            value = value.isoformat()
        elif field.name == "facts":
            value = [[fact.name, fact.value, fact.public] for fact in value]
        payload[field.name] = value
    return payload


def from_payload(payload: Mapping[str, Any]) -> Document:
    """The document without its searched fields."""
    known: dict[str, Any] = {name: payload[name] for name in payload if name in _NAMES}
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
    newest: dict[str, Document] = {}
    for document in documents:
        known = newest.get(str(document.key))
        if known is None or document.version >= known.version:
            newest[str(document.key)] = document
    return list(newest.values())


def _fact(name: str, value: Any, public: bool) -> Fact:
    return Fact(name, tuple(value) if isinstance(value, list) else value, public)


_NAMES = frozenset(field.name for field in fields(Document))
